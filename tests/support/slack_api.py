"""A workspace of Slack's on loopback: keeps messages, edits and threads, and answers as Slack's methods do."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any
from urllib.parse import parse_qs

from support.web import Answer, Asked, Raw, Script, Site, web_server

TOKEN = "xoxb-0000-not-a-real-token"
CHANNEL = "C0123456789"
FIRST_TS = 1_790_000_000


@dataclass
class Workspace:
    """A running stand-in. ``messages`` are what the channel shows, oldest first; ``threads`` by the parent's ts."""

    site: Site
    messages: list[dict[str, Any]] = field(default_factory=list)
    threads: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    instead: list[Script] = field(default_factory=list)
    """Given in place of the next answers; the methods do nothing then."""
    after: list[Script] = field(default_factory=list)
    """Given in place of the next answers too, but the methods have done their work."""
    page: int = 100
    """Messages that one answer of conversations.history holds at most."""
    _ticks: Iterator[int] = field(default_factory=count)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def api_url(self) -> str:
        return self.site.url("/api/")

    def asked(self, method: str) -> list[Asked]:
        return [asked for asked in self.site.asked if asked.path == f"/api/{method}"]

    def answer(self, method: str, asked: Asked) -> Answer | Raw:
        with self._lock:
            if self.instead:
                return _given(self.instead.pop(0), asked)
            answer = self._done(method, asked)
            return _given(self.after.pop(0), asked) if self.after else answer

    def _done(self, method: str, asked: Asked) -> Answer:
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return refused("invalid_auth")
        fields = _fields(asked)
        if fields.get("channel") != CHANNEL:
            return refused("channel_not_found")
        methods = {
            "postMessage": self._post,
            "update": self._update,
            "history": self._history,
            "replies": self._replies,
        }
        return methods[method.partition(".")[2]](fields)

    def _post(self, fields: dict[str, Any]) -> Answer:
        message = {**fields, "ts": f"{FIRST_TS + next(self._ticks)}.000100", "bot_id": "B1"}
        if thread := fields.get("thread_ts"):
            self.threads.setdefault(thread, []).append(message)
        else:
            self.messages.append(message)
        return said(channel=CHANNEL, ts=message["ts"], message=message)

    def _update(self, fields: dict[str, Any]) -> Answer:
        message = next((each for each in self.messages if each["ts"] == fields["ts"]), None)
        if message is None:
            return refused("message_not_found")
        message |= {"blocks": fields["blocks"], "text": fields["text"], "edited": True}
        return said(channel=CHANNEL, ts=message["ts"], text=message["text"])

    def _history(self, fields: dict[str, Any]) -> Answer:
        newest_first = list(reversed(self.messages))
        return self._page(
            fields, [each for each in newest_first if float(each["ts"]) > float(fields.get("oldest", 0))]
        )

    def _replies(self, fields: dict[str, Any]) -> Answer:
        parent = [each for each in self.messages if each["ts"] == fields["ts"]]
        return self._page(fields, parent + self.threads.get(fields["ts"], []))

    def _page(self, fields: dict[str, Any], messages: list[dict[str, Any]]) -> Answer:
        if fields.get("include_all_metadata") not in ("true", "1"):
            return refused("a test forgot to ask for metadata")
        shown = [
            {name: each[name] for name in ("ts", "text", "blocks", "metadata") if name in each}
            for each in messages
        ]
        start = int(fields.get("cursor") or 0)
        end = start + min(self.page, int(fields["limit"]))
        more = str(end) if end < len(shown) else ""
        return said(messages=shown[start:end], has_more=bool(more), response_metadata={"next_cursor": more})


def said(**fields: Any) -> Answer:
    return Answer(json.dumps({"ok": True, **fields}).encode(), content_type="application/json; charset=utf-8")


def refused(error: str, *, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    body = json.dumps({"ok": False, "error": error}).encode()
    return Answer(body, status=status, headers=headers or {}, content_type="application/json; charset=utf-8")


@contextmanager
def slack_workspace() -> Iterator[Workspace]:
    """Answer on a free port of 127.0.0.1 until the block ends."""
    with web_server() as site:
        workspace = Workspace(site)
        for method in ("chat.postMessage", "chat.update", "conversations.history", "conversations.replies"):
            site[f"/api/{method}"] = partial(workspace.answer, method)
        yield workspace


def _given(script: Script, asked: Asked) -> Answer | Raw:
    return script(asked) if callable(script) else script


def _fields(asked: Asked) -> dict[str, Any]:
    if asked.headers["content-type"].startswith("application/json"):
        fields: dict[str, Any] = json.loads(asked.body)
        return fields
    return {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
