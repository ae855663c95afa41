"""The environment that every process of onrecord reads; each service adds its own to it."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, Field, PositiveFloat, PositiveInt, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from onrecord.errors import Misconfigured

PREFIX: Final = "ONRECORD_"
FILE_SUFFIX: Final = "_FILE"
MAX_FILE_CHARS: Final = 10_000
"""More than any password or address has; a wrong path may lead to anything."""


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
    """A task that runs longer is killed; 30 s earlier it is asked to stop."""

    stop_within_s: PositiveFloat = Field(default=25.0, le=600)
    """Asked to stop, a worker gives its running tasks this long; what is not done then is done after the start."""

    sweep_every_s: PositiveFloat = Field(default=15.0, le=300)
    """Seconds between two passes of the sweep."""

    forgotten_after_s: PositiveFloat = Field(default=30.0, le=3600)
    """Work announced longer ago than this and still waiting, with a short queue: its message is taken for lost."""

    concurrency: PositiveInt = Field(default=1, le=64)
    """Tasks that one worker does at a time, each in a process of its own."""

    alive_path: Path | None = None
    """Touched each time the process's own tick has gone the whole way: what a container's health check looks at."""

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
