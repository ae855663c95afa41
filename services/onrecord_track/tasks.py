"""The track worker: finds each statement's utterance and verdict, the topics it meets, and the alerts due."""

from onrecord.contracts import AlertRaised, AlertReReported, ArticleExtracted
from onrecord.messaging import Work, Worker
from onrecord_track import queries
from onrecord_track.deciding import decide
from onrecord_track.embedding import embed
from onrecord_track.meeting import topics_met
from onrecord_track.settings import TrackSettings
from onrecord_track.standing import Standing

settings = TrackSettings.of_worker()
worker = Worker("track", settings)
app = worker.app
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
        decided = decide(ending.session, told, met, mutes=listening.mutes, horizon=settings.horizon)
        for alert_id in decided.alerts:
            ending.then(AlertRaised, alert_id)
        for alert_id in decided.re_reported:
            ending.then(AlertReReported, alert_id, again=True)
        ending.note(**decided.verdicts, alerts=len(decided.alerts), suppressed=decided.suppressed)
