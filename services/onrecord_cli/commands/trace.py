"""`onrecord trace`: the way of one article, with the outcome and the reason at each stage."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from onrecord.errors import Permanent
from onrecord_cli.commands.options import Json
from onrecord_cli.invocation import Invocation
from onrecord_cli.queries import tracing as queries
from onrecord_cli.screen import tracing as pictures
from onrecord_cli.screen.terminal import print_json, show


def register(app: typer.Typer) -> None:
    """Put the command under *app*."""
    app.command("trace")(trace)


def trace(
    context: typer.Context,
    article: Annotated[str, typer.Argument(help="Its address, its id, or its trace id.")],
    json: Json = False,
) -> None:
    """Show every stage an article went through, what was found in it, and whom it was told."""
    with Invocation.of(context).database() as database, database.read() as session:
        article_id = queries.find(session, article)
        if article_id is None:
            raise Permanent(
                f"no article {article[:200]}: give its address as the feed has it, its id, or its trace id"
            )
        found = queries.trace(session, article_id)
    if json:
        print_json(found)
    else:
        show(pictures.trace(found, now=datetime.now(UTC)))
