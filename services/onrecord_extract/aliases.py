"""Names that an operator lets stand for others."""

from collections.abc import Mapping
from dataclasses import replace

from onrecord_extract.records import Extracted


def names(extracted: Extracted) -> set[str]:
    """Give every name under which somebody or something of the article is known."""
    spoken = {statement.speaker for statement in extracted.statements if statement.speaker is not None}
    return spoken | {entity.canonical for entity in extracted.entities}


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
