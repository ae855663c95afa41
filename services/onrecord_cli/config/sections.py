"""What ``onrecord.toml`` may say: its tables and keys, and what each value must be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from onrecord.urls import outlet_of, web_url
from onrecord_cli.config.section import Name, Section
from onrecord_cli.config.subscribers import SubscriberSection
from onrecord_cli.config.subscriptions import SubscriptionSection
from onrecord_cli.config.topics import TopicSection


class FeedSection(Section):
    """One [[feeds]]."""

    url: Annotated[str, AfterValidator(web_url)]
    outlet: Name = ""
    """The feed's host where the file says nothing."""
    baseline: bool = True
    """Entries of the first import are old news."""

    @model_validator(mode="before")
    @classmethod
    def _outlet_by_default(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "outlet" in given or not isinstance(given.get("url"), str):
            return given
        try:
            return {**given, "outlet": outlet_of(given["url"])}
        except ValueError:
            return given  # the url's own error says it


class Config(Section):
    """The whole file."""

    settings: dict[str, str | int | float | bool] = Field(default_factory=dict)
    """By the names of the environment variables, in lower case and without ONRECORD_."""
    feeds: tuple[FeedSection, ...] = ()
    topics: tuple[TopicSection, ...] = ()
    subscribers: tuple[SubscriberSection, ...] = ()
    subscriptions: tuple[SubscriptionSection, ...] = ()
    """Of several that speak of one subscription, the last wins, key by key."""

    def settings_beside(self, environment: Mapping[str, str]) -> dict[str, str | int | float | bool]:
        """The file's settings that *environment* does not overrule."""
        overruled = {name.upper() for name in environment}
        return {
            name: value
            for name, value in self.settings.items()
            if overruled.isdisjoint((f"ONRECORD_{name.upper()}", f"ONRECORD_{name.upper()}_FILE"))
        }

    def variables_beside(self, environment: Mapping[str, str]) -> dict[str, str]:
        """The same, as environment variables for a child process."""
        return {
            f"ONRECORD_{name.upper()}": value if isinstance(value, str) else json.dumps(value)
            for name, value in self.settings_beside(environment).items()
        }
