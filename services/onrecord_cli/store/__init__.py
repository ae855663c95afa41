"""The command's SQL: the only writer of topics, subscribers, subscriptions and mutes."""

from onrecord_cli.store.applying import Applied, apply

__all__ = ["Applied", "apply"]
