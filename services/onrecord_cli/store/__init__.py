"""The command's SQL: the only writer of topics, subscribers, subscriptions, mutes and aliases."""

from onrecord_cli.store.applying import Applied, apply

__all__ = ["Applied", "apply"]
