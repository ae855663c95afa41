"""What subscribers answered, as pictures. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from rich.table import Table
from rich.text import Text

from onrecord_alert.feedback import LABELS, known_answer
from onrecord_cli.queries.ratings import AnswerRow, Rating
from onrecord_cli.screen.tables import grid
from onrecord_cli.screen.wording import ago, mark, short

GOOD: Final = 0.8


def ratings(rows: Sequence[Rating]) -> Table:
    """Draw each topic's share of useful alerts, and what was wrong with the others."""
    table = grid()
    for row in rows:
        share = Text(f"{row.precision:.0%} useful")
        wrong = {
            "not relevant": row.not_relevant,
            "wrong speaker": row.wrong_speaker,
            "not new": row.not_new,
        }
        told = [f"of {row.answers} answered", *(f"{count} {name}" for name, count in wrong.items() if count)]
        topic = Text.assemble((short(row.topic), "bold"), (f"\n{', '.join(told)}", "dim"))
        table.add_row(mark("ok" if row.precision >= GOOD else "retrying"), topic, share)
    return table


def answers(rows: Sequence[AnswerRow], *, now: datetime) -> Table:
    """Draw the answers, one below the other."""
    table = grid()
    for row in rows:
        answer = known_answer(row.answer)
        label = LABELS[answer] if answer else row.answer
        said = Text.assemble((short(row.speaker or "somebody"), "bold"), ": ", short(row.words))
        said.append(f"\n{short(row.topic)} · {short(row.subscriber)} · {ago(row.given_at, now)}", style="dim")
        table.add_row(mark("ok" if row.answer == "useful" else "retrying"), said, Text(label))
    return table
