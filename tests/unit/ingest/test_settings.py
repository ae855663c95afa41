"""The environment of the ingest worker."""

from __future__ import annotations

import pytest

from onrecord.errors import Misconfigured
from onrecord_ingest.settings import IngestSettings


def test_without_settings_only_the_public_web_is_asked() -> None:
    policy = IngestSettings.from_env().web.policy
    assert policy.open_hosts == frozenset()
    assert policy.ports == {80, 443}


def test_what_is_set_reaches_the_requests() -> None:
    settings = IngestSettings.from_env(
        open_hosts="Paper.example:8001, intranet", host_gap_s=0.5, feed_max_bytes=1_000, answer_within_s=3
    )
    assert settings.web.policy.open_hosts == {"paper.example:8001", "intranet"}
    assert settings.web.gap_s == 0.5
    assert (settings.feed_limits.max_bytes, settings.feed_limits.deadline_s) == (1_000, 3)
    assert settings.page_limits.deadline_s == 3


def test_a_batch_ends_before_its_task_is_asked_to() -> None:
    settings = IngestSettings.from_env(task_time_limit_s=100)
    assert settings.batch_within_s + settings.answer_within_s < 100 - 30


def test_wrong_settings_are_named_all_at_once() -> None:
    with pytest.raises(
        Misconfigured, match=r"ONRECORD_OPEN_HOSTS: each is.*ONRECORD_HOST_GAP_S.*ONRECORD_PAGE_MAX"
    ):
        IngestSettings.from_env(host_gap_s=-1, page_max_bytes=0, open_hosts="*.example")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"shortest_period_s": 3601}, "ONRECORD_SHORTEST_PERIOD_S is more than ONRECORD_LONGEST_PERIOD_S"),
        ({"answer_within_s": 41, "task_time_limit_s": 100}, "ONRECORD_ANSWER_WITHIN_S is more than the 40 s that a task"),
        ({"keep_pages_days": 366}, "ONRECORD_KEEP_PAGES_DAYS is more than ONRECORD_KEEP_ARTICLES_DAYS"),
    ],
)  # fmt: skip
def test_settings_that_contradict_each_other_are_refused(given: dict[str, float], said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        IngestSettings.from_env(**given)
