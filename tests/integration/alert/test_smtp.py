"""The door to the mail server, against one on loopback: with and without TLS and login, willing or not."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address

import pytest
import trustme
from pydantic import SecretStr

from onrecord.errors import Permanent, Transient
from onrecord_alert.channels.errors import Paused
from onrecord_alert.channels.smtp import Login, Mail, MailServer
from onrecord_alert.records import Message
from support.alerts import DIGEST, GROUP, NEW, UPDATE, alone, with_everywhere
from support.smtp import MailCatcher, Refusals, Security, mail_catcher

LOGIN = ("onrecord", "s3cret-p4ssword")


@dataclass(frozen=True)
class Trust:
    """One certificate authority: the server's context, and the one of a client that trusts it."""

    server: ssl.SSLContext
    client: ssl.SSLContext


@pytest.fixture(scope="module")
def trust() -> Trust:
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(server)
    client = ssl.create_default_context()
    authority.configure_trust(client)
    return Trust(server, client)


def mail(
    port: int,
    security: Security = "none",
    *,
    login: tuple[str, str] | None = None,
    tls: ssl.SSLContext | None = None,
    recipient: str = "reader@example.org",
) -> Mail:
    server = MailServer(
        "localhost", port, security, login=Login(login[0], SecretStr(login[1])) if login else None,
        timeout_s=5, tls=tls or ssl.create_default_context(),
    )  # fmt: skip
    sender = Address("onrecord", addr_spec="alerts@onrecord.example")
    return Mail(server, sender, recipient, date=datetime(2026, 11, 23, 9, tzinfo=UTC))


@contextmanager
def unwilling(*, recipient: tuple[str, ...] = (), message: tuple[str, ...] = ()) -> Iterator[MailCatcher]:
    with mail_catcher(refusals=Refusals(recipient, message)) as catcher:
        yield catcher


def test_an_alert_is_mailed() -> None:
    with mail_catcher() as catcher:
        sent = mail(catcher.port).send(alone(UPDATE))
    (taken,) = catcher.taken
    assert (taken.sender, taken.recipients) == ("alerts@onrecord.example", ("reader@example.org",))
    message = message_from_bytes(taken.content, policy=policy.default)
    assert message["Subject"].startswith("Harbour tolls · Update · Mara Quill")
    assert sent.external_id == message["Message-ID"] == f"<{UPDATE.token}@onrecord.example>"
    assert sent.answer == "250 2.0.0 taken as 4711"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_alert_is_mailed_encrypted_and_logged_in(security: Security, trust: Trust) -> None:
    with mail_catcher(security, tls=trust.server, login=LOGIN) as catcher:
        mail(catcher.port, security, tls=trust.client, login=LOGIN).send(alone(NEW))
    (taken,) = catcher.taken
    assert taken.encrypted
    assert taken.user == "onrecord"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_nothing_is_said_to_a_server_we_do_not_trust(security: Security, trust: Trust) -> None:
    with (
        mail_catcher(security, tls=trust.server, login=LOGIN) as catcher,
        pytest.raises(Paused, match="certificate is not trusted"),
    ):
        mail(catcher.port, security, login=LOGIN).send(alone(NEW))
    assert not catcher.taken


def test_nothing_is_sent_in_the_clear_where_tls_is_asked_for() -> None:
    with mail_catcher("none") as catcher, pytest.raises(Paused, match="lacks what we need"):
        mail(catcher.port, "starttls").send(alone(NEW))
    assert not catcher.taken


def test_a_wrong_password_may_be_mended_and_is_not_repeated(trust: Trust) -> None:
    with (
        mail_catcher("starttls", tls=trust.server, login=LOGIN) as catcher,
        pytest.raises(Paused) as caught,
    ):
        mail(catcher.port, "starttls", tls=trust.client, login=("onrecord", "wr0ng-p4ssword")).send(
            alone(NEW)
        )
    assert caught.value.message == "the mail server refused our login"
    assert str(caught.value.context["answer"]).startswith("535 ")
    assert "wr0ng" not in repr((caught.value, caught.value.context, caught.value.__cause__))
    assert not catcher.taken


@pytest.mark.parametrize(
    "answer",
    [
        "450 4.2.1 mailbox busy",
        "451 4.7.1 greylisted, come back",
        "452 4.3.1 out of space",
    ],
)
def test_a_4xx_may_be_tried_again(answer: str) -> None:
    with unwilling(recipient=(answer,)) as catcher:
        with pytest.raises(Transient, match="refused the recipient") as caught:
            mail(catcher.port).send(alone(NEW))
        assert not isinstance(caught.value, Paused), "other readers have mailboxes of their own"
        assert caught.value.context == {"answer": answer}
        mail(catcher.port).send(alone(NEW))
    assert len(catcher.taken) == 1


@pytest.mark.parametrize("step", ["recipient", "message"])
def test_a_server_that_closes_wants_a_pause_for_everybody(step: str) -> None:
    answer = "421 4.3.2 closing"
    with unwilling(**{step: (answer,)}) as catcher, pytest.raises(Paused, match=f"refused the {step}"):
        mail(catcher.port).send(alone(NEW))
    assert not catcher.taken


@pytest.mark.parametrize(
    "answer", ["550 5.7.1 you may not write as alerts@onrecord.example", "451 4.7.0 later"]
)
def test_a_server_that_refuses_us_may_be_mended(answer: str) -> None:
    with mail_catcher(refusals=Refusals(sender=(answer,))) as catcher:
        with pytest.raises(Paused, match="refused the sender"):
            mail(catcher.port).send(alone(NEW))
        mail(catcher.port).send(alone(NEW))
    assert len(catcher.taken) == 1


@pytest.mark.parametrize("message", [GROUP, DIGEST], ids=["group", "digest"])
def test_several_alerts_are_one_mail(message: Message) -> None:
    with mail_catcher() as catcher:
        sent = mail(catcher.port).send(message)
    (taken,) = catcher.taken
    read = message_from_bytes(taken.content, policy=policy.default)
    assert sent.external_id == read["Message-ID"] == f"<{message.token}@onrecord.example>"


def test_the_readers_of_one_server_have_one_destination() -> None:
    ours = {mail(25, recipient=reader).destination for reader in ("a@example.org", "b@example.org")}
    assert len(ours) == 1
    assert mail(26).destination not in ours


@pytest.mark.parametrize("answer", ["550 5.1.1 no such user", "551 not here", "554 5.7.1 rejected"])
def test_a_5xx_is_for_good(answer: str) -> None:
    with unwilling(recipient=(answer,)) as catcher, pytest.raises(Permanent) as caught:
        mail(catcher.port).send(alone(NEW))
    assert caught.value.context == {"answer": answer}


def test_a_message_refused_after_its_text_is_told_apart_too() -> None:
    with unwilling(message=("451 4.3.0 scanner is down", "552 5.3.4 too big")) as catcher:
        with pytest.raises(Transient, match="refused the message"):
            mail(catcher.port).send(alone(NEW))
        with pytest.raises(Permanent, match="refused the message"):
            mail(catcher.port).send(alone(NEW))


def test_a_mail_whose_fate_is_unknown_is_sent_again_under_the_same_id() -> None:
    with unwilling(message=("drop",)) as catcher:
        with pytest.raises(Paused, match="hung up"):
            mail(catcher.port).send(alone(NEW))
        mail(catcher.port).send(alone(NEW))
    first, second = (message_from_bytes(taken.content, policy=policy.default) for taken in catcher.taken)
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.parametrize(
    ("security", "endless"),
    [("none", b"220-" + b"welcome " * 100), ("starttls", b"220-"), ("tls", b"\x16\x03\x03\x40\x00\x02")],
)
def test_a_server_that_sends_a_byte_at_a_time_is_left_in_time(security: Security, endless: bytes) -> None:
    slow = replace(mail(0, security).server, timeout_s=0.4)
    with dawdling(endless) as port:
        began = time.monotonic()
        with pytest.raises(Paused) as caught:
            replace(mail(port), server=replace(slow, port=port)).send(alone(NEW))
        assert time.monotonic() - began < 20  # a server that is not cut off goes on for ever
    assert caught.value.context == {"cause": "TimeoutError"}


@contextmanager
def dawdling(start: bytes) -> Iterator[int]:
    """A port that says *start*, and then the same byte for ever, each 0.1 s after the one before."""
    stopped = threading.Event()

    def answer() -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            connection.sendall(start)
            while not stopped.wait(0.1):
                connection.sendall(b"x")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            stopped.set()
            thread.join()


def test_a_server_that_is_down_may_be_tried_again() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening
        with pytest.raises(Paused, match="unreachable") as caught:
            mail(taken.getsockname()[1]).send(alone(NEW))
    assert caught.value.context == {"cause": "ConnectionRefusedError"}


def test_a_subscriber_without_a_real_address_is_refused() -> None:
    with pytest.raises(Permanent, match="address is not one"):
        mail(1, recipient="reader@example.org\r\nRCPT TO:<evil@example.org>").send(alone(NEW))


def test_a_text_cannot_end_its_message_early() -> None:
    naughty = "Tolls\r\n.\r\nMAIL FROM:<evil@example.org>\r\nRCPT TO:<all@example.org>\r\nDATA\r\n"
    with mail_catcher() as catcher:
        mail(catcher.port).send(alone(with_everywhere(NEW, naughty)))
    (taken,) = catcher.taken
    assert taken.recipients == ("reader@example.org",)
    assert taken.content.endswith(b"--\r\n")
