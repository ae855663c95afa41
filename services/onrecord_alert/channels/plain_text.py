"""A message as plain text: the text part of a mail, and what Apprise passes on. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from onrecord_alert.composing import Composed, Entry, Section
from onrecord_alert.wording import Worded

TEXT_COLUMNS: Final = 72


def plain_text(whole: Composed) -> str:
    """Lay *whole* out for readers without HTML, in lines of at most TEXT_COLUMNS, addresses excepted."""
    alone = whole.alone
    parts = list(_alone(alone, whole.foot) if alone else _several(whole))
    return "\n\n".join(parts) + "\n"


def _alone(entry: Entry, notes: tuple[str, ...]) -> Iterator[str]:
    text = entry.text
    yield _filled(f"{text.topic} · {text.label}")
    yield from map(_filled, notes)
    yield from _said(text)
    if text.caveat:
        yield _filled(f"! {text.caveat}")
    if text.sentence:
        yield _filled(f"In context: {text.sentence}")
    if text.earlier and text.earlier_source:
        yield _filled(f"Earlier — {text.earlier_source}:")
        yield _filled(text.earlier, indent="    ")
    if text.also:
        yield _filled(text.also)
    if text.matched:
        why = [*(f"{each.clause} → {each.found}" for each in text.matched), text.matched_more or ""]
        yield "\n".join(["Why you get this:", *(_filled(each, indent="  ") for each in why if each)])
    if entry.answers:
        yield "\n".join(["Was this right?", *(f"  {each.label}: {each.url}" for each in entry.answers)])
    yield f"-- \nonrecord · alert {entry.token}"


def _several(whole: Composed) -> Iterator[str]:
    yield _filled(whole.headline)
    if whole.period:
        yield _filled(whole.period)
    for section in whole.sections:
        yield from _section(section)
    if whole.more:
        yield _filled(whole.more)
    yield from map(_filled, whole.foot)
    if whole.suppressed:
        yield "\n".join(
            ["Not told in this time:", *(_filled(each, indent="  ") for each in whole.suppressed)]
        )
    yield "-- \nonrecord"


def _section(section: Section) -> Iterator[str]:
    yield f"{_filled(section.topic)}\n{'=' * min(len(section.topic), TEXT_COLUMNS)}"
    for speaker in section.speakers:
        for entry in speaker.entries:
            yield from _entry(entry)
        if speaker.more:
            yield _filled(speaker.more)
    if section.more:
        yield _filled(section.more)


def _entry(entry: Entry) -> Iterator[str]:
    text = entry.text
    yield from _said(text, label=f"{text.label} · " if text.label != "New statement" else "")
    notes = [f"! {text.caveat}" if text.caveat else "", text.also or ""]
    if text.earlier and text.earlier_source:
        notes.append(f"Earlier — {text.earlier_source}: {text.earlier}")
    yield "\n".join([*(_filled(note) for note in notes if note), f"alert {entry.token}"])


def _said(text: Worded, *, label: str = "") -> Iterator[str]:
    yield _filled(f"{label}{text.lead}{text.speaker}{text.trail}")
    yield _filled(text.words, indent="    ")
    yield "\n".join((_filled(text.title), _filled(text.source), *([text.url] if text.url else [])))


def _filled(text: str, *, indent: str = "") -> str:
    return textwrap.fill(
        text,
        TEXT_COLUMNS,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
