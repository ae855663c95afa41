"""`onrecord subscribers`: whom to tell, and by which channel."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord_cli.commands.options import Json
from onrecord_cli.config.editing import Value
from onrecord_cli.invocation import Invocation
from onrecord_cli.queries import listings
from onrecord_cli.screen import tables
from onrecord_cli.screen.changes import show_changes
from onrecord_cli.screen.terminal import hint, print_json, show

app = typer.Typer(help="Whom to tell, and how.", no_args_is_help=True)


@app.command()
def add(  # noqa: PLR0917 - Typer calls it by names
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A person, or a team.")],
    topic: Annotated[list[str], typer.Option("--topic", "-t", help="A topic's name; may be given again.")],
    email: Annotated[str | None, typer.Option(help="Where e-mails go.")] = None,
    slack_webhook_url: Annotated[
        str | None,
        typer.Option(help="A secret: write '${NAME}' to have it read from that environment variable."),
    ] = None,
    slack_bot_token: Annotated[
        str | None, typer.Option(help="Instead of a webhook, with --slack-channel: a secret too.")
    ] = None,
    slack_channel: Annotated[
        str | None, typer.Option(help="The id of the channel that the bot is in.")
    ] = None,
    webhook_url: Annotated[str | None, typer.Option(help="A program of yours that takes JSON.")] = None,
    webhook_secret: Annotated[
        str | None, typer.Option(help="Signs what it gets: whsec_ and 32 random bytes in base64. A secret.")
    ] = None,
    apprise_url: Annotated[
        str | None, typer.Option(help="Any other service, as Apprise writes its address. A secret.")
    ] = None,
    channel: Annotated[
        list[str] | None,
        typer.Option("--channel", "-c", help="slack, email, webhook or apprise; otherwise all there are."),
    ] = None,
) -> None:
    """Add a subscriber to your file and to the database."""
    given: dict[str, Value | None] = {
        "name": name,
        "email": email,
        "slack_webhook_url": slack_webhook_url,
        "slack_bot_token": slack_bot_token,
        "slack_channel": slack_channel,
        "webhook_url": webhook_url,
        "webhook_secret": webhook_secret,
        "apprise_url": apprise_url,
        "topics": tuple(topic),
        "channels": tuple(channel or ()) or None,
    }
    entry = {key: value for key, value in given.items() if value is not None}
    show_changes(Invocation.of(context).extend("subscribers", [entry]))


@app.command("list")
def list_(context: typer.Context, json: Json = False) -> None:
    """List the subscribers with their topics and channels."""
    with Invocation.of(context).database() as database, database.read() as session:
        rows = listings.subscribers(session)
    if json:
        print_json(rows)
    elif rows:
        show(tables.subscribers(rows))
    else:
        hint(
            'No subscribers yet. Add one: `onrecord subscribers add Ana --email ana@example.org --topic "Ferry fares"`'
        )
