"""A message as Slack takes it: blocks, and what stands beside them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final
from uuid import UUID

from onrecord.links import Links
from onrecord_alert.channels.slack_blocks import (
    CONTEXT_ELEMENTS,
    TEXT_CHARS,
    Block,
    context,
    divider,
    escaped,
    header,
    link,
    quote,
    rich,
    section,
    text,
)
from onrecord_alert.composing import Composed, Entry, composed
from onrecord_alert.feedback import AnswerLink
from onrecord_alert.records import Message, Reported
from onrecord_alert.wording import BRIEF, FULL, SHORT, listed_outlets, worded

MAX_BLOCKS: Final = 50
MAX_CHARS: Final = 12_000
"""Of texts and addresses together. Slack publishes no such limit; people who counted were refused past some
13,000: elastic/kibana#73061."""

_SIZES: Final = ((SHORT, None), (BRIEF, None), *((BRIEF, most) for most in (40, 30, 24, 18, 12, 9, 6, 3)))
"""How several alerts are told: the first that fits, so that nothing is left out as long as shortening helps."""


def slack_message(message: Message, links: Links | None = None) -> dict[str, Any]:
    """Lay *message* out for an incoming webhook, ``chat.postMessage`` or ``chat.update``: ready for ``json.dumps``.

    The first block's ``block_id`` names the message, or the alert where it is one; so does the first block of each
    alert. A duplicate can be told by them.
    """
    if message.kind in ("alert", "sample"):
        whole = composed(message, size=FULL, links=links)
        return _payload(whole.headline, list(_alone(whole)))
    for size, most in _SIZES:
        whole = composed(message, size=size, links=links if size is SHORT else None, most=most)
        blocks = list(_several(whole, message.token))
        if len(blocks) <= MAX_BLOCKS and _chars(blocks) <= MAX_CHARS:
            break
    return _payload(whole.headline, blocks)


def slack_news(news: tuple[Reported, ...]) -> dict[str, Any]:
    """Lay out what is new in a message that grew, for the thread under it; *news* is not empty."""
    lines = []
    for reported in news[:MAX_BLOCKS]:
        said = worded(reported.alert, size=BRIEF)
        outlets = listed_outlets(reported.outlets, FULL)
        about = [text(said.speaker, bold=True), text(": ")] if len(news) > 1 else []
        lines.append(rich(section(*about, text(f"Now also in {outlets}."))))
    return _payload(f"Now also in {listed_outlets(news[0].outlets, FULL)}.", lines)


def names(block: Block, name: str) -> bool:
    """Say whether *block* is the first of the message whose token is *name*."""
    return block.get("block_id") in (f"alert-{name}", f"message-{name}")


def _payload(headline: str, blocks: list[Block]) -> dict[str, Any]:
    return {
        "text": escaped(headline, TEXT_CHARS),  # notifications and old clients; parsed, hence escaped
        "blocks": blocks,
        "mrkdwn": False,
        "parse": "none",
        "link_names": 0,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _alone(whole: Composed) -> Iterator[Block]:
    entry = whole.entries[0]
    said = entry.text
    yield header(f"{said.topic} · {said.label}", block_id=f"alert-{entry.token}")
    yield from (context(note) for note in whole.foot)
    yield rich(
        section(text(said.lead), text(said.speaker, bold=True), text(said.trail)),
        quote(said.words),
        section(link(said.title, said.url), text(f" — {said.source}")),
    )
    if said.sentence:
        yield rich(section(text("In context: ", bold=True), text(said.sentence)))
    if said.earlier and said.earlier_source:
        yield rich(
            section(text("Earlier", bold=True), text(f" — {said.earlier_source}")), quote(said.earlier)
        )
    if said.caveat:
        yield context(f"⚠ {said.caveat}")
    if said.also:
        yield context(said.also)
    if said.matched:
        why = [f"{each.clause} → {each.found}" for each in said.matched]
        yield context("Why:", *why, *([said.matched_more] if said.matched_more else []))
    if entry.answers:
        yield rich(_answers(entry.answers, "Was this right? "))


def _several(whole: Composed, token: UUID) -> Iterator[Block]:
    yield header("Digest" if whole.period else whole.headline, block_id=f"message-{token}")
    if whole.title and whole.period:
        yield context(whole.title, whole.period)
    for each in whole.sections:
        yield divider()
        yield rich(section(text(each.topic, bold=True)))
        for speaker in each.speakers:
            for entry in speaker.entries:
                yield rich(*_parts(entry), block_id=f"alert-{entry.token}")
        if more := [line for line in (*(speaker.more for speaker in each.speakers), each.more) if line]:
            yield context(*more[-CONTEXT_ELEMENTS:])
    if whole.more:
        yield context(whole.more)
    if whole.foot or whole.suppressed:
        yield divider()
    yield from (context(line) for line in whole.foot)
    if whole.suppressed:
        yield context("Not told in this time:", *islice(whole.suppressed, CONTEXT_ELEMENTS - 1))


def _parts(entry: Entry) -> Iterator[Block]:
    said = entry.text
    label = f"{said.label} · " if said.label != "New statement" else ""
    yield section(text(label, italic=True), text(said.lead), text(said.speaker, bold=True), text(said.trail))
    yield quote(said.words)
    yield section(link(said.title, said.url), text(f" — {said.source}"))
    if said.earlier and said.earlier_source:
        yield section(text("Earlier", bold=True), text(f" — {said.earlier_source}: {said.earlier}"))
    if notes := [note for note in (said.caveat and f"⚠ {said.caveat}", said.also) if note]:
        yield section(text(" ".join(notes), italic=True))
    if entry.answers:
        yield _answers(entry.answers)


def _answers(answers: tuple[AnswerLink, ...], lead: str = "") -> Block:
    elements = [text(lead)]
    for number, answer in enumerate(answers):
        elements += [text(" · ")] * (number > 0) + [link(answer.label, answer.url)]
    return section(*elements)


def _chars(part: Any) -> int:
    """Count the characters of all texts and addresses in *part*."""
    match part:
        case dict():
            shown = sum(len(part[key]) for key in ("text", "url") if isinstance(part.get(key), str))
            return shown + sum(_chars(each) for each in part.values())
        case list():
            return sum(map(_chars, part))
    return 0
