"""`onrecord subscriptions`: in which rhythm somebody is told."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

import typer

from onrecord.errors import Misconfigured
from onrecord_cli.commands.options import Json
from onrecord_cli.config.editing import Value
from onrecord_cli.invocation import Invocation
from onrecord_cli.queries import subscriptions as queries
from onrecord_cli.screen import subscriptions as pictures
from onrecord_cli.screen.changes import show_changes
from onrecord_cli.screen.terminal import hint, print_json, show
from onrecord_cli.screen.wording import moment
from onrecord_cli.store.snoozing import snooze as write_snooze

app = typer.Typer(help="In which rhythm somebody is told.", no_args_is_help=True)

LONGEST_SNOOZE: Final = timedelta(days=366)
_SPAN: Final = re.compile(r"(\d{1,4})\s*([mhdw])")
_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

Who = Annotated[str, typer.Argument(help="The subscriber's name.")]
OfTopic = Annotated[str | None, typer.Option("--topic", "-t", help="Only this topic; otherwise all.")]
ByChannel = Annotated[str | None, typer.Option("--channel", "-c", help="Only this way; otherwise all.")]


@app.command("list")
def list_(context: typer.Context, json: Json = False) -> None:
    """List who is told of what, by which way, in which rhythm, and what waits."""
    with Invocation.of(context).database() as database, database.read() as session:
        rows = queries.subscriptions(session)
    if json:
        print_json(rows)
    elif rows:
        show(pictures.subscriptions(rows, now=datetime.now(UTC)))
    else:
        hint("No subscriptions yet. `onrecord subscribers add` makes them.")


@app.command("set")
def set_(  # noqa: PLR0917 - Typer calls it by names
    context: typer.Context,
    subscriber: Who,
    topic: OfTopic = None,
    channel: ByChannel = None,
    rhythm: Annotated[str | None, typer.Option(help="immediate, hourly, daily or weekly.")] = None,
    digest_at: Annotated[
        str | None, typer.Option("--at", help="Local time of digests, such as 08:00.")
    ] = None,
    digest_day: Annotated[str | None, typer.Option("--day", help="Day of weekly digests.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Such as Europe/Vienna.")] = None,
    quiet_hours: Annotated[str | None, typer.Option(help="Such as 22:00-07:00, or none.")] = None,
    cap_per_hour: Annotated[int | None, typer.Option("--cap", help="Alerts told at once in an hour.")] = None,
) -> None:
    """Set the rhythm, in your file and in the database; what is not given stays as it is."""
    given: dict[str, Value | None] = {
        "subscriber": subscriber, "topic": topic, "channel": channel, "rhythm": rhythm, "digest_at": digest_at,
        "digest_day": digest_day.lower() if digest_day else None, "timezone": timezone, "quiet_hours": quiet_hours,
        "cap_per_hour": cap_per_hour,
    }  # fmt: skip
    entry = {key: value for key, value in given.items() if value is not None}
    if entry.keys() <= {"subscriber", "topic", "channel"}:
        raise Misconfigured("nothing to set: give --rhythm, --at, --day, --timezone, --quiet-hours or --cap")
    show_changes(Invocation.of(context).extend("subscriptions", [entry]))


@app.command()
def snooze(
    context: typer.Context,
    subscriber: Who,
    span: Annotated[str, typer.Option("--for", help="Such as 90m, 8h, 3d or 2w.")],
    topic: OfTopic = None,
    channel: ByChannel = None,
) -> None:
    """Tell nothing for a while; what comes meanwhile is one digest at its end."""
    until = datetime.now(UTC) + _span(span)
    for name in _snooze(context, subscriber, topic, channel, until):
        hint(f"Snoozed until {moment(until)}: {name}")


@app.command()
def wake(context: typer.Context, subscriber: Who, topic: OfTopic = None, channel: ByChannel = None) -> None:
    """End a snooze: what comes from now on is told as ever."""
    for name in _snooze(context, subscriber, topic, channel, None):
        hint(f"Awake: {name}")


def _snooze(
    context: typer.Context, subscriber: str, topic: str | None, channel: str | None, until: datetime | None
) -> list[str]:
    with Invocation.of(context).database() as database, database.write() as session:
        named = write_snooze(session, subscriber, topic=topic, channel=channel, until=until)
    if not named:
        raise Misconfigured("there is no such subscription: `onrecord subscriptions list` shows all")
    return named


def _span(text: str) -> timedelta:
    found = _SPAN.fullmatch(text.strip().lower())
    span = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta(0)
    if not timedelta(0) < span <= LONGEST_SNOOZE:
        raise Misconfigured(f"a span of time is written 90m, 8h, 3d or 2w, up to a year: not {text!r}")
    return span
