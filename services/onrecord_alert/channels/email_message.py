"""An alert as an e-mail: headers, a text part, an HTML part. Pure.

What strangers wrote stands in the subject and the two parts, nowhere else: addresses, ids and threading are
made of our own values.
"""

from __future__ import annotations

import textwrap
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, Policy
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from onrecord_alert.addresses import mailbox
from onrecord_alert.records import AlertView
from onrecord_alert.untrusted import header_line
from onrecord_alert.wording import HEADLINE_CHARS, Worded, worded

TEXT_COLUMNS: Final = 72

_TEMPLATES: Final = Environment(
    loader=PackageLoader("onrecord_alert.channels"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def email_message(view: AlertView, *, sender: Address, recipient: str, date: datetime) -> EmailMessage:
    """Write *view* as a mail from *sender* to *recipient*.

    The ``Message-ID`` is the alert's token: a mail sent twice is recognised by it. All mails on one topic refer
    to one thread and carry one ``List-Id``.

    Args:
        view: The alert.
        sender: Who writes; the ids are made in its domain.
        recipient: A bare ASCII address.
        date: When the message is made; aware.

    Raises:
        ValueError: *recipient* is not a bare ASCII address.
    """
    text = worded(view)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _Subject(header_line(text.headline, limit=HEADLINE_CHARS))
    message["From"] = sender
    message["To"] = mailbox(recipient)
    message["Date"] = date
    message["Message-ID"] = f"<{view.token}@{sender.domain}>"
    message["References"] = f"<topic-{view.topic_id}@{sender.domain}>"
    message["List-Id"] = f"<topic-{view.topic_id}.{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office notes in return
    html = _TEMPLATES.get_template("alert.html").render(text=text, token=view.token)
    message.set_content(text_part(text, token=str(view.token)), cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message


def text_part(text: Worded, *, token: str) -> str:
    """Lay *text* out for readers without HTML, in lines of at most TEXT_COLUMNS, addresses excepted."""
    parts = [
        _filled(f"{text.topic} · {text.label}"),
        _filled(f"{text.lead}{text.speaker}{text.trail}"),
        _filled(text.words, indent="    "),
        "\n".join((_filled(text.title), _filled(text.source), *([text.url] if text.url else []))),
    ]
    if text.caveat:
        parts.append(_filled(f"! {text.caveat}"))
    if text.sentence:
        parts.append(_filled(f"In context: {text.sentence}"))
    if text.earlier and text.earlier_source:
        parts.append(_filled(f"Earlier — {text.earlier_source}:"))
        parts.append(_filled(text.earlier, indent="    "))
    if text.also:
        parts.append(_filled(text.also))
    if text.matched:
        why = [*(f"{each.clause} → {each.found}" for each in text.matched), text.matched_more or ""]
        parts.append("\n".join(["Why you get this:", *(_filled(each, indent="  ") for each in why if each)]))
    parts.append(f"-- \nonrecord · alert {token}")
    return "\n\n".join(parts) + "\n"


class _Subject(str):
    """A subject that is encoded whole, or not at all.

    Where only parts need encoding, Python's own folding adds a space at some line ends (seen on 3.11.7).
    """

    __slots__ = ()
    name = "Subject"  # the mark of a header that folds itself: email.policy.EmailPolicy

    def fold(self, *, policy: Policy) -> str:
        charset = "us-ascii" if self.isascii() else "utf-8"
        return f"Subject: {Header(self, charset, header_name=self.name).encode(linesep=policy.linesep)}{policy.linesep}"


def _filled(text: str, *, indent: str = "") -> str:
    return textwrap.fill(
        text,
        TEXT_COLUMNS,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
