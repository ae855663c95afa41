"""The outcome of the clean stage: one of a short fixed list, counted once per article."""

from typing import Literal

from onrecord_clean.records import Cleaned

Outcome = Literal["cleaned", "feed_only", "blocked", "not_html", "no_text"]


def outcome(cleaned: Cleaned, not_text: str | None) -> Outcome:
    """Name what became of an article; *not_text* is what decoding.not_text says of its page."""
    if cleaned.text:
        return "feed_only" if cleaned.completeness == "feed_only" else "cleaned"
    if cleaned.completeness in ("blocked", "paywalled"):
        return "blocked"
    return "not_html" if not_text else "no_text"
