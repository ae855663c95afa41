"""A mail server on loopback: TLS and login where asked for, refuses as a script says, keeps what it took."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True)
class Refusals:
    """What is answered instead of 250, in turn; an empty text takes the step, "drop" hangs up."""

    recipient: Sequence[str] = ()
    message: Sequence[str] = ()
    sender: Sequence[str] = ()


@dataclass(frozen=True)
class Taken:
    """One mail: its envelope, and its text as it came."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    encrypted: bool
    user: str | None


@dataclass
class MailCatcher:
    """A running mail server; ``taken`` fills with what was handed over, also before a hang-up."""

    port: int = 0
    taken: list[Taken] = field(default_factory=list)


@contextmanager
def mail_catcher(
    security: Security = "none",
    *,
    tls: ssl.SSLContext | None = None,
    login: tuple[str, str] | None = None,
    refusals: Refusals = Refusals(),
) -> Iterator[MailCatcher]:
    """Take mail on a free port of 127.0.0.1 until the block ends."""
    catcher = MailCatcher()
    handler = _Handler(catcher, refusals)

    sessions: list[SMTP] = []

    def protocol() -> SMTP:
        session = SMTP(
            handler,
            hostname="mail.test",
            tls_context=tls if security == "starttls" else None,
            require_starttls=security == "starttls",
            auth_require_tls=security == "starttls",
            # With "tls" a login is offered only: aiosmtpd does not see that the connection is encrypted, and warns.
            auth_required=login is not None and security == "starttls",
            authenticator=_check(login) if login else None,
            loop=loop,
        )
        sessions.append(session)
        return session

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(
        loop.create_server(protocol, "127.0.0.1", 0, ssl=tls if security == "tls" else None)
    )
    catcher.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield catcher
    finally:
        asyncio.run_coroutine_threadsafe(_end(server, sessions), loop).result(timeout=5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(server: asyncio.Server, sessions: Sequence[SMTP]) -> None:
    server.close()
    for session in sessions:
        if isinstance(session.transport, asyncio.Transport):
            session.transport.abort()
    await server.wait_closed()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _check(login: tuple[str, str]) -> Any:
    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        given = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode())
        return AuthResult(success=given == login, handled=False, auth_data=data)

    return authenticate


class _Handler:
    """aiosmtpd calls its methods by their names."""

    def __init__(self, catcher: MailCatcher, refusals: Refusals) -> None:
        self.catcher = catcher
        self.recipient = list(refusals.recipient)
        self.message = list(refusals.message)
        self.sender = list(refusals.sender)

    async def handle_MAIL(self, *about: Any) -> str:  # noqa: N802
        envelope: Envelope = about[2]
        if self.sender and (refusal := self.sender.pop(0)):
            return refusal
        envelope.mail_from = about[3]
        return "250 OK"

    async def handle_RCPT(self, *about: Any) -> str:  # noqa: N802
        envelope: Envelope = about[2]
        address: str = about[3]
        if self.recipient and (refusal := self.recipient.pop(0)):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        refusal = self.message.pop(0) if self.message else ""
        if refusal and refusal != "drop":
            return refusal
        content = envelope.original_content
        assert isinstance(content, bytes)
        user = session.auth_data.login.decode() if session.auth_data else None
        transport = server.transport
        assert isinstance(transport, asyncio.Transport)
        self.catcher.taken.append(
            Taken(
                sender=str(envelope.mail_from),
                recipients=tuple(envelope.rcpt_tos),
                content=content,
                encrypted=transport.get_extra_info("ssl_object") is not None,
                user=user,
            )
        )
        if refusal == "drop":
            transport.abort()
        return "250 2.0.0 taken as 4711"
