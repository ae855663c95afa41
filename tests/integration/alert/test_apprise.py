"""The door to Apprise's services, by way of the one that posts JSON to a server on loopback."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from onrecord.errors import Permanent
from onrecord_alert.channels import apprise
from onrecord_alert.channels.apprise import Apprise
from onrecord_alert.channels.errors import Paused
from onrecord_alert.records import Message
from support.alerts import DIGEST, GROUP, UPDATE, alone, everywhere
from support.web import Answer, Site, web_server

PASSWORD = "s3cret-canary"

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # Apprise's own


@pytest.fixture
def site() -> Iterator[Site]:
    with web_server() as site:
        yield site


def service(site: Site) -> Apprise:
    return Apprise(SecretStr(f"json://reader:{PASSWORD}@{site.host}/hook"))


@pytest.mark.parametrize("message", [alone(UPDATE), GROUP, DIGEST], ids=["alert", "group", "digest"])
def test_a_message_is_handed_over_as_text(site: Site, message: Message) -> None:
    site["/hook"] = Answer()
    assert service(site).send(message).answer == "handed over to JSON"
    read = json.loads(site.asked[0].body)
    assert "Harbour tolls" in read["title"]
    assert "    the tolls will rise by 4 per cent in March" in read["message"]


def test_nobody_is_called_by_what_strangers_wrote(site: Site) -> None:
    site["/hook"] = Answer()
    service(site).send(everywhere(alone(UPDATE), "@everyone <!channel> look"))
    read = json.loads(site.asked[0].body)
    assert "@everyone" not in read["title"] + read["message"]
    assert "@\u2060everyone" in read["message"]


def test_a_service_that_refuses_is_tried_again_and_no_secret_is_said(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    site["/hook"] = Answer(status=500)
    with pytest.raises(Paused, match="could not hand the message over") as caught:
        service(site).send(alone(UPDATE))
    assert PASSWORD not in repr((caught.value, caught.value.context))
    with pytest.raises(Permanent, match="none of Apprise's"):
        Apprise(SecretStr(f"nosuch://{PASSWORD}@127.0.0.1")).send(alone(UPDATE))
    assert PASSWORD not in caplog.text
    assert not [record for record in caplog.records if record.name.startswith("apprise")]


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apprise, "_apprise", None)
    with pytest.raises(Paused, match=r"pip install 'onrecord\[apprise\]'"):
        Apprise(SecretStr("json://127.0.0.1")).send(alone(UPDATE))
