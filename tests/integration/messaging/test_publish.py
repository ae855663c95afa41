"""Messages to a broker that dies and comes back."""

from __future__ import annotations

from pathlib import Path

from onrecord.contracts import ArticleFetched
from onrecord.messaging.app import make_app
from onrecord.messaging.publish import announce, publish
from onrecord.pipeline import stage_announced_by
from onrecord.settings import Settings
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
