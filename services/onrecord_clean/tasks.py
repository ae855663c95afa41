"""The clean worker: turns each fetched page into labelled blocks and text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import structlog

from onrecord.contracts import ArticleCleaned, ArticleFetched, RetentionDue
from onrecord.messaging import Work, Worker
from onrecord.storage.steps import in_steps
from onrecord_clean.cleaning import clean_page
from onrecord_clean.decoding import not_text
from onrecord_clean.furniture import Seen
from onrecord_clean.outcomes import outcome
from onrecord_clean.settings import CleanSettings
from onrecord_clean.store import outlets, retention, stories, texts

ROWS_IN_ONE_STEP = 100
RETENTION_WITHIN_S = 5.0
"""For each kind; what is left then is let go of at the next tick."""

settings = CleanSettings.of_worker()
worker = Worker("clean", settings)
app = worker.app
log = structlog.get_logger()


@worker.consumes(ArticleFetched)
def clean(work: Work) -> None:
    """Clean one article; outcome cleaned, feed_only, blocked, not_html, no_text or gone."""
    with worker.database.read() as session:
        held = texts.held(session, work.subject_id)
    if held is None:
        with work.finish("gone"):
            return

    def elsewhere(fingerprints: Sequence[int]) -> dict[int, Seen]:
        with worker.database.read() as session:
            return outlets.elsewhere(session, held.outlet, fingerprints, article_id=work.subject_id)

    cleaned = clean_page(
        held.body,
        content_type=held.content_type,
        status=held.status,
        title=held.title,
        feed_html=held.feed_html,
        elsewhere=elsewhere,
    )
    ended = outcome(cleaned, not_text(held.body, held.content_type))
    with work.finish(ended, cleaned.completeness_evidence) as ending:
        changed = texts.save(ending.session, work.subject_id, cleaned)
        outlets.remember(ending.session, held.outlet, cleaned.blocks, article_id=work.subject_id)
        if changed:
            ending.note(story_id=stories.place(ending.session, work.subject_id, cleaned.body))
        ending.note(
            completeness=cleaned.completeness,
            blocks=len(cleaned.blocks),
            furniture=sum(block.elsewhere is not None for block in cleaned.blocks),
            chars=len(cleaned.text),
            changed=changed,
        )
        if cleaned.text and changed:
            ending.then(ArticleCleaned, work.subject_id, again=True)


@worker.handles(RetentionDue)
def let_go(_: RetentionDue) -> None:
    """Let go of texts that are old, of what is known of silent outlets, and of old stories; in small steps."""
    texts_for = timedelta(days=settings.keep_texts_days)
    steps = {
        "texts": partial(retention.empty_texts, older_than=texts_for),
        "blocks": partial(retention.forget_blocks, older_than=texts_for),
        "stories": partial(
            retention.forget_stories, older_than=timedelta(days=settings.keep_articles_days) + stories.KEPT
        ),
    }
    gone = {
        name: in_steps(worker.database, step, rows=ROWS_IN_ONE_STEP, within_s=RETENTION_WITHIN_S)
        for name, step in steps.items()
    }
    if any(gone.values()):
        log.info("old_let_go", **gone)
