"""What a subscriber can answer to an alert, and the signed links that say it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args
from uuid import UUID

from onrecord.links import Links

Answer = Literal["useful", "not_relevant", "wrong_speaker", "not_new"]

ANSWERS: Final[tuple[Answer, ...]] = get_args(Answer)
LABELS: Final[dict[Answer, str]] = {
    "useful": "Useful",
    "not_relevant": "Not relevant",
    "wrong_speaker": "Wrong speaker",
    "not_new": "Not new",
}
_VERB: Final = "feedback"


@dataclass(frozen=True, slots=True)
class AnswerLink:
    """One answer, as a link."""

    label: str
    url: str


def answer_links(links: Links | None, token: UUID) -> tuple[AnswerLink, ...]:
    """Give a link for each answer to the alert *token*; none where nothing would answer at them."""
    if links is None:
        return ()
    return tuple(AnswerLink(LABELS[answer], links.to(_VERB, str(token), answer)) for answer in ANSWERS)


def read_answer(links: Links, address: str) -> tuple[UUID, Answer]:
    """Read which alert a link is about and what it says.

    Raises:
        ValueError: the link is not ours, or is for something else.
    """
    match links.opened(address):
        case [verb, token, answer] if verb == _VERB and (said := known_answer(answer)):
            return UUID(token), said
    raise ValueError("not a link to answer an alert with")


def known_answer(text: str) -> Answer | None:
    """Give *text* back if it is an answer."""
    return next((answer for answer in ANSWERS if answer == text), None)
