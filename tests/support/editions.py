"""Moments at which the demo's editions could have come out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

OPENED = tuple(datetime(2026, 11, 23, 8, 30, tzinfo=UTC) + timedelta(minutes=n) for n in range(6))
