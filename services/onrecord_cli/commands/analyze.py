"""`onrecord analyze`: one article as the system sees it; many of them, as JSON lines."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from onrecord.errors import Misconfigured, Permanent, Transient
from onrecord.web import Failed, Fetcher, Reason
from onrecord_clean.decoding import decode
from onrecord_cli import analysis
from onrecord_cli.analysis import Analysis
from onrecord_cli.commands.lines import answer_lines
from onrecord_cli.commands.options import Jobs, Json
from onrecord_cli.invocation import Invocation
from onrecord_cli.screen import article as pictures
from onrecord_cli.screen.progress import progress
from onrecord_cli.screen.terminal import print_json, show
from onrecord_ingest.pages import ACCEPT, MEDIA_TYPES
from onrecord_ingest.settings import IngestSettings

PAGE_SUFFIXES = (".html", ".htm", ".xhtml")


def register(app: typer.Typer) -> None:
    """Put the command under *app*."""
    app.command("analyze")(analyze)


def analyze(  # noqa: PLR0917 - Typer calls it by names
    context: typer.Context,
    article: Annotated[
        str | None, typer.Argument(help="The address of a page, or a file: .html, or plain text.", metavar="URL|FILE")
    ] = None,
    json: Json = False,
    lines: Annotated[
        bool, typer.Option("--jsonl", help='Read {"id", "html" | "text" | "blocks"} per line from standard input.')
    ] = False,
    as_article: Annotated[
        bool, typer.Option("--as-article", help="Take the text as it is: nothing is cleaned, offsets are the input's.")
    ] = False,
    jobs: Jobs = 1,
) -> None:  # fmt: skip
    """Show one article as the system sees it: labelled blocks, completeness, entities, statements."""
    if lines == (article is not None):
        raise typer.BadParameter("give either URL|FILE, or --jsonl and articles on standard input")
    if lines:
        answer_lines(partial(analysis.of_record, as_article=as_article), processes=jobs)
        return
    name = str(article)
    web = name.lower().startswith(("http://", "https://"))
    found = _of_web(name, Invocation.of(context)) if web else _of_file(Path(name), as_article=as_article)
    if json:
        print_json(pictures.record(name, found))
    else:
        show(pictures.article(found))


def _of_web(url: str, invocation: Invocation) -> Analysis:
    with progress("Fetching the page", None):
        return asyncio.run(_fetched(url, invocation.settings(IngestSettings)))


async def _fetched(url: str, settings: IngestSettings) -> Analysis:
    async with Fetcher(settings.web) as fetcher:
        answer = await fetcher.get(url, settings.page_limits, accept=ACCEPT, media_types=MEDIA_TYPES)
    if isinstance(answer, Failed):
        kind = Transient if answer.may_pass else Permanent
        refused = answer.reason in (Reason.REFUSED_PORT, Reason.REFUSED_ADDRESS)
        way_out = "; ONRECORD_OPEN_HOSTS opens hosts of your own" if refused else ""
        raise kind(f"the page cannot be had: {answer.reason}: {answer.detail}{way_out}")
    charset = f"; charset={answer.charset}" if answer.charset else ""
    content_type = f"{answer.content_type}{charset}" if answer.content_type else None
    return analysis.of_page(answer.body, content_type=content_type, status=answer.status)


def _of_file(path: Path, *, as_article: bool) -> Analysis:
    try:
        body = path.read_bytes()
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror}") from error
    if as_article:
        return analysis.of_article(decode(body))
    if path.suffix.lower() in PAGE_SUFFIXES or body[:1_000].lstrip().startswith(b"<"):
        return analysis.of_page(body)
    return analysis.of_text(decode(body))
