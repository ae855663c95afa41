"""What becomes of the topics that a statement met: told, or kept back with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from onrecord.storage import Session
from onrecord_track.due import Met, is_enough, is_known, outcome
from onrecord_track.matching import Hit
from onrecord_track.muting import Mutes, Sound
from onrecord_track.records import Outcome
from onrecord_track.store import matches
from onrecord_track.told import Placed, Stated, Told
from onrecord_track.topics import Subscribed, Topics

TopicsMet = Mapping[int, Sequence[tuple[Subscribed, tuple[Hit, ...]]]]
"""Per statement id, the subscriptions whose topic it meets, and by what."""


def topics_met(told: Told, topics: Topics) -> TopicsMet:
    """Match every statement of an article with every subscription; needs no database."""
    met = topics.met_by([stated.heard for stated in told.statements], told.reading)
    return {stated.statement_id: each for stated, each in zip(told.statements, met, strict=True)}


class Meeting:
    """Gives the topics that an article's statements met their outcomes, inside one transaction.

    Attributes:
        alerts: Ids of the alerts that are due.
        re_reported: Ids of earlier alerts that another outlet tells of now; a dict for its order, each once.
        suppressed: Times a topic was met and its subscriber is not told.
    """

    def __init__(
        self,
        session: Session,
        told: Told,
        met: TopicsMet,
        *,
        mutes: Mutes,
        horizon: timedelta,
        at: datetime,
        quiet: bool,
    ) -> None:
        """*horizon* is that of topics which have none of their own; *at* is now, by the database's clock; *quiet*: nobody is told."""
        self._session = session
        self._told = told
        self._met = met
        self._mutes = mutes
        self._horizon = horizon
        self._at = at
        self._quiet = quiet
        self.alerts: list[int] = []
        self.re_reported: dict[int, None] = {}
        self.suppressed = 0

    def settle(self, stated: Stated, placed: Placed) -> None:
        """Give each topic that *stated* met its outcome.

        What was met before keeps its outcome, but for one: a statement that was incomplete is decided again when
        its article has been read further since.
        """
        met = self._met[stated.statement_id]
        if not met:
            return
        anchors = matches.anchors(self._session, placed.utterance_id)
        told = matches.latest_alerts(self._session, placed.utterance_id)
        recorded = matches.outcomes_before(self._session, stated.statement_id)
        sound = self._sound(stated, placed) if self._mutes else None
        for subscribed, hits in met:
            if subscribed.expires_at is not None and subscribed.expires_at <= self._at:
                continue
            before = recorded.get(subscribed.subscription_id)
            waited = before == "incomplete" and is_enough(self._told.completeness, subscribed.completeness)
            if before is not None and not waited:
                continue
            decided = outcome(
                Met(
                    verdict=placed.verdict,
                    updates=placed.updates,
                    first_said_at=placed.first_said_at,
                    known=self._is_known(subscribed, anchors.get(subscribed.subscription_id, ())),
                    processed_before=placed.before and not waited,
                    baseline=self._told.baseline,
                    quiet=self._quiet,
                    on_record=stated.on_record,
                    completeness=self._told.completeness,
                    wants=subscribed.completeness,
                    since=subscribed.since,
                    muted=None if sound is None else self._muted(subscribed, sound),
                )
            )
            last = told.get(subscribed.subscription_id)
            alert = matches.record(
                self._session,
                placed,
                subscribed.subscription_id,
                hits,
                decided,
                anew=waited,
                again=0 if last is None else last.again + 1,
                at=self._at,
            )
            self._count(alert, decided[0], last)

    def _is_known(self, subscribed: Subscribed, anchors: Iterable[datetime]) -> bool:
        days = subscribed.horizon_days
        horizon = self._horizon if days is None else timedelta(days=days)
        return is_known(anchors, self._told.published_at, horizon)

    def _muted(self, subscribed: Subscribed, sound: Sound) -> str | None:
        return self._mutes.reason(subscribed.topic_id, subscribed.subscriber_id, sound, at=self._at)

    def _count(self, alert: int | None, decision: Outcome, last: matches.Latest | None) -> None:
        if alert is not None:
            self.alerts.append(alert)
            return
        self.suppressed += 1
        if decision == "re_report" and last and not self._quiet:
            self.re_reported[last.alert_id] = None

    def _sound(self, stated: Stated, placed: Placed) -> Sound:
        muted: set[int] = set()
        if self._mutes.statements:
            lineage = matches.lineage(self._session, placed.utterance_id)
            muted = matches.sightings_among(self._session, lineage, self._mutes.statements)
        return Sound(stated.telling.said.speaker, self._told.outlet, muted)
