"""A database with one small story in it, as the services would have written it: the harbour tolls of Gullhaven."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from onrecord.storage import Database, Session
from onrecord.storage.schema import (
    Alert,
    Article,
    CleanText,
    DeadLetter,
    Delivery,
    Entry,
    Feed,
    Heartbeat,
    Job,
    Message,
    MessageAlert,
    Page,
    Sighting,
    Statement,
    Story,
    StoryArticle,
    Subscriber,
    Subscription,
    Topic,
    TopicMatch,
    Utterance,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WEBHOOK = "https://hooks.slack.example/services/T0/B0/secret"
TOLLS_URL = "https://courier.gullhaven.example/2026/11/tolls?page=1&view=full"
TOLLS = "“We will not raise the harbour tolls before the new breakwater is paid for, and not by a penny”"


def tell(database: Database) -> None:
    """Put the story into *database*: one alert sent at the second try, one match kept back, one article parked."""
    with database.write() as session:
        _feeds(session)
        _people(session)
        session.flush()
        _articles(session)
        session.flush()
        _statements(session)
        session.flush()
        _alerts(session)
        _workings(session)


def at(minutes: float) -> datetime:
    """So many minutes after NOW."""
    return NOW + timedelta(minutes=minutes)


def _feeds(session: Session) -> None:
    session.add_all(
        [
            Feed(id=1, url="https://courier.gullhaven.example/feed.xml", outlet="Gullhaven Courier", title="Courier",
                 baseline_at=at(-90), polled_at=at(-4), outcome="changed", next_poll_at=at(6), created_at=at(-90)),
            Feed(id=2, url="https://ternisland.example/rss", outlet="Tern Island Times", baseline_at=at(-90),
                 polled_at=at(-2), outcome="http_error", reason="HTTP 503", failures=3, next_poll_at=at(28), created_at=at(-90)),
            Feed(id=3, url="https://radio.example/atom", outlet="Lighthouse Radio", next_poll_at=at(0), created_at=at(-1)),
            Feed(id=4, url="https://closed.example/feed", outlet="Closed Daily", active=False, next_poll_at=at(0), created_at=at(-99)),
        ]
    )  # fmt: skip


def _people(session: Session) -> None:
    session.add_all(
        [
            Topic(id=1, name="Harbour tolls", query='said_by:"Mara Quill" "harbour tolls"', created_at=at(-99)),
            Topic(id=2, name="Eels", query="eel*", created_at=at(-99)),
            Subscriber(id=1, name="Ana", email="ana@reader.example", slack_webhook_url=WEBHOOK, created_at=at(-99)),
            Subscriber(id=2, name="Bo", email="bo@reader.example", created_at=at(-99)),
        ]
    )  # fmt: skip
    session.flush()
    session.add_all(
        [
            Subscription(id=1, topic_id=1, subscriber_id=1, channel="slack", created_at=at(-99)),
            Subscription(
                id=2, topic_id=1, subscriber_id=2, channel="email", active=False, created_at=at(-99)
            ),
        ]
    )


def _articles(session: Session) -> None:
    session.add_all(
        [
            Article(id=1, url=TOLLS_URL, outlet="Gullhaven Courier", title="Minister rules out dearer moorings",
                    published_at=at(-30), first_seen_at=at(-29), trace_id="a" * 32),
            Article(id=2, url="https://ternisland.example/news/8812", outlet="Tern Island Times",
                    title="No dearer tolls, says Quill", published_at=at(-20), first_seen_at=at(-19), trace_id="b" * 32),
            Article(id=3, url="https://ternisland.example/broken", outlet="Tern Island Times", title=None,
                    published_at=at(-10), first_seen_at=at(-9), trace_id="c" * 32, baseline=True),
        ]
    )  # fmt: skip
    session.flush()
    for number in (1, 2):
        session.add(
            CleanText(article_id=number, title="Minister rules out dearer moorings", text=f"{TOLLS}, said Mara Quill.",
                      blocks=[], label_counts={"headline": 1, "body": 7, "donation": 2}, lang="en", completeness="full",
                      completeness_evidence="7 paragraphs, the last ends a sentence", access="free",
                      access_evidence="isAccessibleForFree", agency="AP" if number == 2 else None,
                      agency_evidence="byline: “AP”" if number == 2 else None, cleaned_at=at(-28))
        )  # fmt: skip
    session.add(Story(id=1, created_at=at(-18)))
    session.flush()
    session.add_all(
        [
            StoryArticle(article_id=1, story_id=1, likeness=0.9, nearest_id=2, joined_at=at(-18)),
            StoryArticle(article_id=2, story_id=1, likeness=0.9, nearest_id=1, joined_at=at(-18)),
        ]
    )
    session.add(
        Page(article_id=1, final_url="https://courier.gullhaven.example/2026/11/tolls", status=200, content_type="text/html",
             body=b"", body_bytes=43_210, fetched_at=at(-29))
    )  # fmt: skip
    session.add_all(
        [
            Entry(feed_id=1, identity="1" * 64, revision="0" * 64, article_id=1, url=TOLLS_URL, title="Minister rules out dearer moorings",
                  published_raw="Mon, 23 Nov 2026 08:30:00 GMT", outcome="new", seen_at=at(-29)),
            Entry(feed_id=2, identity="2" * 64, revision="0" * 64, revisions=2, article_id=1, url=TOLLS_URL + "&utm_source=rss",
                  title="Elsewhere: dearer moorings", published_raw=None, outcome="known_article", seen_at=at(-19)),
        ]
    )  # fmt: skip


def _statements(session: Session) -> None:
    for number in (1, 2):
        session.add(
            Statement(id=number, article_id=number, number=0, kind="direct", source=[[100, 110]], cue=[[95, 99]],
                      content=[[0, 93]], source_text="Mara Quill", cue_text="said", content_text=TOLLS, sentence=TOLLS,
                      speaker="Mara Quill", speaker_number=0, role="minister for ports")
        )  # fmt: skip
    session.flush()
    session.add(
        Utterance(id=1, speaker="Mara Quill", speaker_key="mara quill", content=TOLLS, first_statement_id=1, fullest_statement_id=1,
                  first_said_at=at(-30), last_seen_at=at(-20), created_at=at(-28))
    )  # fmt: skip
    session.flush()
    session.add_all(
        [
            Sighting(statement_id=1, utterance_id=1, article_id=1, outlet="Gullhaven Courier", said_at=at(-30),
                     verdict="new", score=0.0, reason="nothing like it before", seen_at=at(-27)),
            Sighting(statement_id=2, utterance_id=1, article_id=2, outlet="Tern Island Times", said_at=at(-20),
                     verdict="re_report", score=0.97, reason="the same words in the Gullhaven Courier", seen_at=at(-18)),
        ]
    )  # fmt: skip


def _alerts(session: Session) -> None:
    why = [
        {"clause": 'said_by:"Mara Quill"', "words": "Mara Quill", "where": [100, 110]},
        {"clause": '"harbour tolls"', "words": "harbour tolls", "where": [23, 36]},
    ]
    session.add_all(
        [
            TopicMatch(statement_id=1, subscription_id=1, utterance_id=1, outcome="due", reason="new", explanation=why, matched_at=at(-27)),
            TopicMatch(statement_id=2, subscription_id=1, utterance_id=1, outcome="re_report",
                       reason="already told from the Gullhaven Courier", explanation=why, matched_at=at(-18)),
            Alert(id=1, token=UUID(int=7), utterance_id=1, subscription_id=1, statement_id=1, kind="new",
                  explanation=why, created_at=at(-27)),
            Message(id=1, token=UUID(int=7), subscriber_id=1, channel="slack", kind="alert", due_at=at(-27), taken_up_at=at(-27),
                    closed_at=at(-27), sent_at=at(-26), created_at=at(-27)),
        ]
    )  # fmt: skip
    session.flush()
    session.add_all(
        [
            MessageAlert(message_id=1, alert_id=1, part="told", why="immediate", outlets=["Skerry Post"]),
            Delivery(message_id=1, attempt=1, state="failed", answer="HTTP 500", started_at=at(-27), finished_at=at(-27)),
            Delivery(message_id=1, attempt=2, state="sent", answer="ok", started_at=at(-26), finished_at=at(-26)),
        ]
    )  # fmt: skip


def _workings(session: Session) -> None:
    ends = {"fetch": "fetched", "clean": "cleaned", "extract": "extracted", "track": "tracked"}
    for article in (1, 2):
        for number, (stage, outcome) in enumerate(ends.items()):
            session.add(
                _job(
                    stage,
                    article,
                    state="done",
                    outcome=outcome,
                    duration_ms=12 * number,
                    finished_at=at(-28),
                )
            )
    session.add(_job("plan", 1, state="done", outcome="planned", finished_at=at(-27)))
    session.add(
        _job("deliver", 1, state="done", outcome="sent", tries=2, duration_ms=310, finished_at=at(-26))
    )
    session.add(
        _job("fetch", 3, state="parked", outcome="failed", tries=6, reason="HTTP 500", finished_at=at(-1))
    )
    session.add(
        DeadLetter(
            queue="clean",
            name="article.fetched",
            reason="ids.0: not an integer",
            body="{}",
            received_at=at(-3),
        )
    )
    session.add(Heartbeat(worker="clean@gull", service="clean", beaten_at=at(-0.2)))
    session.add(Heartbeat(worker="track@gull", service="track", beaten_at=at(-8)))  # fmt: skip


def _job(stage: str, subject: int, **values: object) -> Job:
    filled = {"tries": 1, "due_at": at(-29), "created_at": at(-29), "started_at": at(-29)} | values
    return Job(stage=stage, subject_id=subject, trace_id="abc"[subject - 1] * 32, **filled)
