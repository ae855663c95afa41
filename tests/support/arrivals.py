"""Which messages arrived, and which alerts were in them: read from what Slack and the mail server took."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from typing import Any
from uuid import UUID

_TOKEN = re.compile(r"alert ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


def post_token(post: dict[str, Any]) -> UUID:
    """Name the message that a Slack post is."""
    return UUID(str(post["blocks"][0]["block_id"]).partition("-")[2])


def alerts_in_post(post: dict[str, Any]) -> set[UUID]:
    """Name the alerts that a Slack post tells."""
    names = (str(block.get("block_id", "")).partition("-") for block in post["blocks"])
    return {UUID(token) for kind, _, token in names if kind == "alert"}


def mail_token(content: bytes) -> UUID:
    """Name the message that a mail is."""
    message = message_from_bytes(content, policy=policy.default)
    return UUID(str(message["Message-ID"]).strip("<>").partition("@")[0])


def alerts_in_mail(content: bytes) -> set[UUID]:
    """Name the alerts that a mail tells."""
    body = message_from_bytes(content, policy=policy.default).get_body(("plain",))
    assert body is not None
    return {UUID(token) for token in _TOKEN.findall(body.get_content())}
