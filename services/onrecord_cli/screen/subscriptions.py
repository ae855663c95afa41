"""Subscriptions: who is told of what, by which way, in which rhythm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.table import Table
from rich.text import Text

from onrecord_cli.queries.subscriptions import SubscriptionRow
from onrecord_cli.screen.tables import grid
from onrecord_cli.screen.wording import count, due, mark, moment, short, styled


def subscriptions(rows: Sequence[SubscriptionRow], *, now: datetime) -> Table:
    """Draw the list of subscriptions."""
    table = grid()
    for row in rows:
        snoozed = row.snooze_until is not None and row.snooze_until > now
        expired = row.expires_at is not None and row.expires_at <= now
        state = "off" if not row.active or expired else "retrying" if snoozed else "ok"
        what = Text.assemble(
            (short(row.subscriber, 120), "bold"), f" by {row.channel}\n", (short(row.topic, 120), "cyan")
        )
        table.add_row(
            mark(state), what, Text("\n").join([_state(row, now), Text(", ".join(_rhythm(row)), style="dim")])
        )
    return table


def _state(row: SubscriptionRow, now: datetime) -> Text:
    if not row.active:
        return styled("off")
    if row.expires_at is not None and row.expires_at <= now:
        return styled("off", f"expired {moment(row.expires_at)}")
    if row.snooze_until is not None and row.snooze_until > now:
        return styled("retrying", f"snoozed until {moment(row.snooze_until)}")
    if row.next_at is None:
        return Text("nothing waits", style="dim")
    return Text.assemble(styled("pending", count(row.waiting, "alert")), f" {due(row.next_at, now)}")


def _rhythm(row: SubscriptionRow) -> list[str]:
    """Say how it is told: "daily at 08:00 Europe/Vienna, quiet 22:00-07:00"."""
    match row.rhythm:
        case "immediate":
            how = f"at once, up to {row.cap_per_hour} an hour"
        case "hourly":
            how = "every hour"
        case "daily":
            how = f"daily at {row.digest_at}"
        case _:
            how = f"on {row.digest_day.capitalize()} at {row.digest_at}"
    quiet = [f"quiet {row.quiet_hours}"] if row.quiet_hours else []
    local = row.rhythm in ("daily", "weekly") or quiet
    return [how, *quiet, *([row.timezone] if local else [])]
