"""Tries of a delivery: soon at first, spread, for a day, and never sooner than asked."""

from __future__ import annotations

from random import Random

import pytest

from onrecord.pipeline import stage_named
from onrecord_alert.retrying import JITTER, LONGEST_ASKED_S, LONGEST_WAIT_S, wait_s


def test_waits_double_up_to_an_hour_and_a_half() -> None:
    waits = [wait_s(tries, random=Random(7)) for tries in (1, 2, 3, 8, 9, 24, 1_000)]
    jitter = waits[0] / 30
    expected = [30, 60, 120, 3_840, LONGEST_WAIT_S, LONGEST_WAIT_S, LONGEST_WAIT_S]
    assert waits == pytest.approx([each * jitter for each in expected])


def test_all_tries_of_the_stage_take_a_day() -> None:
    random = Random(7)
    total_s = sum(wait_s(tries, random=random) for tries in range(1, stage_named("deliver").max_tries))
    assert total_s == pytest.approx(24 * 3600, rel=0.03)


def test_what_failed_together_is_not_tried_again_together() -> None:
    random = Random(7)
    waits = [wait_s(5, random=random) for _ in range(1_000)]
    assert min(waits) >= 480 * (1 - JITTER)
    assert max(waits) <= 480 * (1 + JITTER)
    assert len({round(wait) for wait in waits}) > 50


def test_a_server_that_asks_for_time_gets_it() -> None:
    waits = [wait_s(1, random=Random(seed), asked_s=600.0) for seed in range(100)]
    assert 600.0 <= min(waits) < max(waits) <= 660.0
    assert wait_s(8, random=Random(7), asked_s=1.0) > 3_000


def test_a_server_that_asks_for_years_does_not_get_them() -> None:
    assert wait_s(1, random=Random(7), asked_s=3e8) <= LONGEST_ASKED_S * (1 + JITTER)


def test_a_wait_before_any_try_is_an_error() -> None:
    with pytest.raises(ValueError, match="no try"):
        wait_s(0, random=Random(7))
