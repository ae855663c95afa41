"""The clean worker: turns each fetched page into labelled blocks and text."""

from __future__ import annotations

from onrecord.contracts import ArticleCleaned, ArticleFetched
from onrecord.messaging import Work, Worker
from onrecord_clean import store
from onrecord_clean.cleaning import clean_page
from onrecord_clean.decoding import not_text
from onrecord_clean.outcomes import outcome
from onrecord_clean.settings import CleanSettings

settings = CleanSettings.of_worker()
worker = Worker("clean", settings)
app = worker.app


@worker.consumes(ArticleFetched)
def clean(work: Work) -> None:
    """Clean one article; outcome cleaned, feed_only, blocked, not_html, no_text or gone."""
    with worker.database.read() as session:
        held = store.held(session, work.subject_id)
    if held is None:
        with work.finish("gone"):
            return
    cleaned = clean_page(
        held.body,
        content_type=held.content_type,
        status=held.status,
        title=held.title,
        feed_html=held.feed_html,
    )
    ended = outcome(cleaned, not_text(held.body, held.content_type))
    with work.finish(ended, cleaned.completeness_evidence) as ending:
        changed = store.save(ending.session, work.subject_id, cleaned)
        ending.note(
            completeness=cleaned.completeness,
            blocks=len(cleaned.blocks),
            chars=len(cleaned.text),
            changed=changed,
        )
        if cleaned.text:
            ending.then(ArticleCleaned, work.subject_id, again=changed)
