"""The extract worker: finds in each cleaned text who is named and who said what."""

from onrecord.contracts import ArticleCleaned, ArticleExtracted
from onrecord.messaging import Work, Worker
from onrecord_extract import store
from onrecord_extract.aliases import names, renamed
from onrecord_extract.extraction import extract
from onrecord_extract.foreign import readable
from onrecord_extract.settings import ExtractSettings

settings = ExtractSettings.of_worker()
worker = Worker("extract", settings)
app = worker.app


@worker.consumes(ArticleCleaned)
def find_statements(work: Work) -> None:
    """Extract from one article; outcome extracted, quotations_only, no_statements, empty_text or gone."""
    with worker.database.read() as session:
        held = store.read_text(session, work.subject_id)
    text, lang = held or ("", None)
    if not text.strip():
        with work.finish("empty_text" if held else "gone"):
            return
    read = text[: settings.max_text_chars]
    extracted = extract(read, lang=lang)
    with worker.database.read() as session:
        extracted = renamed(extracted, store.aliases(session, work.subject_id, names(extracted)))
    done = "extracted" if readable(lang) else "quotations_only"
    with work.finish(done if extracted.statements else "no_statements") as ending:
        store.save(ending.session, work.subject_id, read, extracted)
        ending.then(ArticleExtracted, work.subject_id, again=True)
        ending.note(
            statements=len(extracted.statements),
            mentions=len(extracted.entities),
            chars_unread=len(text) - len(read),
            lang=lang,
        )
