"""The broker of a one-machine installation: ours alone, and back when something killed it."""

from __future__ import annotations

from pathlib import Path

import redis

from onrecord_cli.broker import embedded_broker


def test_a_broker_that_was_killed_is_started_again_at_its_address(tmp_path: Path) -> None:
    with embedded_broker(tmp_path / "broker") as broker:
        client = redis.Redis.from_url(
            broker.url, retry=redis.retry.Retry(redis.backoff.ConstantBackoff(0.1), 100)
        )
        first = client.info()["process_id"]
        broker.mend()
        assert client.info()["process_id"] == first
        broker.server.kill()
        broker.server.wait()
        broker.mend()
        assert client.info()["process_id"] == broker.server.pid != first
        client.close()
    assert broker.server.poll() is not None
