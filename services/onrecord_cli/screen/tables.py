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


def topics(rows: Sequence[TopicRow], *, now: datetime) -> Table:
    """Draw the list of topics."""
    table = grid()
    for row in rows:
        what = Text.assemble((short(row.name), "bold"), "\n", (short(row.query, 1_000), "cyan"))
        if wishes := _wishes(row, now):
            what.append(f"\n{wishes}", style="dim")
        how = Text.assemble(
            _topic_state(row, now),
            "\n",
            (f"{count(row.matches, 'match', 'matches')} · {count(row.alerts, 'alert')}", "dim"),
        )
        table.add_row(mark(row.state), what, how)
    return table


def _topic_state(row: TopicRow, now: datetime) -> Text:
    match row.state:
        case "off" | "expired":
            return styled(row.state)
        case "paused":
            return styled("paused", f"paused {ago(row.paused_at, now)}")
        case "unheard":
            return styled("unheard", "nobody subscribed")
    return Text(short(", ".join(row.subscribers), 60))


def _wishes(row: TopicRow, now: datetime) -> str:
    """What the topic asks for besides its query, in a line; empty where nothing."""
    parts = []
    if row.completeness != "any":
        parts.append(f"wants {row.completeness} text")
    if row.horizon_days is not None:
        parts.append(f"the same is news after {count(row.horizon_days, 'day')}")
    if row.expires_at is not None and row.expires_at > now:
        parts.append(f"ends {ago(row.expires_at, now)}")
    if row.mutes:
        parts.append(count(row.mutes, "mute"))
    return " · ".join(parts)


def subscribers(rows: Sequence[SubscriberRow]) -> Table:
    """Draw the list of subscribers; that there is a secret address, never which."""
    table = grid()
    for row in rows:
        active = [each for each in row.subscriptions if each.active]
        what = Text(short(row.name), style="bold")
        for topic, channels in _by_topic(active).items():
            what.append(f"\n{short(topic)}", style="cyan")
            what.append(f" by {', '.join(channels)}", style="dim")
        if not active:
            what.append("\nno topic", style="yellow")
        addresses = [
            *(f"{way[0].upper()}{way[1:]} set" for way in row.ways),
            *([row.email] if row.email else []),
        ]
        ways = Text("\n").join(map(Text, addresses)) if addresses else Text("no channel", style="yellow")
        table.add_row(mark("ok" if active else "retrying"), what, ways)
    return table


def _by_topic(subscriptions: Sequence[SubscriptionRow]) -> dict[str, list[str]]:
    channels: dict[str, list[str]] = {}
    for each in subscriptions:
        channels.setdefault(each.topic, []).append(each.channel)
    return channels
