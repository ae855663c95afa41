"""The messages between services: versioned, validated at the door, ids and not bodies."""

from onrecord.contracts.messages import (
    MAX_IDS,
    AlertRaised,
    AlertReReported,
    Announcement,
    ArticleCleaned,
    ArticleExtracted,
    ArticleFetched,
    ArticleFound,
    FeedsDue,
    Message,
    MessagePlanned,
    RetentionDue,
    WorkerTicked,
)

__all__ = [
    "MAX_IDS",
    "AlertRaised",
    "AlertReReported",
    "Announcement",
    "ArticleCleaned",
    "ArticleExtracted",
    "ArticleFetched",
    "ArticleFound",
    "FeedsDue",
    "Message",
    "MessagePlanned",
    "RetentionDue",
    "WorkerTicked",
]
