"""Takes the user's ``onrecord.toml``; gives its feeds, topics, subscribers and settings, or every line that is wrong."""

from onrecord_cli.config.reading import FILE_NAME, SETTINGS, example, read, understood
from onrecord_cli.config.sections import Config, FeedSection, SubscriberSection, TopicSection
from onrecord_cli.config.subscriptions import SubscriptionSection

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
