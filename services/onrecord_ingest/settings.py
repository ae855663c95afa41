"""The environment of the ingest worker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, Field, NonNegativeFloat, PositiveFloat, PositiveInt

from onrecord.settings import Settings
from onrecord.web import USER_AGENT, Limits, Policy, WebOptions, parse_open_hosts
from onrecord_ingest.schedule import Pace


def _hosts(text: str) -> str:
    parse_open_hosts(text)
    return text


class IngestSettings(Settings):
    """What ingest needs beyond what all processes need."""

    open_hosts: Annotated[str, AfterValidator(_hosts)] = ""
    """Hosts that may be asked although their address is private, or their port is not the web's:
    ``name`` or ``name:port``, separated by commas. For newspapers on an intranet, the demo and tests."""

    user_agent: str = Field(default=USER_AGENT, min_length=3, max_length=200)
    """Put an address in it where a webmaster can reach you."""

    requests_at_once: PositiveInt = Field(default=16, le=200)
    requests_at_once_per_host: PositiveInt = Field(default=2, le=10)
    host_gap_s: NonNegativeFloat = Field(default=1.0, le=60)
    """Between the starts of two requests for pages to one host, whichever workers make them; of two for feeds, in one."""

    obey_robots: bool = True
    """Read no page that its site's robots.txt asks programs not to read. Feeds are there to be read."""

    answer_within_s: PositiveFloat = Field(default=20.0, le=60)
    """For a whole answer, redirects included."""

    feed_max_bytes: PositiveInt = Field(default=10_000_000, le=50_000_000)
    page_max_bytes: PositiveInt = Field(default=5_000_000, le=50_000_000)

    feeds_per_poll: PositiveInt = Field(default=50, le=500)
    """Feeds that one task claims and polls."""

    shortest_period_s: PositiveInt = Field(default=300, le=86_400)
    longest_period_s: PositiveInt = Field(default=3_600, le=86_400)
    """A feed's own wait between polls moves between these two, by what it brings."""

    keep_pages_days: PositiveInt = Field(default=30, le=36_500)
    """Pages and the feeds' own texts are let go of after so long; what was said in them stays."""

    def contradictions(self) -> Iterator[str]:
        yield from super().contradictions()
        if self.shortest_period_s > self.longest_period_s:
            yield "ONRECORD_SHORTEST_PERIOD_S is more than ONRECORD_LONGEST_PERIOD_S: feeds are polled between the two"
        if self.answer_within_s > self.batch_within_s:
            yield (
                f"ONRECORD_ANSWER_WITHIN_S is more than the {self.batch_within_s:.0f} s that a task spends on requests: "
                "make it shorter, or ONRECORD_TASK_TIME_LIMIT_S longer"
            )
        if self.keep_pages_days > self.keep_articles_days:
            yield "ONRECORD_KEEP_PAGES_DAYS is more than ONRECORD_KEEP_ARTICLES_DAYS: a page goes with its article, so make it no more"

    @property
    def batch_within_s(self) -> float:
        """For all requests of one task; what was not asked by then is asked later.

        The rest of a task's time is for feeds that cost ten seconds to parse, and for the database.
        """
        return 0.4 * self.task_time_limit_s

    @property
    def turns_within_s(self) -> float:
        """A request that would have to wait for longer leaves its host to others, and is made later."""
        return 0.5 * self.batch_within_s

    @property
    def web(self) -> WebOptions:
        return WebOptions(
            policy=Policy(open_hosts=parse_open_hosts(self.open_hosts)),
            user_agent=self.user_agent,
            at_once=self.requests_at_once,
            at_once_per_host=self.requests_at_once_per_host,
            gap_s=self.host_gap_s,
        )

    @property
    def feed_limits(self) -> Limits:
        return Limits(max_bytes=self.feed_max_bytes, deadline_s=self.answer_within_s)

    @property
    def page_limits(self) -> Limits:
        return Limits(max_bytes=self.page_max_bytes, deadline_s=self.answer_within_s)

    @property
    def pace(self) -> Pace:
        return Pace(timedelta(seconds=self.shortest_period_s), timedelta(seconds=self.longest_period_s))
