"""Sending messages. A message is a hint: where it cannot be sent, the sweep will, and nobody waits for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

import structlog
from celery import Celery

from onrecord.contracts import Message
from onrecord.pipeline import Stage

log = structlog.get_logger()


def publish(
    app: Celery,
    message: Message,
    *,
    queue: str | None = None,
    trace_ids: Sequence[str] = (),
    expires_s: float | None = None,
) -> bool:
    """Send *message* to whoever consumes it; say whether the broker took it.

    Args:
        app: As ``make_app`` makes it.
        message: One contract of ``onrecord.contracts``.
        queue: Instead of the one the pipeline routes it to.
        trace_ids: Of the articles it is about, in the order of its ids; travels in the headers.
        expires_s: Seconds after which nobody need read it.
    """
    try:
        app.send_task(
            message.name,
            args=[message.model_dump(mode="json")],
            queue=queue,
            headers={"trace_ids": list(trace_ids)},
            expires=expires_s,
            argsrepr="(…)",  # bodies stay out of logs and monitors
            kwargsrepr="{}",
        )
    except (
        Exception
    ) as error:  # redis-py's own, and kombu's AttributeError when the connection is just being lost
        log.warning("message_unsent", message=message.name, reason=type(error).__name__)
        return False
    return True


def announce(app: Celery, stage: Stage, traces: Mapping[int, str]) -> bool:
    """Tell *stage* of its work in batches of the size it likes; say whether all were sent.

    Args:
        app: As ``make_app`` makes it.
        stage: Whose work it is.
        traces: Trace id by subject id.
    """
    rest = iter(traces.items())
    while batch := dict(islice(rest, stage.batch)):
        if not publish(app, stage.announced_by(ids=tuple(batch)), trace_ids=list(batch.values())):
            return False
    return True
