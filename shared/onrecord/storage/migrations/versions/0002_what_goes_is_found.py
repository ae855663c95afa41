"""What goes is found.

Indexes for letting go of rows by their age, and for the rows that refer to what goes: without them the database looks
through whole tables at each one. Beside a million rows each takes PostgreSQL and SQLite a second or two, in which
others wait to write to that table.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_alerts_created_at"), "alerts", ["created_at"])
    op.create_index(op.f("ix_alerts_statement_id"), "alerts", ["statement_id"])
    op.create_index(op.f("ix_messages_created_at"), "messages", ["created_at"])
    op.create_index(op.f("ix_sightings_nearest_id"), "sightings", ["nearest_id"])
    op.create_index(op.f("ix_topic_matches_matched_at"), "topic_matches", ["matched_at"])
    op.create_index(op.f("ix_utterances_update_of"), "utterances", ["update_of"])
