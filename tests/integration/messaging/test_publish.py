"""Messages to a broker that dies and comes back."""

from __future__ import annotations

from pathlib import Path

import redis

from onrecord.contracts import ArticleFetched
from onrecord.messaging.app import make_app
from onrecord.messaging.broker import broker_state, queue_length
from onrecord.messaging.publish import announce, publish
from onrecord.messaging.sweep import BACKLOG_MESSAGES, sweep_stage
from onrecord.pipeline import stage_announced_by
from onrecord.settings import Settings
from onrecord.storage import Database, jobs
from onrecord_cli.broker import embedded_broker
from support.waiting import eventually


def test_what_a_dead_broker_does_not_take_is_said_to_be_unsent_and_nothing_is_raised(tmp_path: Path) -> None:
    stage = stage_announced_by(ArticleFetched)
    with embedded_broker(tmp_path) as broker:
        app = make_app("test", Settings(broker_url=broker.url))
        assert publish(app, ArticleFetched(ids=(1,)))

        broker.server.kill()
        broker.server.wait()
        assert not any(publish(app, ArticleFetched(ids=(number,))) for number in (1, 2, 3))
        assert not announce(app, stage, {3: "trace", 4: "trace"})

        broker.mend()
        eventually(lambda: announce(app, stage, {3: "trace"}), within_s=60, what="it is back")
        app.close()


def test_the_messages_that_wait_are_counted(broker_url: str) -> None:
    app = make_app("test", Settings(broker_url=broker_url))
    for number in (1, 2, 3):
        publish(app, ArticleFetched(ids=(number,)))
    assert (queue_length(app, "clean"), queue_length(app, "extract")) == (3, 0)
    state = broker_state(app)
    assert (state.messages["clean"], state.messages["track"]) == (3, 0)
    assert state.memory_bytes
    assert state.memory_limit_bytes == 256 * 1024 * 1024  # as embedded_broker sets it
    app.close()


def test_the_sweep_adds_nothing_to_a_long_queue(database: Database, broker_url: str) -> None:
    app = make_app("test", Settings(broker_url=broker_url))
    stage = stage_announced_by(ArticleFetched)
    with database.write() as session:
        jobs.add(session, stage.name, 1, "trace", delay_s=-1)
    for number in range(1, BACKLOG_MESSAGES + 2):
        publish(app, ArticleFetched(ids=(number,)))
    assert sweep_stage(app, database, stage, forgotten_after_s=30) == 0
    with redis.Redis.from_url(broker_url) as client:
        client.flushall()
    assert sweep_stage(app, database, stage, forgotten_after_s=30) == 1
    app.close()
