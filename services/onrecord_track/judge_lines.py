"""The novelty decision on plain records, as ``onrecord judge --jsonl`` reads and prints them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from onrecord_track.judging import judge
from onrecord_track.records import Said


def judge_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """Judge one pair.

    Args:
        record: ``{"id", "earlier": SIDE, "later": SIDE}``; a SIDE is ``{"speaker", "cue", "content",
            "sentence", "outlet", "date"}``, where only "content" must be there and "date" is ISO 8601.

    Returns:
        ``{"id", "verdict": "same" | "update" | "different", "score", "reason"}``.

    Raises:
        ValueError: a side or its content is missing, or a value is not of its kind; the message says which.
    """
    judgement = judge(_said(record, "earlier"), _said(record, "later"))
    return {
        "id": record.get("id"),
        "verdict": judgement.verdict,
        "score": judgement.score,
        "reason": judgement.reason,
    }


def _said(record: Mapping[str, Any], side: str) -> Said:
    given = record.get(side)
    if not isinstance(given, Mapping):
        raise ValueError(f"{side}: an object with the statement is missing")  # noqa: TRY004 - bad data, not a bad call
    texts: dict[str, str] = {}
    for key in ("speaker", "cue", "content", "sentence", "outlet", "date"):
        value = given.get(key)
        if value is not None and not isinstance(value, str):
            raise ValueError(f"{side}.{key}: not a text")
        texts[key] = value or ""
    if not texts["content"]:
        raise ValueError(f"{side}.content: what was said is missing")
    return Said(
        speaker=texts["speaker"] or None,
        cue=texts["cue"],
        content=texts["content"],
        sentence=texts["sentence"],
        outlet=texts["outlet"],
        date=_time(texts["date"], side),
    )


def _time(date: str, side: str) -> datetime:
    if not date:
        return datetime.fromtimestamp(0, UTC)
    try:
        time = datetime.fromisoformat(date)
    except ValueError as error:
        raise ValueError(f"{side}.date: not an ISO 8601 date") from error
    return time if time.tzinfo else time.replace(tzinfo=UTC)
