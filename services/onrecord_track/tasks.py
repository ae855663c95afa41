"""The track worker: finds each statement's utterance and verdict, the topics it meets, and the alerts due."""

from datetime import timedelta
from functools import partial

import structlog

from onrecord.contracts import AlertRaised, AlertReReported, ArticleExtracted, RetentionDue
from onrecord.messaging import Work, Worker
from onrecord.storage.steps import in_steps
from onrecord_track import queries
from onrecord_track.deciding import decide
from onrecord_track.embedding import embed
from onrecord_track.keys import KEPT_DAYS
from onrecord_track.meeting import topics_met
from onrecord_track.settings import TrackSettings
from onrecord_track.standing import Standing
from onrecord_track.store import retention

ROWS_IN_ONE_STEP = 100
RETENTION_WITHIN_S = 5.0
"""For each kind; what is left then is let go of at the next tick."""

settings = TrackSettings.of_worker()
worker = Worker("track", settings)
app = worker.app
log = structlog.get_logger()
standing = Standing(embed)


@worker.consumes(ArticleExtracted)
def track(work: Work) -> None:
    """Track one article's statements; outcome tracked, nothing_said or gone."""
    with worker.database.read() as session:
        told = queries.read_article(session, work.subject_id)
        listening = standing.read(session)
    if told is None or not told.statements:
        with work.finish("gone" if told is None else "nothing_said"):
            return
    met = topics_met(told, listening.topics)  # the slow part, before the transaction that others wait for
    with work.finish("tracked") as ending:
        decided = decide(
            ending.session, told, met, mutes=listening.mutes, horizon=settings.horizon, quiet=work.quiet
        )
        for alert_id in decided.alerts:
            ending.then(AlertRaised, alert_id)
        for alert_id in decided.re_reported:
            ending.then(AlertReReported, alert_id, again=True)
        ending.note(**decided.verdicts, alerts=len(decided.alerts), suppressed=decided.suppressed)


@worker.handles(RetentionDue)
def let_go(_: RetentionDue) -> None:
    """Let go of the keys of old utterances, and of how it went with topics long ago, in small steps."""
    history = timedelta(days=settings.keep_history_days)
    steps = {
        "utterances": partial(retention.forget_keys, older_than=timedelta(days=KEPT_DAYS)),
        "alerts": partial(retention.forget_alerts, older_than=history),
        "matches": partial(retention.forget_matches, older_than=history),
    }
    gone = {
        name: in_steps(worker.database, step, rows=ROWS_IN_ONE_STEP, within_s=RETENTION_WITHIN_S)
        for name, step in steps.items()
    }
    if any(gone.values()):
        log.info("old_let_go", **gone)
