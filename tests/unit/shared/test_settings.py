"""A wrong setting names itself, all wrong ones at once, and never its value."""

from __future__ import annotations

from pathlib import Path

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
def test_a_broker_of_another_kind_is_named_and_not_shown(address: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        Settings.from_env(broker_url=address)
    assert caught.value.message == (
        "wrong settings: ONRECORD_BROKER_URL: not the address of a Redis or RabbitMQ, such as redis://127.0.0.1:6379/0"
    )


def test_what_is_given_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_LEASE_S", "33")
    assert Settings.from_env(lease_s=44).lease_s == 44.0


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "broker").write_text("redis://:s3cret@redis:6379/0\n")
    monkeypatch.setenv("ONRECORD_BROKER_URL_FILE", str(tmp_path / "broker"))
    monkeypatch.setenv("ONRECORD_BROKER_URL", "")  # as a file of variables has it that nobody filled in
    monkeypatch.setenv("ONRECORD_DATABASE_URL_FILE", "")
    settings = Settings.from_env()
    assert settings.broker_url == "redis://:s3cret@redis:6379/0"
    assert settings.database_url == "sqlite:///var/onrecord.db"


def test_what_stands_in_a_file_is_checked_like_any_other_value(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "broker").write_text("s3cret")
    monkeypatch.setenv("ONRECORD_BROKER_URL_FILE", str(tmp_path / "broker"))
    with pytest.raises(Misconfigured) as caught:
        Settings.from_env()
    assert caught.value.message.startswith("wrong settings: ONRECORD_BROKER_URL: not the address")
    assert "s3cret" not in caught.value.message


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "the file cannot be read: No such file or directory"),
        (b"", "the file does not hold one line of text"),
        (b"\n", "the file does not hold one line of text"),
        (b"postgresql://a\nb\n", "the file does not hold one line of text"),
        (b"\xff\xfe", "the file does not hold one line of text"),
        (b"p" * 10_001, "the file does not hold one line of text"),
    ],
    ids=["missing", "empty", "blank", "two lines", "not UTF-8", "too long"],
)
def test_a_file_that_holds_no_value_is_named_with_its_variable(
    content: bytes | None, fault: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "url").write_bytes(content)
    monkeypatch.setenv("ONRECORD_DATABASE_URL_FILE", str(tmp_path / "url"))
    monkeypatch.setenv("ONRECORD_LEASE_S", "long")
    with pytest.raises(Misconfigured) as caught:
        Settings.from_env()
    assert f"ONRECORD_DATABASE_URL_FILE: {fault}; ONRECORD_LEASE_S: " in caught.value.message


def test_a_value_and_a_file_for_one_setting_are_one_too_many(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "url").write_text("sqlite:///a.db")
    monkeypatch.setenv("ONRECORD_DATABASE_URL_FILE", str(tmp_path / "url"))
    monkeypatch.setenv("ONRECORD_DATABASE_URL", "sqlite:///b.db")
    with pytest.raises(Misconfigured, match="are both set: leave one out"):
        Settings.from_env()
