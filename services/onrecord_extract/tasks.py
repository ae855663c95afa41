"""The extract worker: finds who said what in each cleaned article."""

from __future__ import annotations

from onrecord.contracts import ArticleCleaned, ArticleExtracted
from onrecord.messaging import Work, Worker
from onrecord_extract import store
from onrecord_extract.extraction import extract
from onrecord_extract.settings import ExtractSettings

settings = ExtractSettings.from_env()
worker = Worker("extract", settings)
app = worker.app


@worker.consumes(ArticleCleaned)
def extract_statements(work: Work) -> None:
    """Extract from one article; outcome extracted, no_statements, empty_text or gone."""
    with worker.database.read() as session:
        text = store.text_of(session, work.subject_id)
    if not text:
        with work.finish("gone" if text is None else "empty_text"):
            return
    read = text[: settings.text_max_chars]
    extracted = extract(read)
    with work.finish("extracted" if extracted.statements else "no_statements") as ending:
        new = store.save(ending.session, work.subject_id, read, extracted)
        ending.note(statements=len(extracted.statements), new=new, entities=len(extracted.entities))
        if extracted.statements:
            ending.then(ArticleExtracted, work.subject_id)
