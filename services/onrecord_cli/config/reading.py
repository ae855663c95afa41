"""From the file's text to a checked ``Config``, or to an error that names every wrong line and how to mend it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, NoReturn

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from onrecord.errors import Misconfigured
from onrecord.settings import Settings
from onrecord_alert.settings import AlertSettings
from onrecord_clean.settings import CleanSettings
from onrecord_cli.config.places import Loc, line_of
from onrecord_cli.config.section import Section
from onrecord_cli.config.sections import Config, FeedSection
from onrecord_cli.config.subscribers import SubscriberSection
from onrecord_cli.config.subscriptions import SubscriptionSection
from onrecord_cli.config.topics import TopicSection
from onrecord_extract.settings import ExtractSettings
from onrecord_ingest.settings import IngestSettings
from onrecord_track.settings import TrackSettings

FILE_NAME: Final = "onrecord.toml"
SETTINGS: Final[tuple[type[Settings], ...]] = (
    Settings, IngestSettings, CleanSettings, ExtractSettings, TrackSettings, AlertSettings
)  # fmt: skip
"""Whose settings the table [settings] may hold."""

_VARIABLE: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def example() -> str:
    """The file that a new user starts from."""
    return files("onrecord_cli").joinpath("example.toml").read_text("utf-8")


def read(path: Path, environment: Mapping[str, str]) -> Config | None:
    """Read the file at *path*; None if there is none.

    Raises:
        Misconfigured: it cannot be read, or something in it is wrong; the message names every line and the fix.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise Misconfigured(f"{path} cannot be read: {reason}") from error
    return understood(text, environment, name=str(path))


def understood(text: str, environment: Mapping[str, str], *, name: str = FILE_NAME) -> Config:
    """Read *text*, a whole file.

    A string that is nothing but ``${NAME}`` stands for that variable of *environment*.

    Raises:
        Misconfigured: as ``read``; *name* is what the message calls the file.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"{name} is not TOML: {error}") from error
    problems: list[tuple[Loc, str]] = []
    filled = _filled(raw, environment, (), problems)
    try:
        config = Config.model_validate(filled)
    except ValidationError as error:
        unset = {loc for loc, _ in problems}
        wrong = [
            (_place(each), _in_words(each)) for each in error.errors(include_url=False, include_input=False)
        ]
        problems += [(loc, reason) for loc, reason in wrong if loc not in unset]
        if not any(
            loc[0] == "settings" for loc, _ in wrong
        ):  # all that is wrong at once, and not half of it first
            problems += _wrong_settings(filled.get("settings", {}))
        _refuse(problems, text, name)
    problems += [
        *_twice(config),
        *_unknown_topics(config),
        *_unknown_subscriptions(config),
        *_wrong_settings(config.settings),
    ]
    if problems:
        _refuse(problems, text, name)
    return config


def _refuse(problems: list[tuple[Loc, str]], text: str, name: str) -> NoReturn:
    told = sorted({(line_of(text, loc), _path(loc), reason) for loc, reason in problems})
    lines = [
        f"{name}{f', line {line}' if line else ''}: {f'{path}: ' if path else ''}{reason}"
        for line, path, reason in told
    ]
    raise Misconfigured("\n".join(lines))


def _filled(value: Any, environment: Mapping[str, str], loc: Loc, problems: list[tuple[Loc, str]]) -> Any:
    match value:
        case dict():
            return {key: _filled(each, environment, (*loc, key), problems) for key, each in value.items()}
        case list():
            return [_filled(each, environment, (*loc, at), problems) for at, each in enumerate(value)]
        case str() if variable := _VARIABLE.fullmatch(value.strip()):
            if not environment.get(variable[1]):
                problems.append((loc, f"the environment has no {variable[1]}: set it before onrecord starts"))
            return environment.get(variable[1]) or value
    return value


def _place(problem: ErrorDetails) -> Loc:
    loc = tuple(problem["loc"])
    while len(loc) > 2 and loc[0] == "settings":  # a union's loc goes on with the type it tried
        loc = loc[:-1]
    return loc


def _in_words(problem: ErrorDetails) -> str:
    match problem["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return _unknown_key(str(problem["loc"][-1]), _keys(tuple(problem["loc"][:-1])))
        case _ if len(problem["loc"]) > 2 and problem["loc"][0] == "settings":
            return (
                "a setting is one text, number, true or false; several go into one text, with commas between"
            )
    return problem["msg"].removeprefix("Value error, ")


def _keys(table: Loc) -> list[str]:
    sections: dict[str, type[Section]] = {
        "feeds": FeedSection, "topics": TopicSection, "subscribers": SubscriberSection,
        "subscriptions": SubscriptionSection,
    }  # fmt: skip
    return list((sections[str(table[0])] if table else Config).model_fields)


def _unknown_key(key: str, known: list[str]) -> str:
    close = get_close_matches(key, known, n=1)
    return f"unknown key; did you mean {close[0]}?" if close else f"unknown key; there are {', '.join(known)}"


def _twice(config: Config) -> Iterator[tuple[Loc, str]]:
    named = {
        "feeds": ("url", [feed.url for feed in config.feeds]),
        "topics": ("name", [topic.name for topic in config.topics]),
        "subscribers": ("name", [subscriber.name for subscriber in config.subscribers]),
    }
    for table, (key, names) in named.items():
        seen: set[str] = set()
        for at, name in enumerate(names):
            if name in seen:
                yield (table, at, key), f"a second {name}; give each its own {key}, or take one out"
            seen.add(name)


def _unknown_topics(config: Config) -> Iterator[tuple[Loc, str]]:
    names = [topic.name for topic in config.topics]
    for at, subscriber in enumerate(config.subscribers):
        for topic in subscriber.topics:
            if topic not in names:
                close = get_close_matches(topic, names, n=1)
                fix = f"did you mean {close[0]}?" if close else "add it under [[topics]]"
                yield ("subscribers", at, "topics"), f"there is no topic {topic}; {fix}"


def _unknown_subscriptions(config: Config) -> Iterator[tuple[Loc, str]]:
    subscribers = {each.name: each for each in config.subscribers}
    for at, section in enumerate(config.subscriptions):
        loc: Loc = ("subscriptions", at)
        subscriber = subscribers.get(section.subscriber)
        if subscriber is None:
            close = get_close_matches(section.subscriber, subscribers, n=1)
            fix = f"did you mean {close[0]}?" if close else "add them under [[subscribers]]"
            yield (*loc, "subscriber"), f"there is no subscriber {section.subscriber}; {fix}"
            continue
        if section.topic is not None and section.topic not in subscriber.topics:
            close = get_close_matches(section.topic, subscriber.topics, n=1)
            fix = f"did you mean {close[0]}?" if close else "add it to the subscriber's topics"
            yield (*loc, "topic"), f"{subscriber.name} is not subscribed to {section.topic}; {fix}"
        if section.channel is not None and section.channel not in subscriber.ways:
            yield (
                (*loc, "channel"),
                f"{subscriber.name} has no {section.channel}; there is {', '.join(subscriber.ways)}",
            )


def _wrong_settings(settings: Mapping[str, Any]) -> Iterator[tuple[Loc, str]]:
    known = {name for each in SETTINGS for name in each.model_fields}
    for name in settings.keys() - known:
        yield ("settings", name), _unknown_key(name, sorted(known))
    for each in SETTINGS:
        given: dict[str, Any] = {name: value for name, value in settings.items() if name in known}
        try:
            each(**given)
        except ValidationError as error:
            for problem in error.errors(include_url=False, include_input=False):
                loc: Loc = ("settings", *problem["loc"][:1])
                if not problem["loc"] or problem["loc"][0] in settings:
                    yield loc, _in_words(problem)


def _path(loc: Loc) -> str:
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".")
