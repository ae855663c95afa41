"""Takes the user's ``onrecord.toml``; gives its feeds, topics, subscribers and settings, or every line that is wrong."""

from onrecord_cli.config.reading import FILE_NAME, SETTINGS, example, read, understood
from onrecord_cli.config.sections import Config, FeedSection, SubscriberSection, TopicSection

__all__ = [
    "FILE_NAME",
    "SETTINGS",
    "Config",
    "FeedSection",
    "SubscriberSection",
    "TopicSection",
    "example",
    "read",
    "understood",
]
