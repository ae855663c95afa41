"""The console script itself, as a shell starts it: exit codes, streams, colours."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ONRECORD = Path(sys.executable).parent / "onrecord"
PAIR = {
    "id": 1,
    "earlier": {
        "speaker": "Mara Quill",
        "cue": "said",
        "content": "We will not raise the harbour tolls by a penny",
    },
    "later": {
        "speaker": "Mara Quill",
        "cue": "said",
        "content": "we will not raise the harbour tolls by a penny",
    },
}


def onrecord(
    *arguments: str, folder: Path, given: bytes = b"", environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
    return subprocess.run(
        [ONRECORD, *arguments], cwd=folder, input=given, env={**clean, **(environment or {})}, capture_output=True,
        timeout=120, check=False,
    )  # fmt: skip


def test_a_missing_database_is_one_line_with_the_fix_and_makes_nothing(tmp_path: Path) -> None:
    ended = onrecord("status", folder=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert ended.stderr.decode() == (
        "onrecord: there is no database at var/onrecord.db: run `onrecord migrate`, or set ONRECORD_DATABASE_URL\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_colours_come_where_they_are_forced_and_not_where_they_are_refused(tmp_path: Path) -> None:
    forced = onrecord("status", folder=tmp_path, environment={"FORCE_COLOR": "1"})
    assert b"\x1b[1;31monrecord:" in forced.stderr
    refused = onrecord("status", folder=tmp_path, environment={"FORCE_COLOR": "1", "NO_COLOR": "1"})
    assert b"\x1b[31m" not in refused.stderr
    assert b"\x1b[1;31m" not in refused.stderr


def test_json_lines_go_through_a_pipe(tmp_path: Path) -> None:
    lines = b"\n".join(json.dumps({**PAIR, "id": number}).encode() for number in range(3)) + b"\nrubbish\n"
    ended = onrecord("judge", "--jsonl", folder=tmp_path, given=lines)
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert ended.returncode == 0
    assert [(each["id"], each.get("verdict")) for each in answers] == [
        (0, "same"),
        (1, "same"),
        (2, "same"),
        (None, None),
    ]
    article = json.dumps({"id": "é", "text": "“Not by a penny,” said Mara Quill."}).encode()
    ended = onrecord("analyze", "--jsonl", "--as-article", "-j", "2", folder=tmp_path, given=article)
    assert json.loads(ended.stdout)["id"] == "é"


def test_a_reader_that_hangs_up_is_no_traceback(tmp_path: Path) -> None:
    lines = b"\n".join(json.dumps({**PAIR, "id": number}).encode() for number in range(3000))
    (tmp_path / "pairs.jsonl").write_bytes(lines)
    script = 'exec "$0" judge --jsonl < pairs.jsonl | head -n 1'
    shell = subprocess.run(
        ["/bin/sh", "-c", script, ONRECORD], cwd=tmp_path, capture_output=True, timeout=120, check=False
    )
    assert json.loads(shell.stdout)["id"] == 0
    assert b"Traceback" not in shell.stderr


def test_a_terminal_that_knows_only_ascii_gets_ascii(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("“No,” said Ana Lind.", "utf-8")
    ended = onrecord("analyze", "a.txt", "--json", folder=tmp_path, environment={"PYTHONIOENCODING": "ascii"})
    assert ended.stdout.isascii()
    assert json.loads(ended.stdout)["text"] == "“No,” said Ana Lind."
    ended = onrecord("analyze", "a.txt", folder=tmp_path, environment={"PYTHONIOENCODING": "ascii"})
    assert (ended.returncode, ended.stdout.isascii()) == (0, True)


def test_an_interrupted_command_ends_with_130(tmp_path: Path) -> None:
    with subprocess.Popen(
        [ONRECORD, "judge", "--jsonl"], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        # The signal is ignored where the tests run in the background; a test of one thread may say so after the fork.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(PAIR).encode() + b"\n" * 10_000)
        process.stdin.flush()
        process.send_signal(signal.SIGINT) if process.stdout.readline() else pytest.fail("it said nothing")
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in said


@pytest.mark.parametrize(
    "arguments", [("no-such",), ("analyze",), ("judge",), ("alerts", "list", "-n", "0"), ("analyze", "--jsonl", "x.html")]
)  # fmt: skip
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...], tmp_path: Path) -> None:
    ended = onrecord(*arguments, folder=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert b"Usage: onrecord" in ended.stderr


def test_it_tells_its_version(tmp_path: Path) -> None:
    ended = onrecord("--version", folder=tmp_path)
    assert ended.returncode == 0
    assert ended.stdout.startswith(b"onrecord 0.")
