"""The figures, by name: what they count, in which unit, with which labels. Named as Prometheus wants them.

Source:
    https://prometheus.io/docs/practices/naming/: base units, _total for what only grows, no unit in a label.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from prometheus_client import Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric

JOB_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)

NEWS_SECONDS = (5, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 14_400, 86_400)
"""A poll may be a quarter of an hour away, and a digest a day."""


class Totals:
    """What only grows. Counted from the start of this process: ``rate`` and ``increase`` know how to read that."""

    def __init__(self) -> None:
        self.entries = Counter("onrecord_entries", "Entries that feeds brought.", ["outcome"], registry=None)
        self.jobs = Counter("onrecord_jobs", "Jobs that ended.", ["stage", "outcome"], registry=None)
        self.job_seconds = Histogram(
            "onrecord_job_duration_seconds",
            "How long jobs took.",
            ["stage"],
            buckets=JOB_SECONDS,
            registry=None,
        )
        self.statements = Counter(
            "onrecord_statements", "Statements that got a verdict.", ["verdict"], registry=None
        )
        self.matches = Counter(
            "onrecord_matches",
            "Statements that met a topic, by what became of them.",
            ["outcome"],
            registry=None,
        )
        self.deliveries = Counter(
            "onrecord_deliveries",
            "Attempts to send a message or to edit it.",
            ["channel", "result"],
            registry=None,
        )
        self.published_to_alert = Histogram(
            "onrecord_publish_to_alert_seconds",
            "From an article's publication, as its feed dates it, to an alert's arrival.",
            ["channel"], buckets=NEWS_SECONDS, registry=None,
        )  # fmt: skip
        self.seen_to_alert = Histogram(
            "onrecord_seen_to_alert_seconds",
            "From the poll that first saw an article to an alert's arrival.",
            ["channel"], buckets=NEWS_SECONDS, registry=None,
        )  # fmt: skip

    def collect(self) -> Iterator[Metric]:
        """All of them, as they stand."""
        for each in vars(self).values():
            yield from each.collect()


def gauge(name: str, what: str, value: float) -> Metric:
    """One figure that goes up and down; *name* is without the product's, and ends in its unit."""
    return GaugeMetricFamily(f"onrecord_{name}", what, value=value)


def gauges(name: str, what: str, values: Mapping[tuple[str, ...], float], *labels: str) -> Metric:
    """One such figure for each tuple of values that *labels* have."""
    family = GaugeMetricFamily(f"onrecord_{name}", what, labels=labels)
    for key, value in values.items():
        family.add_metric(key, value)
    return family
