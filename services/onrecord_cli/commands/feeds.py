"""`onrecord feeds`: what to read."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from onrecord.errors import Misconfigured, Permanent
from onrecord.urls import web_url
from onrecord.web import Fetcher
from onrecord_cli.checking import Checked, check
from onrecord_cli.commands.options import Json
from onrecord_cli.config.editing import Value
from onrecord_cli.invocation import Invocation
from onrecord_cli.queries import listings
from onrecord_cli.screen import feed_check, tables
from onrecord_cli.screen.changes import show_changes
from onrecord_cli.screen.progress import Advance, progress
from onrecord_cli.screen.terminal import hint, print_json, show
from onrecord_cli.screen.wording import count
from onrecord_ingest.cage import Cage
from onrecord_ingest.opml import read_opml
from onrecord_ingest.settings import IngestSettings

app = typer.Typer(help="What to read.", no_args_is_help=True)

UNUSABLE_SHOWN = 10


@app.command()
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The feed's own address: RSS, Atom or RDF.")],
    outlet: Annotated[str | None, typer.Option(help="The publisher's name; else the feed's host.")] = None,
    baseline: Annotated[
        bool, typer.Option(help="Take what the feed holds at first for old news, and alert on none of it.")
    ] = True,
) -> None:
    """Add a feed to your file and to the database."""
    entry: dict[str, Value] = {"url": _feed_address(url)}
    if outlet is not None:
        entry["outlet"] = outlet
    if not baseline:
        entry["baseline"] = False
    show_changes(Invocation.of(context).extend("feeds", [entry]))
    hint("`onrecord feeds check` shows whether it answers.")


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="OPML, as other readers export it.")],
) -> None:
    """Add all feeds of an OPML file to your file and to the database."""
    try:
        listed = read_opml(file.read_bytes())
    except OSError as error:
        raise Misconfigured(f"{file} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise Permanent(f"{file} cannot be used: {error}") from error
    invocation = Invocation.of(context)
    known = {feed.url for feed in invocation.config.feeds} if invocation.config else set()
    entries: list[Mapping[str, Value]] = [{"url": feed.url} for feed in listed.feeds if feed.url not in known]
    if entries:
        with progress("Adding feeds", len(entries) + len(known)) as advance:
            applied = invocation.extend("feeds", entries, advance=advance)
        show_changes(applied)
    there = len(listed.feeds) - len(entries)
    hint(f"{count(len(entries), 'feed')} added, {there:,} there already, {len(listed.unusable):,} unusable.")
    for reason in listed.unusable[:UNUSABLE_SHOWN]:
        hint(f"  unusable: {reason}")


@app.command("list")
def list_(context: typer.Context, json: Json = False) -> None:
    """List the feeds and how they do."""
    with Invocation.of(context).database() as database, database.read() as session:
        rows = listings.feeds(session)
    if json:
        print_json(rows)
    elif rows:
        show(tables.feeds(rows, now=datetime.now(UTC)))
    else:
        hint(
            "No feeds yet. Add one: `onrecord feeds add URL`, or a whole list: `onrecord feeds import FILE.opml`"
        )


@app.command("check")
def check_(
    context: typer.Context,
    urls: Annotated[list[str] | None, typer.Argument(help="Feeds; else all of your file.")] = None,
    json: Json = False,
) -> None:
    """Ask feeds once, now, and say what was seen; nothing is stored. Exit code 1 if one is no feed."""
    invocation = Invocation.of(context)
    of_file = [feed.url for feed in invocation.config.feeds] if invocation.config else []
    asked = [_feed_address(url) for url in urls] if urls else of_file
    if not asked:
        raise Misconfigured("no feed to check: give its address, or add it with `onrecord feeds add URL`")
    with progress("Asking feeds", len(asked)) as advance:
        seen = asyncio.run(_check_all(asked, invocation.settings(IngestSettings), advance))
    if json:
        print_json(seen)
    else:
        show(feed_check.checks(seen, now=datetime.now(UTC)))
        if any((each.detail or "").startswith("refused_") for each in seen):
            hint("`ONRECORD_OPEN_HOSTS` opens hosts of your own network.")
    if not all(each.good for each in seen):
        raise typer.Exit(1)


async def _check_all(urls: Sequence[str], settings: IngestSettings, advance: Advance) -> list[Checked]:
    async def one(url: str) -> Checked:
        seen = await check(url, fetcher, cage, limits=settings.feed_limits)
        advance()
        return seen

    with Cage() as cage:
        async with Fetcher(settings.web) as fetcher:
            return list(await asyncio.gather(*map(one, urls)))


def _feed_address(text: str) -> str:
    try:
        return web_url(text)
    except ValueError as error:
        raise Misconfigured(f"{text[:200]} is no feed's address: {error}") from error
