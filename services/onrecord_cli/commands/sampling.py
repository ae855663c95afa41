"""`onrecord alerts test`: does what is sent arrive?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from onrecord.errors import Misconfigured
from onrecord_alert.channels.opening import Channels
from onrecord_alert.settings import AlertSettings
from onrecord_cli.commands.options import Json
from onrecord_cli.invocation import Invocation
from onrecord_cli.queries import listings
from onrecord_cli.sampling import send_samples
from onrecord_cli.screen.sampling import samples
from onrecord_cli.screen.terminal import print_json, show


def send_sample(
    context: typer.Context,
    subscriber: Annotated[str, typer.Argument(help="The subscriber's name.")],
    json: Json = False,
) -> None:
    """Send a marked sample over each of a subscriber's channels and say what was answered. Exit code 1 if one failed.

    A destination that had been given up, and takes the sample, is used again.
    """
    invocation = Invocation.of(context)
    channels = Channels(invocation.settings(AlertSettings))
    with invocation.database() as database:
        with database.read() as session:
            number = listings.subscriber_named(session, subscriber)
        if number is None:
            raise Misconfigured(
                f"there is no subscriber {subscriber}: `onrecord subscribers list` shows them"
            )
        sent = list(send_samples(database, channels, number, now=datetime.now(UTC)))
    if not sent:
        raise Misconfigured(f"{subscriber} has no address: give one in your file, then `onrecord apply`")
    if json:
        print_json(sent)
    else:
        show(samples(sent))
    if not all(each.taken for each in sent):
        raise typer.Exit(1)
