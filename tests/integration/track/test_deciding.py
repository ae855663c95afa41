"""Articles into utterances, verdicts and alerts, on both databases."""

from __future__ import annotations

import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

from sqlalchemy import func, select

from onrecord.storage import Database
from onrecord.storage.schema import Alert, Sighting, Statement, Utterance, UtteranceKey
from onrecord_track import queries
from onrecord_track.deciding import Decided, decide
from onrecord_track.embedding import embed
from onrecord_track.keys import keys_to_find, keys_to_store
from onrecord_track.likeness import Telling
from onrecord_track.meeting import topics_met
from onrecord_track.records import Said
from onrecord_track.standing import Standing
from onrecord_track.store import candidates
from onrecord_track.store.statements import Seen
from support.extracted import Quote, correct_article, put_article, subscribe
from support.tracked import HORIZON, outcomes, tell, track

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
LONG_AGO = MONDAY - timedelta(days=400)
HOUR = timedelta(hours=1)
FERRY = Quote("“The ferry to Stoneholm will run through the winter, and nobody will pay more for it,”")
FERRY_TRIMMED = Quote("the Stoneholm ferry “will run through the winter”", cue="promised")
FERRY_INDIRECT = Quote(
    "that the Stoneholm ferry would run through the winter and nobody would pay more for it"
)
JOBS_300 = Quote("the port of Vess will cut 300 jobs before the summer")
JOBS_450 = Quote("the port of Vess will cut 450 jobs before the summer")


def utterances(database: Database) -> list[Utterance]:
    with database.read() as session:
        return list(session.scalars(select(Utterance).order_by(Utterance.id)))


def test_a_quote_told_three_ways_is_one_alert_and_its_update_a_second(database: Database) -> None:
    subscribe(database, "said_by:lind (ferry OR port)", LONG_AGO)
    first = tell(database, "Herald", MONDAY, FERRY, JOBS_300)
    trimmed = tell(database, "Times", MONDAY + HOUR, FERRY_TRIMMED)
    indirect = tell(database, "Herald", MONDAY + 2 * HOUR, FERRY_INDIRECT)
    update = tell(database, "Times", MONDAY + 3 * HOUR, JOBS_450)

    assert dict(first.verdicts) == {"new": 2}
    assert dict(trimmed.verdicts) == {"re_report": 1}
    assert dict(indirect.verdicts) == {"repeat": 1}
    assert dict(update.verdicts) == {"update": 1}
    assert [len(each.alerts) for each in (first, trimmed, indirect, update)] == [2, 0, 0, 1]
    assert outcomes(database) == ["due", "due", "re_report", "repeat", "update_due"]
    ferry, jobs, more_jobs = utterances(database)
    assert more_jobs.update_of == jobs.id
    assert (ferry.first_said_at, ferry.last_seen_at) == (MONDAY, MONDAY + 2 * HOUR)
    with database.read() as session:
        alert = session.get_one(Alert, update.alerts[0])
        assert (alert.kind, alert.utterance_id) == ("update", more_jobs.id)
        assert [hit["clause"] for hit in alert.explanation] == ["said_by:lind", "port"]
        reasons = session.scalars(select(Sighting.reason).order_by(Sighting.statement_id)).all()
    assert reasons[-1] == "“300” became “450”"


def test_an_article_tracked_again_changes_nothing_and_alerts_nobody(database: Database) -> None:
    subscribe(database, "ferry", LONG_AGO)
    article = put_article(database, "Herald", MONDAY, [FERRY, FERRY_TRIMMED])
    assert len(track(database, article).alerts) == 1
    subscribe(database, "winter", LONG_AGO)
    again = track(database, article)
    assert again.alerts == ()
    assert again.suppressed == 2  # the new topic's; the first topic's are on record already
    assert outcomes(database).count("due") == 1
    assert len(utterances(database)) == 1


def test_a_statement_deleted_while_its_article_is_matched_is_left_out(database: Database) -> None:
    subscribe(database, "ferry OR port", LONG_AGO)
    article = put_article(database, "Herald", MONDAY, [FERRY, JOBS_300])
    with database.read() as session:
        told = queries.read_article(session, article)
        listening = Standing(embed).read(session)
    assert told is not None
    met = topics_met(told, listening.topics)
    with database.write() as session:
        session.delete(session.get_one(Statement, told.statements[0].statement_id))
    with database.write() as session:
        decided = decide(session, told, met, mutes=listening.mutes, horizon=timedelta(days=14))
    assert dict(decided.verdicts) == {"new": 1}
    assert len(decided.alerts) == 1


def test_a_corrected_page_tells_only_what_the_correction_changed(database: Database) -> None:
    subscribe(database, "ferry OR port", LONG_AGO)
    article = put_article(database, "Herald", MONDAY, [FERRY, JOBS_300])
    assert len(track(database, article).alerts) == 2
    correct_article(database, article, MONDAY + HOUR, [JOBS_450, FERRY_TRIMMED])
    corrected = track(database, article)
    assert dict(corrected.verdicts) == {"update": 1, "repeat": 1}
    assert len(corrected.alerts) == 1
    assert len(track(database, article).alerts) == 0
    assert [each.update_of is not None for each in utterances(database)] == [False, False, True]


def test_two_workers_with_the_same_new_words_make_one_utterance_and_one_alert(database: Database) -> None:
    subscribe(database, "ferry", LONG_AGO)
    subscribe(database, "said_by:lind", LONG_AGO)
    articles = [put_article(database, f"Outlet{number}", MONDAY, [FERRY]) for number in range(8)]
    together = Barrier(len(articles))

    def at_once(article: int) -> Decided:
        together.wait()
        return track(database, article)

    with ThreadPoolExecutor(len(articles)) as pool:
        decided = list(pool.map(at_once, articles))
    assert len(utterances(database)) == 1
    assert sum(len(each.alerts) for each in decided) == 2
    with database.read() as session:
        verdicts = session.scalars(select(Sighting.verdict)).all()
    assert sorted(verdicts) == ["new"] + ["re_report"] * 7


def test_the_same_article_tracked_by_two_workers_at_once_is_tracked_once(database: Database) -> None:
    subscribe(database, "ferry", LONG_AGO)
    article = put_article(database, "Herald", MONDAY, [FERRY, JOBS_300])
    with ThreadPoolExecutor(4) as pool:
        decided = list(pool.map(lambda _: track(database, article), range(4)))
    assert sum(len(each.alerts) for each in decided) == 1
    assert len(utterances(database)) == 2


def test_an_older_article_that_comes_late_joins_without_a_second_alert(database: Database) -> None:
    subscribe(database, "ferry", LONG_AGO)
    tell(database, "Herald", MONDAY, FERRY)
    late = tell(database, "Times", MONDAY - timedelta(days=2), FERRY_INDIRECT)
    assert late.alerts == ()
    (utterance,) = utterances(database)
    assert utterance.first_said_at == MONDAY - timedelta(days=2)


def test_an_older_version_that_comes_late_is_linked_to_its_update(database: Database) -> None:
    tell(database, "Herald", MONDAY, JOBS_450)
    tell(database, "Times", MONDAY - HOUR, JOBS_300)
    later, earlier = utterances(database)
    assert later.update_of == earlier.id
    assert earlier.update_of is None


def test_nobody_is_told_what_is_older_than_the_subscription_or_came_with_a_feed(database: Database) -> None:
    subscribe(database, "ferry", MONDAY + HOUR)
    subscribe(database, "port", LONG_AGO)
    assert tell(database, "Herald", MONDAY, FERRY).alerts == ()
    assert tell(database, "Times", MONDAY + 2 * HOUR, FERRY_TRIMMED).alerts == ()
    assert tell(database, "Herald", MONDAY, JOBS_300, baseline=True).alerts == ()
    assert tell(database, "Times", MONDAY + 2 * HOUR, JOBS_300).alerts == ()
    assert outcomes(database) == ["before_subscription", "re_report", "baseline", "re_report"]


def test_a_paused_subscription_and_a_broken_query_do_not_stop_the_others(database: Database) -> None:
    subscribe(database, "ferry", LONG_AGO, active=False)
    subscribe(database, "(ferry", LONG_AGO)
    wanted = subscribe(database, "ferry", LONG_AGO)
    decided = tell(database, "Herald", MONDAY, FERRY)
    with database.read() as session:
        assert session.scalars(select(Alert.subscription_id)).all() == [wanted]
    assert len(decided.alerts) == 1


def test_the_same_words_a_month_later_are_told_again(database: Database) -> None:
    subscribe(database, "ferry", LONG_AGO)
    assert len(tell(database, "Herald", MONDAY, FERRY).alerts) == 1
    assert len(tell(database, "Herald", MONDAY + timedelta(days=30), FERRY).alerts) == 1


def test_another_part_of_the_fullest_sighting_is_no_news(database: Database) -> None:
    more = "“And the harbour master has my word that the old lighthouse stays lit for the boats,”"
    tell(database, "Herald", MONDAY, FERRY)
    tell(database, "Times", MONDAY + HOUR, Quote(f"{FERRY.content} … {more}"))
    part = tell(
        database,
        "Post",
        MONDAY + 2 * HOUR,
        Quote("the harbour master “has my word that the old lighthouse stays lit”"),
    )
    assert dict(part.verdicts) == {"re_report": 1}


def test_an_article_that_quotes_two_parts_of_what_was_said_tells_it_twice(database: Database) -> None:
    sails, shines = "the Stoneholm ferry will sail all winter", "the old lighthouse keeps its lamp lit"
    tell(database, "Herald", MONDAY, Quote(f"{sails}, and {shines}"))
    parts = tell(database, "Post", MONDAY + HOUR, Quote(sails), Quote(shines))
    assert dict(parts.verdicts) == {"re_report": 1, "repeat": 1}  # the second by what the first one changed
    asked, stored = (Telling(Said("Ana Lind", "said", each, "", "Post", MONDAY)) for each in (shines, sails))
    assert keys_to_find(asked).isdisjoint(keys_to_store(stored))


def test_whoever_says_much_is_looked_up_among_few(database: Database) -> None:
    plans = [
        " ".join(f"{part}{n}" for part in ("crane", "winch", "quay", "barge", "lamp")) for n in range(100)
    ]
    quotes = [Quote(f"the harbour of Vess: {plan}", speaker=f"Ana{n} Lind") for n, plan in enumerate(plans)]
    put = put_article(database, "Herald", MONDAY, quotes)
    assert dict(track(database, put).verdicts) == {"new": 100}
    telling = Telling(Said("Ana Lind", "said", f"her harbour, where {plans[7]}", "", "Times", MONDAY))
    with database.read() as session:
        this = Seen(0, 0, (MONDAY + HOUR, "Times", "", 0), telling, None)
        found = candidates.known_before(session, [(this, keys_to_find(telling))], within=HORIZON)[
            0
        ].candidates
        keys = session.scalar(select(func.count()).select_from(UtteranceKey)) or 0
    assert len(found) == candidates.MOST_CANDIDATES
    assert any(plans[7] in each.tellings[0].said.content for each in found)
    assert keys <= 20 * 100


def test_a_verdict_holds_few_of_the_long_statements_that_it_could_repeat(database: Database) -> None:
    long = " ".join(f"lamp{n}" for n in range(800))
    quotes = [Quote(f"the crane of quay{n}: {long}", speaker=f"Ana{n} Lind") for n in range(100)]
    assert dict(tell(database, "Herald", MONDAY, *quotes).verdicts) == {"new": 100}
    telling = Telling(Said("Ana Lind", "said", f"her crane: {long}", "", "Times", MONDAY))
    this, keys = Seen(0, 0, (MONDAY + HOUR, "Times", "", 0), telling, None), keys_to_find(telling)
    with database.read() as session:
        candidates.known_before(
            session, [(this, keys)], within=HORIZON
        )  # what is read once, and kept, is no part of it
        tracemalloc.start()
        (known,) = candidates.known_before(session, [(this, keys)], within=HORIZON)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert len(known.candidates) == candidates.MOST_CANDIDATES
    of_one = len(quotes[0].content) + len(f"{quotes[0].content} {quotes[0].speaker} said.")
    assert most < 3 * candidates.MOST_CANDIDATES * of_one  # those of all hundred are ten times as much


def test_what_somebody_is_said_to_believe_is_told_once_he_says_it(database: Database) -> None:
    subscribe(database, "port", LONG_AGO)
    believed = Quote(JOBS_300.content, cue="fears", cue_class="belief")
    assert tell(database, "Herald", MONDAY, believed).alerts == ()
    assert outcomes(database) == ["not_on_record"]
    assert len(tell(database, "Times", MONDAY + HOUR, JOBS_300).alerts) == 1
