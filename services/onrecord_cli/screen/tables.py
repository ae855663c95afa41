"""Feeds, topics and subscribers: two lines each, what it is on the left and how it does on the right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.table import Table
from rich.text import Text

from onrecord_cli.queries.listings import FeedRow, SubscriberRow, SubscriptionRow, TopicRow
from onrecord_cli.screen.wording import ago, count, due, mark, plain, short, styled


def grid() -> Table:
    """Three columns: a mark, what it is, how it does."""
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(width=1)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(justify="right", overflow="fold", max_width=36)
    return table


def feeds(rows: Sequence[FeedRow], *, now: datetime) -> Table:
    """Draw the list of feeds."""
    table = grid()
    for row in rows:
        what = Text.assemble((short(row.outlet), "bold"), "\n", (row.url, "dim"))
        table.add_row(mark(row.state), what, _feed_state(row, now))
    return table


def _feed_state(row: FeedRow, now: datetime) -> Text:
    entries = count(row.entries, "entry", "entries")
    match row.state:
        case "off":
            return Text.assemble(styled("off"), "\n", (entries, "dim"))
        case "waiting":
            return Text.assemble(styled("waiting", "not polled yet"), "\n", (f"due {due(row.next_poll_at, now)}", "dim"))  # fmt: skip
        case "failing":
            reason = short(row.reason or plain(row.outcome or "failed"), 60)
            times = f" ×{row.failures}" if row.failures > 1 else ""
            said = styled("failing", f"{reason}{times}")
        case _:
            said = Text.assemble(styled("ok"), f" · polled {ago(row.polled_at, now)}")
    return Text.assemble(said, "\n", (f"{entries} · next {due(row.next_poll_at, now)}", "dim"))


def topics(rows: Sequence[TopicRow]) -> Table:
    """Draw the list of topics."""
    table = grid()
    for row in rows:
        state = "off" if not row.active else "ok" if row.subscribers else "retrying"
        what = Text.assemble((short(row.name), "bold"), "\n", (short(row.query, 1_000), "cyan"))
        told = ", ".join(row.subscribers) or "nobody subscribed"
        how = Text.assemble(
            styled("off") if not row.active else Text(short(told, 60)),
            "\n",
            (f"{count(row.matches, 'match', 'matches')} · {count(row.alerts, 'alert')}", "dim"),
        )
        table.add_row(mark(state), what, how)
    return table


def subscribers(rows: Sequence[SubscriberRow]) -> Table:
    """Draw the list of subscribers; that there is a webhook, never which."""
    table = grid()
    for row in rows:
        active = [each for each in row.subscriptions if each.active]
        what = Text(short(row.name), style="bold")
        for topic, channels in _by_topic(active).items():
            what.append(f"\n{short(topic)}", style="cyan")
            what.append(f" by {', '.join(channels)}", style="dim")
        if not active:
            what.append("\nno topic", style="yellow")
        ways = Text("\n").join(
            [*([Text("Slack webhook set")] if row.slack else []), *([Text(row.email)] if row.email else [])]
            or [Text("no channel", style="yellow")]
        )
        table.add_row(mark("ok" if active else "retrying"), what, ways)
    return table


def _by_topic(subscriptions: Sequence[SubscriptionRow]) -> dict[str, list[str]]:
    channels: dict[str, list[str]] = {}
    for each in subscriptions:
        channels.setdefault(each.topic, []).append(each.channel)
    return channels
