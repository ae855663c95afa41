"""Names that an operator lets stand for others."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from onrecord_extract.records import Extracted


def names(extracted: Extracted) -> set[str]:
    """Give every name under which somebody or something of the article is known."""
    spoken = {statement.speaker for statement in extracted.statements if statement.speaker is not None}
    return spoken | {entity.canonical for entity in extracted.entities}


def resolved(
    names: Iterable[str], *, in_outlet: Mapping[str, str], everywhere: Mapping[str, str]
) -> dict[str, str]:
    """Say which of *names* are called otherwise in an article, and how.

    What the outlet says of a name goes before what is said everywhere, and on from there: the name that it gives may
    itself be merged into another everywhere. Where the two say the opposite of each other, the outlet's stands.

    Args:
        names: That the article alone leads to.
        in_outlet: The other name by the one that stands for it in this outlet; of *names*, and of the names that these get.
        everywhere: Likewise in all outlets.
    """
    found: dict[str, str] = {}
    for name in names:
        if here := in_outlet.get(name):
            further = everywhere.get(here, here)
            found[name] = here if further == name else further
        elif (other := everywhere.get(name)) and in_outlet.get(other) != name:
            found[name] = other
    return found


def renamed(extracted: Extracted, aliases: Mapping[str, str]) -> Extracted:
    """Call by its other name what *aliases* names; entities of one type that share that name become one entity.

    Args:
        extracted: As the article alone gave it.
        aliases: The other name by the one that the article leads to.
    """
    if not aliases:
        return extracted
    kept: dict[tuple[str, str], int] = {}
    for entity in extracted.entities:
        if entity.canonical in aliases.values():
            kept.setdefault((entity.type, entity.canonical), entity.id)
    ids: dict[int, int] = {}
    for entity in extracted.entities:
        if other := aliases.get(entity.canonical):
            ids[entity.id] = kept.setdefault((entity.type, other), entity.id)
    return Extracted(
        tuple(
            replace(
                entity,
                canonical=aliases.get(entity.canonical, entity.canonical),
                id=ids.get(entity.id, entity.id),
            )
            for entity in extracted.entities
        ),
        tuple(
            replace(
                statement,
                speaker=statement.speaker and aliases.get(statement.speaker, statement.speaker),
                speaker_id=None
                if statement.speaker_id is None
                else ids.get(statement.speaker_id, statement.speaker_id),
            )
            for statement in extracted.statements
        ),
    )
