"""Tries of a delivery: soon at first, spread, for a day, and never sooner than asked."""

from __future__ import annotations

from itertools import accumulate, count, takewhile
from random import Random

import pytest

from onrecord.pipeline import stage_named
from onrecord_alert.retrying import (
    GIVE_UP_AFTER,
    JITTER,
    LONGEST_ASKED_S,
    LONGEST_PAUSE_S,
    LONGEST_WAIT_S,
    pause_s,
    wait_s,
)


def test_waits_double_up_to_an_hour_and_a_half() -> None:
    waits = [wait_s(tries, random=Random(7)) for tries in (1, 2, 3, 8, 9, 24, 1_000)]
    jitter = waits[0] / 30
    expected = [30, 60, 120, 3_840, LONGEST_WAIT_S, LONGEST_WAIT_S, LONGEST_WAIT_S]
    assert waits == pytest.approx([each * jitter for each in expected])


def test_a_message_is_given_up_by_the_clock_before_its_stage_runs_out_of_tries() -> None:
    random = Random(7)
    waits_s = accumulate(wait_s(tries, random=random) for tries in count(1))
    tries_in_a_day = sum(
        1 for _ in takewhile(lambda total_s: total_s < GIVE_UP_AFTER.total_seconds(), waits_s)
    )
    assert 20 <= tries_in_a_day <= 25
    assert (
        stage_named("deliver").max_tries > tries_in_a_day + 20
    )  # crashes and a server that asks to wait count too


def test_a_destination_that_fails_is_asked_every_quarter_of_an_hour() -> None:
    waits = [pause_s(failures, random=Random(7)) for failures in (1, 2, 6, 100)]
    jitter = waits[0] / 30
    assert waits == pytest.approx([each * jitter for each in (30, 60, LONGEST_PAUSE_S, LONGEST_PAUSE_S)])
    assert 600.0 <= pause_s(1, random=Random(7), asked_s=600.0) <= 660.0


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
