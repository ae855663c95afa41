"""A message as data for a program: JSON, and the signature of Standard Webhooks. Pure.

Texts are cleaned as for people (one line each, nothing that cannot be seen, bounded) and otherwise left alone: how
to escape them is the receiver's business, who knows where they go.
"""

from __future__ import annotations

import hmac
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import SecretStr

from onrecord_alert.records import AlertView, DigestTopic, DigestView, Message
from onrecord_alert.untrusted import line, link
from onrecord_alert.wording import FULL

SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - no secret
KEY_BYTES: Final = (24, 64)
MAX_REASONS: Final = 100
MAX_OUTLETS: Final = 1_000
TYPE_CHARS: Final = 60

_BASE64: Final = re.compile(r"[A-Za-z0-9+/]+={0,2}")


def key_of(secret: SecretStr) -> bytes:
    """Read the key from ``whsec_`` and base64.

    Raises:
        ValueError: it is not that, or the key is not of 24 to 64 bytes. The message has no part of it.

    Source:
        https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme
    """
    text = secret.get_secret_value()
    encoded = text.removeprefix(SECRET_PREFIX)
    try:
        key = b64decode(encoded, validate=True) if _BASE64.fullmatch(encoded) else b""
    except NotBase64:
        key = b""
    if not text.startswith(SECRET_PREFIX) or not KEY_BYTES[0] <= len(key) <= KEY_BYTES[1]:
        raise ValueError("a webhook's secret is whsec_ and 24 to 64 random bytes in base64")
    return key


def signed_headers(key: bytes, message_id: str, body: bytes, *, at: datetime) -> dict[str, str]:
    """Give the three headers by which the receiver knows who posted *body*, and when.

    Args:
        key: As ``key_of`` reads it.
        message_id: The same on every attempt: the receiver drops what it has.
        body: Exactly as posted.
        at: Now; aware. A receiver drops what is older than a few minutes.
    """
    timestamp = str(int(at.timestamp()))
    digest = hmac.digest(key, b".".join((message_id.encode(), timestamp.encode(), body)), "sha256")
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{b64encode(digest).decode()}",
    }


def webhook_message(message: Message, *, at: datetime) -> dict[str, Any]:
    """Give *message* as data, ready for ``json.dumps``; all times are ISO 8601, in UTC.

    ``type`` is ``onrecord.alert``, ``.group``, ``.digest`` or ``.sample``. The first three of these list ``alerts``;
    a digest has ``digest`` beside it.
    """
    data: dict[str, Any] = {"token": str(message.token), "alerts": list(map(_alert, message.alerts))}
    if message.digest:
        data |= {"alerts": list(map(_alert, message.digest.alerts)), "digest": _digest(message.digest)}
    return {"type": f"onrecord.{message.kind}", "timestamp": _time(at), "data": data}


def _alert(view: AlertView) -> dict[str, Any]:
    return {
        "token": str(view.token),
        "kind": view.kind,
        "topic": line(view.topic, limit=FULL.name),
        "speaker": line(view.speaker, limit=FULL.name) if view.speaker else None,
        "role": line(view.role, limit=FULL.name) if view.role else None,
        "cue": line(view.cue, limit=FULL.name),
        "words": line(view.words, limit=FULL.words),
        "quoted": view.quoted,
        "sentence": line(view.sentence, limit=FULL.sentence),
        "outlet": line(view.outlet, limit=FULL.name),
        "title": line(view.title, limit=FULL.title) if view.title else None,
        "url": link(view.url),
        "published_at": _time(view.published_at),
        "completeness": view.completeness,
        "reasons": [
            {"clause": line(each.clause, limit=FULL.clause), "words": line(each.words, limit=FULL.name)}
            for each in view.reasons[:MAX_REASONS]
        ],
        "earlier": view.earlier
        and {
            "words": line(view.earlier.words, limit=FULL.earlier),
            "quoted": view.earlier.quoted,
            "outlet": line(view.earlier.outlet, limit=FULL.name),
            "said_at": _time(view.earlier.said_at),
        },
        "also_in": _outlets(view.also_in),
        "copies_in": view.copies_in,
    }


def _digest(digest: DigestView) -> dict[str, Any]:
    return {
        "since": _time(digest.since),
        "until": _time(digest.until),
        "also_reported": [each for topic in digest.topics for each in _also_reported(topic)],
        "unlisted": digest.unlisted,
        "suppressed": [
            {"reason": line(each.reason, limit=TYPE_CHARS), "count": each.count} for each in digest.suppressed
        ],
        "over_cap": digest.over_cap,
        "held": digest.held,
    }


def _also_reported(topic: DigestTopic) -> list[dict[str, Any]]:
    return [
        {"alert": _alert(each.alert), "outlets": _outlets(each.outlets)}
        for speaker in topic.speakers
        for each in speaker.also_reported
    ]


def _outlets(names: tuple[str, ...]) -> list[str]:
    return [line(name, limit=FULL.name) for name in names[:MAX_OUTLETS]]


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
