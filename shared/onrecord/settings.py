"""The environment that every process of onrecord reads; each service adds its own to it."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, Field, PositiveFloat, PositiveInt, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from onrecord.errors import Misconfigured

PREFIX: Final = "ONRECORD_"
FILE_SUFFIX: Final = "_FILE"
MAX_FILE_CHARS: Final = 10_000
"""More than any password or address has; a wrong path may lead to anything."""

LONGEST_TASK_S: Final = 150.0
"""A worker that has not handled its own tick for 180 s is taken for stuck, and the next tick waits for the task."""

STOP_GRACE_S: Final = 30.0
"""Between asking a task to stop and killing it, at most …"""
STOP_GRACE: Final = 0.2
"""… and as a part of its time."""

LEASE_BEYOND_TASK_S: Final = 30.0
"""As the defaults have it: time for the database to take what a task ends with."""

KNOWN_FOR_DAYS: Final = 75
"""What was told must be known for as long as the same words may still be met: the reach of track's keys, 14 days, and the
60 for which they are kept."""


def _broker_address(text: str) -> str:
    if not text.startswith(("redis://", "rediss://", "amqp://", "amqps://")):
        raise ValueError("not the address of a Redis or RabbitMQ, such as redis://127.0.0.1:6379/0")
    return text


class Settings(BaseSettings):
    """What all processes need. Read once, at a process's edge, and passed down as values.

    Each variable may instead be named with ``_FILE`` at its end, and hold the path of a file with the value.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    database_url: str = "sqlite:///var/onrecord.db"
    """SQLAlchemy address: ``sqlite:///PATH`` on one machine, ``postgresql://…`` for several."""

    broker_url: Annotated[str, AfterValidator(_broker_address)] = "redis://127.0.0.1:6379/0"
    """Redis (or another server of its protocol) or RabbitMQ. Only hints travel there: it may be emptied at any moment."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    log_format: Literal["auto", "json", "pretty"] = "auto"
    """``auto``: pretty in a terminal, JSON lines elsewhere."""

    lease_s: PositiveFloat = Field(default=180.0, le=3600)
    """How long a worker may hold a piece of work before another takes it up. Longer than ``task_time_limit_s``."""

    task_time_limit_s: PositiveFloat = Field(default=150.0, le=3600)
    """A task that runs longer is killed; before that it is asked to stop: ``soft_limit_s``."""

    stop_within_s: PositiveFloat = Field(default=25.0, le=600)
    """Asked to stop, a worker gives its running tasks this long; what is not done then is done after the start."""

    sweep_every_s: PositiveFloat = Field(default=15.0, le=300)
    """Seconds between two passes of the sweep."""

    forgotten_after_s: PositiveFloat = Field(default=30.0, le=3600)
    """Work announced longer ago than this and still waiting, with a short queue: its message is taken for lost."""

    keep_history_days: int = Field(default=90, ge=KNOWN_FOR_DAYS, le=36_500)
    """How things went is let go of after so long: jobs that are done, topics met, alerts with their messages and feedback."""

    keep_articles_days: PositiveInt = Field(default=365, le=36_500)
    """Articles, and all that was found in them, are let go of after so long."""

    concurrency: PositiveInt = Field(default=1, le=64)
    """Tasks that one worker does at a time, each in a process of its own."""

    alive_path: Path | None = None
    """Touched each time the process's own tick has gone the whole way: what a container's health check looks at."""

    @property
    def soft_limit_s(self) -> float:
        """Seconds after which a task is asked to stop."""
        return self.task_time_limit_s - min(STOP_GRACE_S, STOP_GRACE * self.task_time_limit_s)

    def contradictions(self) -> Iterator[str]:
        """Say which settings do not go together, and how to mend it. A service adds its own."""
        if self.task_time_limit_s > LONGEST_TASK_S:
            yield (
                f"ONRECORD_TASK_TIME_LIMIT_S is more than {LONGEST_TASK_S:.0f}: a worker that is at one task for longer "
                "is taken for stuck, and ended"
            )
        if self.lease_s <= self.task_time_limit_s:
            yield (
                "ONRECORD_LEASE_S must be longer than ONRECORD_TASK_TIME_LIMIT_S, or work is given to another worker while "
                f"the first is still at it: set it to {self.task_time_limit_s + LEASE_BEYOND_TASK_S:.0f} or more"
            )
        if self.keep_articles_days < self.keep_history_days:
            yield (
                "ONRECORD_KEEP_ARTICLES_DAYS is less than ONRECORD_KEEP_HISTORY_DAYS: alerts stand on their articles, "
                f"so set it to {self.keep_history_days} or more"
            )

    @model_validator(mode="after")
    def _go_together(self) -> Self:
        if said := "; ".join(self.contradictions()):
            raise ValueError(said)
        return self

    @classmethod
    def from_env(cls, **given: Any) -> Self:
        """Read the settings from the environment; *given* wins over it.

        Raises:
            Misconfigured: naming every wrong variable at once, without their values (they may be secrets).
        """
        values, wrong = _from_files(cls.model_fields, os.environ)
        try:
            settings = cls(**{**values, **given})
        except ValidationError as error:
            wrong += [_in_words(problem) for problem in error.errors(include_input=False, include_url=False)]
            raise Misconfigured(f"wrong settings: {'; '.join(wrong)}") from error
        if wrong:
            raise Misconfigured(f"wrong settings: {'; '.join(wrong)}")
        return settings

    @classmethod
    def of_worker(cls) -> Self:
        """Read the settings as ``from_env`` does; wrong ones end the process with one line, not a traceback."""
        try:
            return cls.from_env()
        except Misconfigured as error:
            raise SystemExit(error.message) from None


def _from_files(names: Collection[str], environment: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Read what stands in files: values by field name, and what is wrong with the others."""
    values: dict[str, str] = {}
    wrong: list[str] = []
    for name in names:
        variable = PREFIX + name.upper()
        path = environment.get(variable + FILE_SUFFIX)
        if not path:
            continue
        if environment.get(variable):
            wrong.append(f"{variable} and {variable}{FILE_SUFFIX} are both set: leave one out")
            continue
        try:
            with Path(path).open(encoding="utf-8") as file:
                text = file.read(MAX_FILE_CHARS + 1)
        except OSError as error:
            wrong.append(f"{variable}{FILE_SUFFIX}: the file cannot be read: {error.strerror}")
            continue
        except UnicodeDecodeError:
            text = ""
        value = text.removesuffix("\n")
        if not value or len(text) > MAX_FILE_CHARS or not value.isprintable():
            wrong.append(f"{variable}{FILE_SUFFIX}: the file does not hold one line of text")
            continue
        values[name] = value
    return values, wrong


def _in_words(problem: ErrorDetails) -> str:
    said = problem["msg"].removeprefix("Value error, ")
    name = "_".join(str(part) for part in problem["loc"])  # empty where several settings do not go together
    return f"ONRECORD_{name.upper()}: {said}" if name else said
