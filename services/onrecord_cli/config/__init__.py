"""Takes the user's ``onrecord.toml``; gives its feeds, topics, subscribers and settings, or every line that is wrong."""

from onrecord_cli.config.reading import FILE_NAME, SETTINGS, example, read, understood
from onrecord_cli.config.sections import Config, FeedSection
from onrecord_cli.config.subscribers import SubscriberSection
from onrecord_cli.config.subscriptions import SubscriptionSection
from onrecord_cli.config.topics import TopicSection

__all__ = [
    "FILE_NAME",
    "SETTINGS",
    "Config",
    "FeedSection",
    "SubscriberSection",
    "SubscriptionSection",
    "TopicSection",
    "example",
    "read",
    "understood",
]
