"""`onrecord feedback`: what subscribers thought of their alerts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer

from onrecord.errors import Misconfigured
from onrecord.links import Links
from onrecord_alert.feedback import ANSWERS, Answer, known_answer, read_answer
from onrecord_alert.settings import AlertSettings
from onrecord_alert.store.feedback import keep_feedback
from onrecord_cli.commands.options import Json, Limit
from onrecord_cli.invocation import Invocation
from onrecord_cli.queries import ratings as queries
from onrecord_cli.screen import ratings as pictures
from onrecord_cli.screen.terminal import hint, print_json, show

app = typer.Typer(help="What subscribers thought of their alerts.", no_args_is_help=True)


@app.command()
def add(
    context: typer.Context,
    alert: Annotated[
        str, typer.Argument(help="The alert's name, as it stands at its foot, or a link out of it.")
    ],
    answer: Annotated[str | None, typer.Argument(help=f"{', '.join(ANSWERS)}; not with a link.")] = None,
) -> None:
    """Keep an answer to an alert, in the place of an earlier one."""
    invocation = Invocation.of(context)
    token, said = _by_name(alert, answer) if answer else _by_link(alert, invocation.settings(AlertSettings))
    with invocation.database() as database, database.write() as session:
        known = keep_feedback(session, token, said)
    if not known:
        raise Misconfigured(f"there is no alert {token}")


@app.command("list")
def list_(context: typer.Context, limit: Limit = 20, json: Json = False) -> None:
    """List each topic's share of useful alerts, then the newest answers."""
    with Invocation.of(context).database() as database, database.read() as session:
        topics, given = queries.ratings(session), queries.answers(session, limit=limit)
    if json:
        print_json({"topics": topics, "answers": given})
    elif given:
        show(pictures.ratings(topics), pictures.answers(given, now=datetime.now(UTC)))
    else:
        hint("Nobody answered yet. Alerts carry links for it where ONRECORD_PUBLIC_URL is set; `onrecord feedback add ALERT useful` keeps an answer too.")  # fmt: skip


def _by_name(alert: str, answer: str) -> tuple[UUID, Answer]:
    said = known_answer(answer)
    if said is None:
        raise Misconfigured(f"an answer is one of {', '.join(ANSWERS)}")
    try:
        return UUID(alert), said
    except ValueError as error:
        raise Misconfigured("an alert's name is like 3f2a9c51-6d0e-4b7a-9f53-1c8e5b0a7d42") from error


def _by_link(link: str, settings: AlertSettings) -> tuple[UUID, Answer]:
    if settings.public_url is None or settings.link_secret is None:
        raise Misconfigured(
            "a link is read with ONRECORD_PUBLIC_URL and ONRECORD_LINK_SECRET; or give ALERT and ANSWER"
        )
    try:
        return read_answer(Links(settings.public_url, settings.link_secret), link)
    except ValueError as error:
        raise Misconfigured("that is not a link to answer an alert with") from error
