"""The way of one article, stage by stage."""

from __future__ import annotations

from datetime import datetime, timedelta

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from onrecord.pipeline import STAGES
from onrecord.settings import KNOWN_FOR_DAYS
from onrecord_cli.queries.fates import Fate
from onrecord_cli.queries.tracing import MatchRow, StepRow, TextRow, Trace, TracedStatement
from onrecord_cli.screen.wording import (
    ago,
    attributed,
    count,
    due,
    mark,
    moment,
    plain,
    quoted,
    reached,
    short,
    size,
    styled,
)

NOT_YET = "not begun"
LET_GO = "not begun, or let go of for its age"
HISTORY = timedelta(days=KNOWN_FOR_DAYS)
"""For so long, at the least, it is known how things went."""


def trace(found: Trace, *, now: datetime) -> Group:
    """Draw the whole way."""
    parts: list[RenderableType] = [_head(found, now), "", _steps(found, now), "", _facts(found, now)]
    if found.statements:
        parts += ["", Text(count(len(found.statements), "statement").capitalize(), style="bold")]
        parts += [_statement(each) for each in found.statements]
    elif found.text is not None:
        parts += ["", Text("No statements", style="dim")]
    return Group(*parts)


def _head(found: Trace, now: datetime) -> Group:
    known = " · came with its feed's first import: never alerted on" if found.baseline else ""
    return Group(
        Text(short(found.title) if found.title else "An article without a title", style="bold"),
        Text(short(found.url, 1_000), style="dim", overflow="fold"),
        Text.assemble(
            (short(found.outlet, 120), "cyan"),
            f" · published {moment(found.published_at)} · first seen {ago(found.first_seen_at, now)}{known}",
        ),
        Text(f"article {found.id} · trace {found.trace_id}", style="dim"),
    )


def _steps(found: Trace, now: datetime) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(width=1)
    table.add_column(no_wrap=True, style="bold")
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(ratio=1, overflow="fold")
    there = {step.stage: step for step in found.steps}
    for stage in STAGES:
        if stage.subject == "article":
            table.add_row(
                *_step(stage.name, there.get(stage.name), now, old=found.first_seen_at < now - HISTORY)
            )
    return table


def _step(
    stage: str, step: StepRow | None, now: datetime, *, old: bool
) -> tuple[Text, str, Text, Text, Text]:
    if step is None:
        return Text("·", style="dim"), stage, Text(LET_GO if old else NOT_YET, style="dim"), Text(), Text()
    ended = step.state in ("done", "parked")
    state = step.state if ended else "retrying" if step.reason and step.state == "todo" else step.state
    outcome = plain(step.outcome or step.state) if ended else {"todo": "waiting"}.get(step.state, step.state)
    took = "" if step.duration_ms is None else f"{step.duration_ms:,} ms"
    notes = [
        *([f"{step.tries} tries"] if step.tries > 1 else []),
        *([count(step.crashes, "crash", "crashes")] if step.crashes else []),
        *([f"due {due(step.due_at, now)}"] if step.state == "todo" else []),
        *([short(step.reason, 500)] if step.reason else []),
    ]
    return (
        mark(state),
        stage,
        styled(state, outcome),
        Text(took, style="dim"),
        Text(" · ".join(notes), style="" if step.reason else "dim"),
    )


def _length(text: TextRow, now: datetime) -> str:
    if text.emptied_at is not None:
        return f"its words were let go of {ago(text.emptied_at, now)}"
    return f"{text.chars:,} characters"


def _facts(found: Trace, now: datetime) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for number, entry in enumerate(found.entries):
        named = Text.assemble(
            f"{short(entry.feed, 120)}: ",
            styled(entry.outcome),
            (f" · seen {ago(entry.seen_at, now)} · dated {short(entry.published_raw, 60)}", "dim"),
            (f" · changed {count(entry.revisions, 'time')}" if entry.revisions else "", "yellow"),
        )
        table.add_row(("Entries" if len(found.entries) > 1 else "Entry") if number == 0 else "", named)
    if found.page is not None:
        page = found.page
        said = f"HTTP {page.status}" if page.status else "no answer"
        moved = f" · from {page.url}" if page.url != found.url else ""
        facts = f"{said} · {page.content_type or 'no type'} · {size(page.body_bytes)}{moved}"
        table.add_row("Page", short(facts, 1_200))
    if (text := found.text) is not None:
        paid = f" · sponsored ({short(text.sponsored_evidence)})" if text.sponsored else ""
        agency = f" · from {text.agency} ({short(text.agency_evidence)})" if text.agency else ""
        table.add_row(
            "Text",
            Text.assemble(
                styled(text.completeness),
                f" ({short(text.completeness_evidence)}) · access {plain(text.access)} ({short(text.access_evidence)})",
                f" · {text.lang or 'language unknown'} · {_length(text, now)}{agency}{paid}",
            ),
        )
        labels = sorted(text.labels.items(), key=lambda each: -each[1])
        furniture = f" · {text.furniture} of them furniture of the outlet" if text.furniture else ""
        table.add_row("Blocks", ", ".join(f"{number} {plain(label)}" for label, number in labels) + furniture)
    for number, line in enumerate(_copies(found)):
        table.add_row("" if number else "Same text", line)
    return table


def _copies(found: Trace) -> list[Text]:
    if found.story is None:
        return []
    story = found.story
    lines = [
        Text(
            f"{count(story.articles, 'article')} in {count(story.outlets, 'outlet')}, the earliest is the origin"
        )
    ]
    for copy in story.copies:
        here = copy.article_id == found.id
        lines.append(
            Text.assemble(
                (short(copy.outlet, 120), "cyan"),
                f" · {moment(copy.published_at)} · {copy.likeness:.0%} alike · ",
                (
                    "this article" if here else f"article {copy.article_id}: {short(copy.title, 120)}",
                    "" if here else "dim",
                ),
            )
        )
    if story.articles > len(story.copies):
        lines.append(Text(f"and {count(story.articles - len(story.copies), 'later one')}", style="dim"))
    return lines


def _statement(each: TracedStatement) -> Padding:
    verdict = styled(each.verdict) if each.verdict else Text("not tracked yet", style="dim")
    reason = Text(f": {short(each.reason)}", style="dim") if each.reason else Text()
    tree = Tree(
        Text.assemble(
            attributed(each.speaker, each.source, role=each.role, cue=each.cue),
            (quoted(each.words, each.kind), "green"),
        ),
        guide_style="dim",
    )
    far = f" · {reached(each.reach)}" if each.reach and each.reach.outlets > 1 else ""
    tree.add(Text.assemble(verdict, reason, (far, "dim")))
    if each.withdrawn_at is not None:
        tree.add(Text(f"no longer in the article since {moment(each.withdrawn_at)}", style="yellow"))
    for match in each.matches:
        _add_match(tree, match)
    return Padding(tree, (0, 0, 0, 1))


def _add_match(tree: Tree, match: MatchRow) -> None:
    branch = tree.add(
        Text.assemble(
            (short(match.topic, 120), "bold"),
            f" → {short(match.subscriber, 120)} by {match.channel}: ",
            styled(match.outcome),
            (f" · {short(match.reason)}" if match.reason else "", "dim"),
        )
    )
    if match.alert is None:
        return
    alert = match.alert
    origin = "" if match.ours else " raised by another article"
    node = branch.add(
        Text.assemble(f"alert {alert.id}{origin}: ", styled(alert.fate.state), _told_in(alert.fate))
    )
    for attempt in alert.fate.attempts:
        node.add(
            Text.assemble(
                f"{'edit' if attempt.act == 'edit' else 'try'} {attempt.attempt}: ",
                styled(attempt.state),
                f" {moment(attempt.finished_at or attempt.started_at)}",
                (f" · {short(attempt.answer)}" if attempt.answer else "", "dim"),
            )
        )


def _told_in(fate: Fate) -> Text:
    if fate.message_id is None:
        return Text()
    kind = "digest" if fate.digest else "message"
    due_at = f" for {moment(fate.next_at)}" if fate.next_at else ""
    also = f" · also in {', '.join(short(outlet, 60) for outlet in fate.also_in)}" if fate.also_in else ""
    return Text(f" in {kind} {fate.message_id}{due_at}{also}", style="dim")
