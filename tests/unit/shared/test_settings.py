"""A wrong setting names itself, all wrong ones at once, and never its value."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.errors import Misconfigured
from onrecord.settings import Settings


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_LEASE_S", "333")
    monkeypatch.setenv("ONRECORD_SOMETHING_ELSE", "is not ours to judge")
    assert Settings.from_env().lease_s == 333.0


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
    monkeypatch.setenv("ONRECORD_LEASE_S", "333")
    assert Settings.from_env(lease_s=444).lease_s == 444.0


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


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"lease_s": 150}, "ONRECORD_LEASE_S must be longer than ONRECORD_TASK_TIME_LIMIT_S, .* set it to 180 or more"),
        ({"task_time_limit_s": 151, "lease_s": 600}, "ONRECORD_TASK_TIME_LIMIT_S is more than 150: a worker .* is taken for stuck"),
        ({"keep_articles_days": 89}, "ONRECORD_KEEP_ARTICLES_DAYS is less than ONRECORD_KEEP_HISTORY_DAYS: .* 90 or more"),
        ({"keep_history_days": 74}, "ONRECORD_KEEP_HISTORY_DAYS: Input should be greater than or equal to 75"),
    ],
)  # fmt: skip
def test_settings_that_contradict_each_other_are_refused_with_what_to_do(
    given: dict[str, float], said: str
) -> None:
    with pytest.raises(Misconfigured, match=f"^wrong settings: {said}"):
        Settings.from_env(**given)


def test_all_contradictions_are_named_at_once() -> None:
    with pytest.raises(Misconfigured) as caught:
        Settings.from_env(lease_s=100, keep_articles_days=10)
    assert "ONRECORD_LEASE_S must" in caught.value.message
    assert "; ONRECORD_KEEP_ARTICLES_DAYS is" in caught.value.message


@pytest.mark.parametrize(("limit_s", "soft_s"), [(150, 120), (100, 80), (10, 8)])
def test_a_task_is_asked_to_stop_a_fifth_before_its_end_and_half_a_minute_at_most(
    limit_s: float, soft_s: float
) -> None:
    assert Settings.from_env(task_time_limit_s=limit_s).soft_limit_s == soft_s
