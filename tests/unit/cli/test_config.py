"""The user's file: what it may say, and that every mistake in it is named with its line and its fix."""

from __future__ import annotations

import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import Misconfigured
from onrecord_cli.config import Config, editing, example, understood
from onrecord_cli.config.places import line_of

TOPIC = '[[topics]]\nname = "Tolls"\nquery = "toll*"\n'


def mistakes(text: str, environment: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(Misconfigured) as refused:
        understood(text, environment or {})
    return refused.value.message.splitlines()


def test_the_example_is_right_and_tells_nobody_yet() -> None:
    config = understood(example(), {})
    assert len(config.feeds) == 3
    assert len(config.topics) == 2
    assert config.subscribers == ()


def test_the_examples_commented_parts_are_right_too() -> None:
    lines = [
        line.removeprefix("# ") if re.match(r"# (\[\[|\w+ = )", line) else line
        for line in example().splitlines()
    ]
    config = understood(
        "\n".join(lines), {"SLACK_WEBHOOK_URL": "https://hooks.example/x", "SMTP_PASSWORD": "secret"}
    )
    assert config.subscribers[0].ways == ("slack", "email")
    assert config.settings["smtp_password"] == "secret"


def test_an_empty_file_is_a_config_with_nothing_in_it() -> None:
    assert understood("", {}) == Config()


def test_a_feed_without_an_outlet_is_called_by_its_host() -> None:
    (feed,) = understood('[[feeds]]\nurl = "https://WWW.Courier.example:443/feed#top"\n', {}).feeds
    assert (feed.url, feed.outlet, feed.baseline) == (
        "https://www.courier.example/feed",
        "courier.example",
        True,
    )


def test_a_variable_stands_for_what_the_environment_holds() -> None:
    text = TOPIC + '[[subscribers]]\nname = "Ana"\nslack_webhook_url = "${HOOK}"\ntopics = ["Tolls"]\n'
    (ana,) = understood(text, {"HOOK": "https://hooks.example/x"}).subscribers
    assert ana.slack_webhook_url is not None
    assert ana.slack_webhook_url.get_secret_value() == "https://hooks.example/x"
    assert "hooks.example" not in repr(ana)
    assert mistakes(text, {"HOOK": ""}) == [
        "onrecord.toml, line 6: subscribers[1].slack_webhook_url: "
        "the environment has no HOOK: set it before onrecord starts"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[topics]\n", "onrecord.toml is not TOML: "),
        ("[[feeds]]\noutlet = 'x'\n", "onrecord.toml, line 1: feeds[1].url: is missing"),
        ("[[feeds]]\nurl = 'gopher://x'\n", "onrecord.toml, line 2: feeds[1].url: neither http nor https"),
        ("[[feeds]]\nurl = 7\n", "onrecord.toml, line 2: feeds[1].url: Input should be a valid string"),
        ("[[feeds]]\nurl = 'https://a.example'\nbasline = true\n", "onrecord.toml, line 3: feeds[1].basline: unknown key; did you mean baseline?"),
        ("[[feeds]]\nurl = 'https://a.example'\nzzz = 1\n", "onrecord.toml, line 3: feeds[1].zzz: unknown key; there are url, outlet, baseline"),
        ("[[topic]]\nname = 'x'\n", "onrecord.toml, line 1: topic: unknown key; did you mean topics?"),
        (TOPIC + "[[topics]]\nname = 'B'\nquery = 'a ( b'\n", "onrecord.toml, line 6: topics[2].query: column 3: this bracket is never closed; add ) where the group ends, or take it out"),
        (TOPIC + "completeness = 'most'\n", "onrecord.toml, line 4: topics[1].completeness: Input should be 'any', 'partial' or 'full'"),
        (TOPIC + "horizon_days = 15\n", "onrecord.toml, line 4: topics[1].horizon_days: Input should be less than or equal to 14"),
        (TOPIC + "expires = 'soon'\n", "onrecord.toml, line 4: topics[1].expires: Input should be a valid date"),
        (TOPIC + TOPIC, "onrecord.toml, line 5: topics[2].name: a second Tolls; give each its own name, or take one out"),
        ("[[feeds]]\nurl='https://a.example/'\n[[feeds]]\nurl='https://A.example'\n", "onrecord.toml, line 4: feeds[2].url: a second https://a.example/; give each its own url, or take one out"),
        ("[[subscribers]]\nname = 'A'\nemail = 'x'\n", "onrecord.toml, line 3: subscribers[1].email: not an e-mail address"),
        ("[[subscribers]]\nname = 'A'\nchannels = ['fax']\nemail = 'a@b.example'\n", "onrecord.toml, line 3: subscribers[1].channels[1]: Input should be 'slack', 'email', 'webhook' or 'apprise'"),
        ("[[subscribers]]\nname = 'A'\nchannels = ['slack']\nemail = 'a@b.example'\n", "onrecord.toml, line 1: subscribers[1]: the channel slack needs slack_webhook_url = \"${NAME}\""),
        ("[[subscribers]]\nname = 'A'\ntopics = ['Tols']\nemail = 'a@b.example'\n" + TOPIC, "onrecord.toml, line 3: subscribers[1].topics: there is no topic Tols; did you mean Tolls?"),
        ("[settings]\nsmtp_hots = 'x'\n", "onrecord.toml, line 2: settings.smtp_hots: unknown key; did you mean smtp_host?"),
        ("[settings]\nsmtp_port = 0\n", "onrecord.toml, line 2: settings.smtp_port: Input should be greater than or equal to 1"),
        ("[settings]\nlog_level = []\n", "onrecord.toml, line 2: settings.log_level: a setting is one text"),
        ("topics = 3\n", "onrecord.toml, line 1: topics: Input should be a valid tuple"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line_and_its_fix(text: str, said: str) -> None:
    assert mistakes(text)[0].startswith(said)


def test_all_mistakes_are_told_at_once() -> None:
    text = "[[feeds]]\nurl = 'x'\n[[topics]]\nname = ''\nquery = ''\n[settings]\nsmtp_port = 0\n"
    assert [told.split(":")[0] for told in mistakes(text)] == [
        "onrecord.toml, line 2", "onrecord.toml, line 4", "onrecord.toml, line 5", "onrecord.toml, line 7",
    ]  # fmt: skip


def test_a_mistake_beside_a_secret_does_not_tell_it() -> None:
    text = "[[subscribers]]\nname = 'A'\nslack_webhook_url = 'hooks.example/secret'\n[settings]\nsmtp_port = 'secret'\n"
    assert "secret" not in "".join(mistakes(text))


def test_the_environment_overrules_the_file_whatever_its_case() -> None:
    config = understood("[settings]\nsmtp_host = 'a'\nsmtp_port = 25\nlog_level = 'DEBUG'\n", {})
    assert config.settings_beside({"onrecord_smtp_host": "b"}) == {"smtp_port": 25, "log_level": "DEBUG"}
    assert config.variables_beside({"ONRECORD_LOG_LEVEL": "INFO"}) == {
        "ONRECORD_SMTP_HOST": "a",
        "ONRECORD_SMTP_PORT": "25",
    }


def test_a_line_is_found_in_tables_of_any_spelling() -> None:
    text = "topics = [{name = 'x'}]\n[ settings ]\n# log_level\n'log_level' = 'x'\n\n[[  feeds ]]\nurl= 1\n[[feeds]]\nurl =2"
    assert line_of(text, ("settings", "log_level")) == 4
    assert line_of(text, ("feeds", 0, "url")) == 7
    assert line_of(text, ("feeds", 1, "url")) == 9
    assert line_of(text, ("feeds", 1, "outlet")) == 8
    assert line_of(text, ("topics", 0, "name")) == 1
    assert line_of(text, ("subscribers", 0)) == 0
    assert line_of(text, ()) == 0


@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.lists(st.text(st.characters(exclude_categories=["Cs"]))),
    st.booleans(),
)
def test_what_is_written_below_a_file_is_read_back_as_it_was(text: str, texts: list[str], flag: bool) -> None:
    above = "# mine\n[settings]\na = 1 # mine too"
    below = editing.with_table(above, "topics", {"name": text, "topics": tuple(texts), "baseline": flag})
    assert below.startswith(above)
    assert tomllib.loads(below) == {
        "settings": {"a": 1},
        "topics": [{"name": text, "topics": texts, "baseline": flag}],
    }
