"""A message as an e-mail: headers, a text part, an HTML part. Pure.

What strangers wrote stands in the subject and the two parts, nowhere else: addresses, ids and threading are
made of our own values.
"""

from __future__ import annotations

from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, Policy
from typing import Final, Self
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from onrecord.links import Links
from onrecord_alert.addresses import mailbox
from onrecord_alert.channels.plain_text import plain_text
from onrecord_alert.composing import composed
from onrecord_alert.records import AlertView, Message
from onrecord_alert.untrusted import header_line
from onrecord_alert.wording import FULL, HEADLINE_CHARS, SHORT

_TEMPLATES: Final = Environment(
    loader=PackageLoader("onrecord_alert.channels"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def email_message(
    message: Message, *, sender: Address, recipient: str, date: datetime, links: Links | None = None
) -> EmailMessage:
    """Write *message* as a mail from *sender* to *recipient*.

    The ``Message-ID`` is the message's token: a mail sent twice is recognised by it. All mails on one topic refer
    to one thread and carry one ``List-Id``; those on several do so by their reader.

    Args:
        message: Of any kind.
        sender: Who writes; the ids are made in its domain, and who unsubscribes by mail writes to it.
        recipient: A bare ASCII address.
        date: When the mail is made; aware.
        links: Where answers go, and who unsubscribes with one click; None where nothing would answer.

    Raises:
        ValueError: *recipient* is not a bare ASCII address.

    Source:
        Message-ID, References: RFC 5322. List-Id: RFC 2919. List-Unsubscribe: RFC 2369. One click: RFC 8058.
    """
    alone = message.kind in ("alert", "sample")
    whole = composed(message, size=FULL if alone else SHORT, links=links)
    name = _list_name(message)
    unsubscribe = _unsubscribe_link(message, links)
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = _Subject(header_line(whole.headline, limit=HEADLINE_CHARS))
    mail["From"] = sender
    mail["To"] = mailbox(recipient)
    mail["Date"] = date
    mail["Message-ID"] = f"<{message.token}@{sender.domain}>"
    mail["References"] = _Verbatim("References", f"<{name}@{sender.domain}>")
    mail["List-Id"] = _Verbatim("List-Id", f"<{name}.{sender.domain}>")
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office notes in return
    by_mail = f"<mailto:{sender.addr_spec}?subject={quote(f'unsubscribe {name} subscriber-{message.subscriber_id}')}>"
    ways_out = f"<{unsubscribe}>, {by_mail}" if unsubscribe else by_mail
    mail["List-Unsubscribe"] = _Verbatim("List-Unsubscribe", ways_out)
    if unsubscribe:
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    template = _TEMPLATES.get_template("alert.html" if alone else "several.html")
    mail.set_content(plain_text(whole), cte="quoted-printable")
    mail.add_alternative(
        template.render(whole=whole, unsubscribe=unsubscribe), subtype="html", cte="quoted-printable"
    )
    return mail


def _list_name(message: Message) -> str:
    topics = {view.topic_id for view in _alerts(message)}
    return f"topic-{topics.pop()}" if len(topics) == 1 else f"subscriber-{message.subscriber_id}"


def _alerts(message: Message) -> tuple[AlertView, ...]:
    if message.digest is None:
        return message.alerts
    return message.digest.alerts + tuple(each.alert for each in message.digest.also_reported)


def _unsubscribe_link(message: Message, links: Links | None) -> str | None:
    if links is None:
        return None
    if message.subscription_id is not None:
        return links.to("unsubscribe", "subscription", str(message.subscription_id))
    return links.to("unsubscribe", "subscriber", str(message.subscriber_id), "email")


class _Subject(str):
    """A subject that is encoded whole, or not at all.

    Where only parts need encoding, Python's own folding adds a space at some line ends (seen on 3.11.7).
    """

    __slots__ = ()
    name = "Subject"  # the mark of a header that folds itself: email.policy.EmailPolicy

    def fold(self, *, policy: Policy) -> str:
        charset = "us-ascii" if self.isascii() else "utf-8"
        return f"Subject: {Header(self, charset, header_name=self.name).encode(linesep=policy.linesep)}{policy.linesep}"


class _Verbatim(str):
    """A header made of addresses of ours, in ASCII: broken between them, and never encoded.

    Python's own folding writes a word that is longer than a line as an encoded word, which no mail program reads
    as an address (seen on 3.11.7).
    """

    __slots__ = ("name",)
    name: str

    def __new__(cls, name: str, value: str) -> Self:
        header = super().__new__(cls, value)
        header.name = name
        return header

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self.replace(', ', f',{policy.linesep} ')}{policy.linesep}"
