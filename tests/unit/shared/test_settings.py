"""A wrong setting names itself, all wrong ones at once, and never its value."""

from __future__ import annotations

import pytest

from onrecord.errors import Misconfigured
from onrecord.settings import Settings


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_LEASE_S", "33")
    monkeypatch.setenv("ONRECORD_SOMETHING_ELSE", "is not ours to judge")
    assert Settings.from_env().lease_s == 33.0


def test_every_wrong_setting_is_named_at_once_and_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_LEASE_S", "s3cret")
    monkeypatch.setenv("ONRECORD_LOG_LEVEL", "LOUD")
    with pytest.raises(Misconfigured) as caught:
        Settings.from_env()
    assert "ONRECORD_LEASE_S" in caught.value.message
    assert "ONRECORD_LOG_LEVEL" in caught.value.message
    assert "s3cret" not in caught.value.message


@pytest.mark.parametrize("address", ["http://127.0.0.1:6379", "127.0.0.1:6379", ""])
def test_a_broker_that_is_no_redis_is_named_and_not_shown(address: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        Settings.from_env(broker_url=address)
    assert caught.value.message == (
        "wrong settings: ONRECORD_BROKER_URL: not the address of a Redis, such as redis://127.0.0.1:6379/0"
    )


def test_what_is_given_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_LEASE_S", "33")
    assert Settings.from_env(lease_s=44).lease_s == 44.0
