"""What Slack's answers mean: one word of Slack's, or a status, becomes one of our errors. Pure."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import Any, Final

from onrecord.errors import OnrecordError, Permanent
from onrecord.web import Failed, Reason
from onrecord_alert.channels.errors import Closed, Paused
from onrecord_alert.channels.retry_after import seconds

OVER: Final = frozenset(
    "account_inactive action_prohibited channel_is_archived channel_not_found invalid_auth invalid_token is_archived "
    "no_active_hooks no_service no_service_id no_team not_allowed_token_type not_authed org_login_required "
    "team_access_not_granted team_disabled team_not_found token_revoked user_not_found".split()
)
"""The channel, the workspace or our place in it is no more: nothing will ever be taken there."""

MENDABLE: Final = frozenset(
    "accesslimited ekm_access_denied missing_scope no_permission not_in_channel posting_to_general_channel_denied "
    "restricted_action restricted_action_read_only_channel token_expired two_factor_setup_required".split()
)
"""A person can mend it, by inviting the bot or giving it a right; until then everything waits."""

PASSING: Final = frozenset(
    "fatal_error internal_error message_limit_exceeded ratelimited rate_limited request_timeout rollup_error "
    "service_unavailable team_added_to_org".split()
)
"""Slack's own trouble, or too much of ours."""

# https://docs.slack.dev/reference/methods/chat.postMessage#errors and
# https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors; a word that is in
# none of the three sets is about the message.

_CODE: Final = re.compile(r"[a-z_]{2,64}")


def word(answer: bytes) -> str | None:
    """Give Slack's word: the whole of a webhook's answer, or ``ok`` or the error of ``{"ok": …, "error": …}``.

    None where the answer is not Slack's. Nothing else of it is ever passed on.
    """
    fields = json_object(answer)
    if fields is None:
        said = answer.strip().decode("ascii", errors="replace")
    else:
        said = "ok" if fields.get("ok") is True else str(fields.get("error"))
    return said if _CODE.fullmatch(said) else None


def json_object(answer: bytes) -> dict[str, Any] | None:
    """Read a JSON object; None where it is none."""
    try:
        fields = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


def refusal(status: int, said: str | None, retry_after: str | None) -> OnrecordError:
    """Give the error for an answer that is not an ok.

    Args:
        status: Of HTTP.
        said: Slack's word for it, as ``word`` reads it.
        retry_after: The header, if there is one.
    """
    if status == HTTPStatus.TOO_MANY_REQUESTS or said in ("ratelimited", "rate_limited"):
        return Paused("slack rate limit", after_s=seconds(retry_after), status=status)
    if status >= 500 or status == HTTPStatus.REQUEST_TIMEOUT:
        return Paused("slack failed", status=status, slack=said)
    if said in PASSING or (said in (None, "ok") and status < 300):
        return Paused("slack's answer is not an ok", status=status, slack=said)
    if said in MENDABLE:
        return Paused("slack does not let us post there", status=status, slack=said)
    if said in OVER or status == HTTPStatus.GONE:
        return Closed("slack takes nothing there any more", status=status, slack=said)
    return Permanent("slack refused the message", status=status, slack=said)


def no_answer(failed: Failed) -> OnrecordError:
    """Give the error for a post that was not answered; it has no part of the address."""
    match failed.reason:
        case Reason.BAD_URL:
            return Permanent("the subscriber's Slack webhook is not a web address")
        case Reason.REFUSED_ADDRESS | Reason.REFUSED_PORT:
            return Permanent(
                "the subscriber's Slack webhook is not on the public web", reason=str(failed.reason)
            )
        case Reason.TIMEOUT:
            return Paused("slack did not answer in time", detail=failed.detail)
    return Paused("slack unreachable", reason=str(failed.reason), detail=failed.detail)
