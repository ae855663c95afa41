"""A message that is marked as a sample: it shows that messages arrive, and what they look like. Pure."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from onrecord_alert.records import AlertView, Message, Reason


def sample(subscriber_id: int, *, at: datetime) -> Message:
    """Make up an alert for a subscriber.

    Args:
        subscriber_id: Whose it is.
        at: When it was said to be published; aware.
    """
    token = uuid4()
    view = AlertView(
        alert_id=0,
        token=token,
        topic_id=0,
        topic="Ferry fares",
        kind="new",
        speaker="Ines Falk",
        role="harbour master of Gullhaven",
        cue="promised",
        words="The fares stay as they are until the new ferry sails",
        quoted=True,
        sentence="“The fares stay as they are until the new ferry sails,” promised Ines Falk.",
        outlet="The Gullhaven Sample",
        title="Fares to stay as they are",
        url="https://example.org/",
        published_at=at,
        completeness="full",
        reasons=(Reason("ferry fares", "fares … ferry"),),
        earlier=None,
        also_in=(),
    )
    return Message(token=token, kind="sample", alerts=(view,), subscriber_id=subscriber_id)
