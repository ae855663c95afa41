"""What the demo shows in the terminal: an alert as a card, and the closing table. Pure: records to renderables.

Every text of a stranger is put into ``rich.text.Text``, where square brackets are square brackets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain, repeat
from typing import Final

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.style import Style
from rich.table import Table
from rich.text import Text

from onrecord_alert.records import AlertView, DigestView
from onrecord_alert.wording import FULL, Worded, topic_name, worded

COLOURS: Final = {"new": "green", "update": "yellow"}
NAMES: Final = {"slack": "Slack", "email": "e-mail", "re_report": "re-report"}
LABEL_COLUMNS: Final = 7
VERDICTS: Final = {"new": "new", "repeat": "repeats", "re_report": "re-reports", "update": "updates"}


@dataclass(frozen=True, slots=True)
class Tally:
    """What the demo counted, all editions together."""

    feeds: int
    entries: int
    articles: Mapping[str, int]
    """By completeness of the text that was read: full, paywalled, …"""
    clutter: Mapping[str, int]
    """Blocks that were kept out of the text, by label."""
    statements: Mapping[str, int]
    """By kind: direct, indirect, mixed."""
    verdicts: Mapping[str, int]
    """Sightings by verdict: new, repeat, re_report, update."""
    sent: Mapping[str, int]
    """Alerts that arrived, by channel."""
    suppressed: Mapping[str, int]
    """Matches of a topic that were not told, by why."""
    seconds: float


def edition_rule(number: int, last: int) -> Rule:
    """Announce that an edition came out; 0 is what stood there before onrecord came."""
    if number == 0:
        return Rule(Text("what stood there before: read, not told"), style="dim", align="left")
    return Rule(Text(f"edition {number} of {last} is out"), style="dim", align="left")


def alert_card(view: AlertView, *, subscriber: str, channel: str) -> Panel:
    """Show an alert as *subscriber* got it: who, role, verb, words, outlet, time, link, why.

    Args:
        view: The alert.
        subscriber: Whose alert it is.
        channel: By which it came: slack or email.
    """
    text = worded(view)
    colour = COLOURS[view.kind]
    title = Text.assemble((f" {text.topic} ", "bold"), ("· ", "dim"), (f"{text.label} ", f"bold {colour}"))
    way = Text(f" {NAMES.get(channel, channel)} → {subscriber} ", style="dim")
    below = Table.grid(padding=(0, 1))
    below.add_column(style="dim", min_width=LABEL_COLUMNS)
    below.add_column(overflow="fold")
    for label, value in _rows(text):
        below.add_row(label, value)
    return Panel(
        Group(
            Text.assemble(text.lead, (text.speaker, f"bold {colour}"), text.trail),
            Padding(Text(text.words, style="bold"), (0, 2)),
            below,
        ),
        box=box.ROUNDED,
        title=title,
        title_align="left",
        subtitle=way,
        subtitle_align="right",
        border_style=colour,
        padding=(0, 1),
    )


def digests_rule() -> Rule:
    """Announce that the player brought the digests forward."""
    return Rule(Text("the digests of tomorrow, 08:00, brought forward"), style="dim", align="left")


def growth_line(view: AlertView, *, subscriber: str) -> Text:
    """Show that a message, already with *subscriber*, grew by the outlets that report it too."""
    text = worded(view)
    return Text.assemble(
        ("↻ ", "bold cyan"), (f"{subscriber}’s message grew: ", "cyan"), f"{text.speaker}, ", (text.words, "italic"),
        (f" {text.also}", "bold cyan") if text.also else "",
    )  # fmt: skip


def digest_card(digest: DigestView, *, subscriber: str, channel: str) -> Panel:
    """Show a digest as *subscriber* got it: by topic and speaker, and what was not told at its foot."""
    lines: list[RenderableType] = []
    for topic in digest.topics:
        lines.append(Text(topic_name(topic.topic, FULL), style="bold"))
        for speaker in topic.speakers:
            for view in (*speaker.updates, *speaker.new):
                text = worded(view)
                said = Text.assemble(
                    text.lead, (text.speaker, f"bold {COLOURS[view.kind]}"), text.trail, " ", text.words
                )
                lines.append(Padding(said, (0, 2)))
            for reported in speaker.also_reported:
                text = worded(replace(reported.alert, also_in=reported.outlets))
                again = ((text.speaker, "bold"), ", ", (text.words, "italic"), (f" {text.also}", "cyan"))
                lines.append(Padding(Text.assemble(*again), (0, 2)))
    if digest.suppressed:
        spared = {each.reason: each.count for each in digest.suppressed}
        lines.append(Text(f"not told: {_parts(spared)}", style="dim"))
    return Panel(
        Group(*lines),
        box=box.ROUNDED,
        title=Text(" Digest ", style="bold"),
        title_align="left",
        subtitle=Text(f" {NAMES.get(channel, channel)} → {subscriber} ", style="dim"),
        subtitle_align="right",
        border_style="cyan",
        padding=(0, 1),
    )


def closing_table(tally: Tally) -> Table:
    """Lay out what came in, what was kept out, what was said and what was told; fits 80 columns."""
    table = Table(box=box.SIMPLE_HEAD, show_header=False, pad_edge=False, title_justify="left")
    table.title = Text(f"What came of it, in {tally.seconds:.0f} seconds", style="bold")
    table.add_column(style="bold")
    table.add_column(justify="right", style="cyan")
    table.add_column(style="dim", overflow="fold")
    table.add_row("entries seen", str(tally.entries), f"in {tally.feeds} feeds")
    table.add_row("articles", _total(tally.articles), _parts(tally.articles))
    table.add_row("clutter removed", _total(tally.clutter), _parts(tally.clutter))
    table.add_row("statements", _total(tally.statements), _parts(tally.statements))
    for verdict, name in VERDICTS.items():
        table.add_row(f"  {name}", str(tally.verdicts.get(verdict, 0)), "")
    table.add_row("alerts sent", _total(tally.sent), _parts(tally.sent))
    table.add_row("alerts suppressed", _total(tally.suppressed), _parts(tally.suppressed))
    return table


def _rows(text: Worded) -> Iterable[tuple[str, Text]]:
    """Give what stands under the words, each with its label; an empty label goes on with the one above."""
    if text.earlier and text.earlier_source:
        yield "before", Text(f"{text.earlier} — {text.earlier_source}", style="dim")
    yield "in", Text(text.source)
    yield "", Text(text.title, style="italic")
    if text.url:
        yield "", Text(text.url, style=Style(color="blue", link=text.url), overflow="fold")
    if text.also:
        yield "", Text(text.also, style="dim")
    if text.caveat:
        yield "note", Text(f"⚠ {text.caveat}", style="yellow")
    for label, each in zip(chain(("why",), repeat("")), text.matched, strict=False):
        yield label, Text.assemble((each.clause, "magenta"), (f" met by {each.found}", "dim"))
    if text.matched_more:
        yield "", Text(text.matched_more, style="dim")


def _total(counts: Mapping[str, int]) -> str:
    return str(sum(counts.values()))


def _parts(counts: Mapping[str, int]) -> str:
    """Write counts in one line, the largest first: ``newsletter 12 · author bio 3``."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return " · ".join(f"{NAMES.get(key, key).replace('_', ' ')} {count}" for key, count in ordered if count)
