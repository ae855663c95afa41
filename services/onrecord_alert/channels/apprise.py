"""The door to the hundred services that Apprise knows; an extra, because it brings all of them along."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, Final

from pydantic import SecretStr

from onrecord.errors import Permanent
from onrecord_alert.channels.destination import destination
from onrecord_alert.channels.errors import Paused
from onrecord_alert.channels.plain_text import plain_text
from onrecord_alert.composing import composed
from onrecord_alert.records import Message, Sent
from onrecord_alert.untrusted import line
from onrecord_alert.wording import FULL, SHORT

try:
    import apprise
except ImportError:  # the extra is not installed; open() says so to whom it concerns
    _apprise: Any = None
else:
    _apprise = apprise

WITHIN_S: Final = 30.0

_WORD_JOINER: Final = "\N{WORD JOINER}"

# Apprise prints the addresses that it does not understand, with the passwords in them.
logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)


def is_installed() -> bool:
    """Say whether the extra is there."""
    return _apprise is not None


@dataclass(frozen=True, slots=True)
class Apprise:
    """One address of Apprise's. It is a secret: it is in no error and no log line."""

    url: SecretStr

    @property
    def destination(self) -> str:
        return destination("apprise", self.url.get_secret_value())

    @property
    def gap_s(self) -> float:
        return 0.0

    def send(self, message: Message) -> Sent:
        """Pass *message* on as plain text; Apprise escapes it for the service and splits what is too long for it.

        Raises:
            Paused: the extra is not installed, or the service did not take the message: Apprise does not say why.
            Permanent: the address is none of Apprise's.
        """
        if not is_installed():
            raise Paused("Apprise is not installed: pip install 'onrecord[apprise]'")
        asset = _apprise.AppriseAsset(async_mode=False, service_timeout=WITHIN_S)
        service = _apprise.Apprise.instantiate(self.url.get_secret_value(), asset=asset)
        if service is None:
            raise Permanent("the subscriber's address is none of Apprise's")
        notifier = _apprise.Apprise(asset=asset)
        notifier.add(service)
        size = FULL if message.kind in ("alert", "sample") else SHORT
        whole = composed(message, size=size, links=None)
        taken = notifier.notify(
            title=_calling_nobody(whole.headline),
            body=_calling_nobody(plain_text(whole)),
            body_format=_apprise.NotifyFormat.TEXT,
        )
        name = line(str(service.service_name), limit=60)
        if not taken:
            raise Paused("Apprise could not hand the message over", service=name)
        return Sent(answer=f"handed over to {name}", external_id=None)


def _calling_nobody(text: str) -> str:
    """Part each ``@`` from what follows, unseen: chats call everyone behind one, whoever wrote it."""
    return text.replace("@", f"@{_WORD_JOINER}")
