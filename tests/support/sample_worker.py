"""A worker whose handler does what the article's title says, so that each fate of a job can be seen."""

from __future__ import annotations

import os
import signal
import time

from sqlalchemy import select

from onrecord.contracts import ArticleCleaned, ArticleFetched
from onrecord.errors import Permanent, Transient
from onrecord.messaging import Work, Worker
from onrecord.settings import Settings
from onrecord.storage.schema import Article

worker = Worker("clean", Settings.of_worker())
app = worker.app


@worker.consumes(ArticleFetched)
def act(work: Work) -> None:
    with worker.database.read() as session:
        order = session.scalar(select(Article.title).where(Article.id == work.subject_id))
    match order:
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang":
            while True:
                time.sleep(0.1)
        case "wait":
            raise Transient("server busy", after_s=3600)
        case "refuse":
            raise Permanent("never")
        case "break":
            raise ValueError("a bug")
        case "slow":
            time.sleep(1.5)
    with work.finish("cleaned") as ending:
        ending.then(ArticleCleaned, work.subject_id)
