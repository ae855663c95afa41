"""One file per message ever sent: today's code must still read it. A file here is never changed nor removed."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from onrecord import contracts
from onrecord.contracts import Announcement, ArticleFetched, Message
from onrecord.pipeline import SERVICES, STAGES, TICKS

SENT = sorted((Path(__file__).parent / "messages").glob("*.json"))
CONTRACTS = {
    each.name: each
    for _, each in inspect.getmembers(contracts, inspect.isclass)
    if issubclass(each, Message) and each not in (Message, Announcement)
}


@pytest.mark.parametrize("path", SENT, ids=lambda path: path.stem)
def test_todays_code_reads_what_was_ever_sent(path: Path) -> None:
    name = path.stem.rsplit(".v", 1)[0]
    sent = json.loads(path.read_text())
    read = CONTRACTS[name].model_validate(sent)
    assert json.loads(read.model_dump_json()).items() >= sent.items()


def test_every_contract_has_a_file_of_what_it_looks_like() -> None:
    assert {path.stem.rsplit(".v", 1)[0] for path in SENT} == set(CONTRACTS)


@pytest.mark.parametrize(
    "body",
    [
        {"ids": ["1"]},
        {"ids": [1.5]},
        {"ids": [0]},
        {"ids": [2**63]},
        {"ids": []},
        {"v": 2, "ids": [1]},
        [],
        "ids",
    ],
)
def test_what_is_not_the_contract_is_refused(body: object) -> None:
    with pytest.raises(ValidationError):
        ArticleFetched.model_validate(body)


def test_a_newer_sender_may_say_more() -> None:
    assert ArticleFetched.model_validate({"ids": [1], "priority": "high"}).ids == (1,)


def test_every_message_is_wired_to_a_service_that_exists() -> None:
    wired = {stage.announced_by: stage.service for stage in STAGES} | {
        tick.message: tick.service for tick in TICKS
    }
    assert set(wired.values()) == set(SERVICES)
    assert {message.name for message in wired} == set(CONTRACTS) - {"worker.ticked"}
