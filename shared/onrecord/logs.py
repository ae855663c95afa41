"""Structured logs: pretty in a terminal, JSON lines elsewhere, never a secret."""

from __future__ import annotations

import logging
import sys
from functools import partial
from typing import Any, Final, Literal

import structlog
from structlog.typing import EventDict

QUIET_LIBRARIES = (
    "alembic",
    "amqp",
    "celery",
    "httpcore",
    "httpx",
    "kombu",
    "redis",
    "urllib3",
)
"""Held at WARNING: httpx prints whole URLs (webhooks are secrets) and Celery message bodies at INFO."""

LOOSE_TONGUE = "celery.worker.consumer.consumer"
"""Prints whole message bodies and headers at ERROR (they are in the dead letters), and that the broker is away."""

# Not structlog's own choice where rich is installed: that prints what variables hold, tokens and articles too.
_PRETTY: Final = structlog.dev.ConsoleRenderer(
    pad_event_to=22, sort_keys=False, exception_formatter=structlog.dev.plain_traceback
)


def configure(service: str, *, level: str = "INFO", form: Literal["auto", "json", "pretty"] = "auto") -> None:
    """Send this process's logs to standard error, ours and the libraries' in one form.

    Args:
        service: Bound to every line as ``service``.
        level: The lowest level of our own events that is printed.
        form: ``auto`` chooses ``pretty`` where standard error is a terminal, else ``json``.
    """
    pretty = form == "pretty" or (form == "auto" and sys.stderr.isatty())
    shared: list[structlog.typing.Processor] = [
        partial(_with_service, service),
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if pretty else "iso", utc=not pretty),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    last: list[structlog.typing.Processor] = (
        [_PRETTY]
        if pretty
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET_LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger(LOOSE_TONGUE).addFilter(_is_about_the_connection)
    logging.captureWarnings(True)


def _with_service(service: str, _: Any, __: str, event: EventDict) -> EventDict:
    return {"service": service, **event}  # no context variable: threads begin without any


def _is_about_the_connection(record: logging.LogRecord) -> bool:
    return record.getMessage().startswith("consumer: ")
