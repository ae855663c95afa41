"""The door to the mail server: a message handed over by SMTP."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from typing import Final, Literal

from pydantic import SecretStr

from onrecord.errors import Permanent, Transient
from onrecord.links import Links
from onrecord_alert.addresses import mailbox
from onrecord_alert.channels.destination import destination
from onrecord_alert.channels.email_message import email_message
from onrecord_alert.channels.errors import Paused
from onrecord_alert.records import Message, Sent
from onrecord_alert.untrusted import line

ANSWER_CHARS: Final = 200
ANSWERS_WAITED_FOR: Final = 3
"""Of the dozen in an exchange, so many may take the whole time that one may."""
CLOSING: Final = 421
"""The server closes the connection, for everybody: RFC 5321, section 3.8."""


@dataclass(frozen=True, slots=True)
class Login:
    user: str
    password: SecretStr


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in, and how it is spoken to."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    login: Login | None
    timeout_s: float
    """For each answer of the server; ANSWERS_WAITED_FOR times as long for everything together."""
    tls: ssl.SSLContext
    """Whom to trust; not used with ``none``."""


@dataclass(frozen=True, slots=True)
class Mail:
    """Mail to one subscriber."""

    server: MailServer
    sender: Address
    recipient: str
    date: datetime
    """Now; aware."""
    links: Links | None = None
    """Where answers to an alert go."""

    @property
    def destination(self) -> str:
        """The server: what is wrong with it is wrong for every reader."""
        return destination("email", self.server.host, str(self.server.port))

    @property
    def gap_s(self) -> float:
        return 0.0

    def send(self, message: Message) -> Sent:
        """Mail *message*.

        Raises:
            Paused: no connection, no TLS where it is asked for, a 421, or any refusal of us (our greeting, our
                login, our sender): an operator may mend that within the day, and then the message should still go.
                Also a connection lost after the text was handed over: the mail may have been taken, and the next
                has the same Message-ID.
            Transient: any other 4xx answer to the recipient or the message.
            Permanent: the recipient is no address, or a 5xx answer to the recipient or the message.
        """
        try:
            mailbox(self.recipient)
        except ValueError as error:
            raise Permanent("the subscriber's e-mail address is not one") from error
        mail = email_message(
            message, sender=self.sender, recipient=self.recipient, date=self.date, links=self.links
        )
        with _translated(), self._connected() as smtp:
            _expect(*smtp.mail(self.sender.addr_spec), of="sender")
            _expect(*smtp.rcpt(self.recipient), of="recipient")
            code, said = smtp.data(mail.as_bytes())
            _expect(code, said, of="message")
        return Sent(answer=_printable(code, said), external_id=mail["Message-ID"])

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        server = self.server
        with (
            socket.create_connection((server.host, server.port), server.timeout_s) as connection,
            _cut_off(connection, after_s=ANSWERS_WAITED_FOR * server.timeout_s),
            server.tls.wrap_socket(connection, server_hostname=server.host)
            if server.security == "tls"
            else connection as line,
        ):
            smtp = _Smtp(line, server, hello=self.sender.domain)
            try:
                if server.security == "starttls":
                    smtp.starttls(context=server.tls)
                smtp.ehlo_or_helo_if_needed()
                if server.login:
                    smtp.login(server.login.user, server.login.password.get_secret_value())
                yield smtp
                _part(smtp)
            finally:
                smtp.close()


class _Smtp(smtplib.SMTP):
    """SMTP over a connection that is there already."""

    def __init__(self, connection: socket.socket, server: MailServer, *, hello: str) -> None:
        self._connection = connection
        # Without a name of ours smtplib would ask the name service for it, which may take seconds.
        super().__init__(server.host, server.port, local_hostname=hello, timeout=server.timeout_s)

    def _get_socket(self, *_: object) -> socket.socket:
        return self._connection


@contextmanager
def _cut_off(connection: socket.socket, *, after_s: float) -> Iterator[None]:
    """Hang up when *after_s* seconds are over: a timeout is for one read, and a server may send a byte at a time.

    Raises:
        TimeoutError: that is what ended the block.
    """
    own = connection.dup()  # TLS takes the socket itself over
    is_over = threading.Event()

    def hang_up() -> None:
        is_over.set()
        with suppress(OSError):  # the other side was quicker
            own.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(after_s, hang_up)
    timer.start()
    try:
        yield
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        if is_over.is_set():
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()
        own.close()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise Paused("the mail server refused our login", answer=_answer(error)) from error
    except smtplib.SMTPDataError as error:
        raise _refusal(error.smtp_code, "message", _answer(error)) from error
    except smtplib.SMTPResponseException as error:
        raise Paused("the mail server refused to talk", answer=_answer(error)) from error
    except smtplib.SMTPServerDisconnected as error:
        raise Paused("the mail server hung up") from error
    except smtplib.SMTPException as error:  # no STARTTLS, no login, no login of a kind that we know
        raise Paused("the mail server lacks what we need of it", detail=str(error)[:ANSWER_CHARS]) from error
    except ssl.SSLCertVerificationError as error:
        raise Paused("the mail server's certificate is not trusted", detail=error.verify_message) from error
    except OSError as error:
        raise Paused("mail server unreachable", cause=type(error).__name__) from error


def _expect(code: int, said: bytes, *, of: str) -> None:
    if not 200 <= code < 300:
        raise _refusal(code, of, _printable(code, said))


def _refusal(code: int, of: str, answer: str) -> Transient | Permanent:
    said = f"the mail server refused the {of}"
    if of == "sender" or code == CLOSING:
        return Paused(said, answer=answer)
    return Permanent(said, answer=answer) if 500 <= code < 600 else Transient(said, answer=answer)


def _answer(error: smtplib.SMTPResponseException) -> str:
    said = error.smtp_error
    return _printable(error.smtp_code, said.encode() if isinstance(said, str) else said)


def _printable(code: int, said: bytes) -> str:
    return line(f"{code} {said.decode(errors='replace')}", limit=ANSWER_CHARS)


def _part(smtp: smtplib.SMTP) -> None:
    try:
        smtp.quit()
    except (smtplib.SMTPException, OSError):
        return  # the mail is theirs already; how they say goodbye changes nothing
