"""The environment that every process of onrecord reads; each service adds its own to it."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, PositiveFloat, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from onrecord.errors import Misconfigured


def _redis_address(text: str) -> str:
    if not text.startswith(("redis://", "rediss://")):
        raise ValueError("not the address of a Redis, such as redis://127.0.0.1:6379/0")
    return text


class Settings(BaseSettings):
    """What all processes need. Read once, at a process's edge, and passed down as values."""

    model_config = SettingsConfigDict(
        env_prefix="ONRECORD_", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    database_url: str = "sqlite:///var/onrecord.db"
    """SQLAlchemy address: ``sqlite:///PATH`` on one machine, ``postgresql://…`` for several."""

    broker_url: Annotated[str, AfterValidator(_redis_address)] = "redis://127.0.0.1:6379/0"
    """Redis (or another server of its protocol). Only hints travel there: it may be emptied at any moment."""

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

    @classmethod
    def from_env(cls, **given: Any) -> Self:
        """Read the settings from the environment; *given* wins over it.

        Raises:
            Misconfigured: naming every wrong variable at once, without their values (they may be secrets).
        """
        try:
            return cls(**given)
        except ValidationError as error:
            wrong = "; ".join(
                _in_words(problem) for problem in error.errors(include_input=False, include_url=False)
            )
            raise Misconfigured(f"wrong settings: {wrong}") from error

    @classmethod
    def of_worker(cls) -> Self:
        """Read the settings as ``from_env`` does; wrong ones end the process with one line, not a traceback."""
        try:
            return cls.from_env()
        except Misconfigured as error:
            raise SystemExit(error.message) from None


def _in_words(problem: ErrorDetails) -> str:
    said = problem["msg"].removeprefix("Value error, ")
    name = "_".join(str(part) for part in problem["loc"])  # empty where several settings do not go together
    return f"ONRECORD_{name.upper()}: {said}" if name else said
