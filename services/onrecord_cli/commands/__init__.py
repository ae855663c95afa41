"""One module per command, or per group of them: reads what was typed, calls what does it, prints what came out."""

from __future__ import annotations

from typing import Final, NamedTuple


class Listed(NamedTuple):
    """A command as the help lists it, before its module is imported."""

    module: str
    """Under this package. It has an ``app`` where the command is a group; others ``register``."""
    summary: str
    """The first line of its own help: importing every module for it would take seconds."""


COMMANDS: Final = {
    "run": Listed(
        "running",
        "Run onrecord on your own onrecord.toml until Ctrl-C; the first call writes an example of it.",
    ),
    "demo": Listed(
        "running",
        "Three newspapers on loopback, all services, and the alerts as they arrive; ends by itself in a minute.",
    ),
    "replay": Listed(
        "running",
        "Play one feed through every stage from an empty database, tell nobody, and show what became of it.",
    ),
    "status": Listed(
        "status", "Show feeds, articles by stage, statements, alerts and workers on one screen."
    ),
    "trace": Listed(
        "trace", "Show every stage an article went through, what was found in it, and whom it was told."
    ),
    "analyze": Listed(
        "analyze",
        "Show one article as the system sees it: labelled blocks, completeness, entities, statements.",
    ),
    "judge": Listed(
        "judge", "Judge whether a later statement repeats, updates or differs from an earlier one."
    ),
    "feeds": Listed("feeds", "What to read."),
    "topics": Listed("topics", "What to listen for."),
    "subscribers": Listed("subscribers", "Whom to tell, and how."),
    "subscriptions": Listed("subscriptions", "In which rhythm somebody is told."),
    "entities": Listed("entities", "Who and what is named, across articles; which names are one."),
    "alerts": Listed("alerts", "What was told, what was not, and why."),
    "feedback": Listed("feedback", "What subscribers thought of their alerts."),
    "dead": Listed("dead", "What was given up: jobs that were parked, and messages that nobody could read."),
    "reprocess": Listed(
        "reprocess",
        "Read the articles of a stretch of time again. What comes of it is kept, and nobody is told.",
    ),
    "apply": Listed(
        "database", "Bring the database in line with your file, as `onrecord run` does at its start."
    ),
    "migrate": Listed("database", "Make the database's tables, or bring them to this version."),
    "backup": Listed(
        "database",
        "Copy an SQLite database while it is worked on. (A PostgreSQL is dumped by pg_dump: docs/operations.md.)",
    ),
    "restored": Listed(
        "database",
        "Mark a database that was put back from a backup, before onrecord runs on it: nobody is told anything twice.",
    ),
    "newspapers": Listed(
        "newspapers",
        "Serve the demo's newspapers to a system that runs elsewhere, and follow them in its database.",
    ),
}
"""In the order of the help."""
