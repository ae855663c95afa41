"""One article as the system sees it: labels in the margin, clutter dimmed, statements coloured in the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from onrecord_clean.records import Block
from onrecord_cli.analysis import Analysis, as_record
from onrecord_cli.screen.terminal import visible
from onrecord_cli.screen.wording import attributed, count, plain, quoted, short, styled
from onrecord_extract.records import Entity, Span, Statement
from onrecord_extract.wording import cue_words, words

SOURCE, CUE, CONTENT = "bold cyan", "yellow", "green"
MARGIN_COLUMNS: Final = 12
CLUTTER_CHARS: Final = 110
"""A run of clutter is shown up to here: it is there to be recognised, not to be read."""
TYPES_SHOWN: Final = 40
"""Entities of one type."""
FEWER = {"subscription_promo": "subscribe", "dateline_meta": "dateline", "registration": "register"}
"""Labels that are too long for the margin."""


def record(name: str, analysis: Analysis) -> dict[str, Any]:
    """As plain data, with the evidence for what was decided about the page."""
    cleaned = analysis.cleaned
    return as_record(name, analysis) | {
        "completeness_evidence": cleaned.completeness_evidence,
        "access": cleaned.access,
        "access_evidence": cleaned.access_evidence,
        "sponsored_evidence": cleaned.sponsored_evidence,
        "agency_evidence": cleaned.agency_evidence,
    }


def article(analysis: Analysis) -> Group:
    """Draw *analysis*."""
    cleaned, extracted = analysis.cleaned, analysis.extracted
    parts: list[RenderableType] = [_head(analysis), "", _blocks(cleaned.blocks, extracted.statements)]
    parts += ["", Text(count(len(extracted.statements), "statement").capitalize(), style="bold")]
    if extracted.statements:
        parts.append(_statements(cleaned.text, extracted.statements))
    if extracted.entities:
        parts += ["", Text("Named", style="bold"), _entities(extracted.entities)]
    return Group(*parts)


def _head(analysis: Analysis) -> Group:
    cleaned = analysis.cleaned
    facts = Text.assemble(
        styled(cleaned.completeness),
        (f" ({short(cleaned.completeness_evidence)})", "dim"),
        f" · access {plain(cleaned.access)}",
        (f" ({short(cleaned.access_evidence)})", "dim"),
        f" · {cleaned.lang or 'language unknown'}",
        f" · {count(len(cleaned.text.split()), 'word')}",
        (f" · from {cleaned.agency}" if cleaned.agency else "", "bold"),
        (f" ({short(cleaned.agency_evidence)})" if cleaned.agency else "", "dim"),
        (" · sponsored" if cleaned.sponsored else "", "bold yellow"),
        (f" ({short(cleaned.sponsored_evidence)})" if cleaned.sponsored else "", "dim"),
    )
    return Group(Text(short(cleaned.title), style="bold"), facts)


def _blocks(blocks: Sequence[Block], statements: Sequence[Statement]) -> Table:
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(justify="right", width=MARGIN_COLUMNS, style="dim", no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    spans = list(_spans(statements))
    for (label, read), run in groupby(blocks, key=lambda block: (block.label, block.start is not None)):
        margin = FEWER.get(label, plain(label))
        if read:
            for block in run:
                table.add_row(margin, _read(block, spans))
        else:
            texts = [short(block.text, CLUTTER_CHARS) for block in run if block.text.strip()]
            many = f" ×{len(texts)}" if len(texts) > 1 else ""
            if texts:
                table.add_row(
                    margin, Text.assemble((short(" · ".join(texts), CLUTTER_CHARS), "dim"), (many, "dim"))
                )
    return table


def _spans(statements: Sequence[Statement]) -> Iterator[tuple[Span, str]]:
    for each in statements:  # the content first: what stands inside it keeps its own colour
        for style, part in ((CONTENT, each.content), (CUE, each.cue), (SOURCE, each.source)):
            for span in part:
                yield span, style


def _read(block: Block, spans: Sequence[tuple[Span, str]]) -> Text:
    text = Text(visible(block.text), style="bold" if block.label == "headline" else "")
    start = block.start or 0
    for (first, last), style in spans:
        if first < start + len(block.text) and last > start:
            text.stylize(style, max(0, first - start), last - start)
    text.append("\n")
    return text


def _statements(text: str, statements: Sequence[Statement]) -> Table:
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(justify="right", width=MARGIN_COLUMNS, style="dim", no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    for each in statements:
        who = attributed(
            each.speaker, words(text, each.source), role=each.role, cue=cue_words(text, each.cue)
        )
        said = Text(quoted(words(text, each.content), each.kind), style="green")
        table.add_row(each.kind, Text.assemble(who, said))
    return table


def _entities(entities: Sequence[Entity]) -> Table:
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(justify="right", width=MARGIN_COLUMNS, style="dim", no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    mentions = Counter((each.type, each.canonical) for each in entities)
    for kind in sorted({kind for kind, _ in mentions}):
        names = [(name, number) for (each, name), number in mentions.most_common() if each == kind]
        listed = Text(", ").join(
            [Text.assemble(short(name, 120), (f" ×{number}" if number > 1 else "", "dim")) for name, number in names[:TYPES_SHOWN]]
        )  # fmt: skip
        if len(names) > TYPES_SHOWN:
            listed.append(f" and {len(names) - TYPES_SHOWN} more", style="dim")
        table.add_row(kind.lower(), listed)
    return table
