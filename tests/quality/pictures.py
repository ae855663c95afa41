"""Draws docs/pictures: messages as the e-mails and the Slack posts that a subscriber sees.

    make pictures
    PYTHONPATH=tests uv run --no-sync python -m quality.pictures --review build/pictures

With ``--review``, every message on a phone and on a desk, by day and by night, to be looked at. The e-mails are the real
HTML parts in Chromium; Slack's look is imitated around the real blocks.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from jinja2 import Environment
from pydantic import SecretStr

from onrecord.links import Links
from onrecord_alert.channels.email_message import email_message
from onrecord_alert.channels.slack_message import slack_message
from onrecord_alert.records import Message
from support.alerts import DIGEST, GROUP, NEW, UPDATE, alone
from support.slack_reading import plain

LINKS: Final = Links("https://onrecord.example.org", SecretStr("a secret of more than 32 characters"))
BERLIN: Final = ZoneInfo("Europe/Berlin")
SHOWN: Final = {
    "alert": replace(alone(NEW), zone=BERLIN),
    "update": replace(alone(UPDATE), zone=BERLIN),
    "grown": replace(
        alone(
            replace(NEW, also_in=("Skerry Post", "Lighthouse Radio", "Tern Island Times", "Ferry Gazette"))
        ),
        zone=BERLIN,
    ),
    "group": replace(GROUP, zone=BERLIN),
    "digest": replace(DIGEST, zone=BERLIN),
    "sample": replace(alone(NEW), kind="sample"),
}

CHROMIUM = (
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip

SLACK = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<style>
  :root { --page: #fff; --text: #1d1c1d; --soft: #616061; --bar: #ddd; --link: #1264a3; --badge: #ebeaeb; }
  @media (prefers-color-scheme: dark) {
    :root { --page: #1a1d21; --text: #d1d2d3; --soft: #ababad; --bar: #3f4247; --link: #1d9bd1; --badge: #36393f; }
  }
  body { margin: 0; padding: 12px 20px 20px; background: var(--page); color: var(--text);
         font: 15px/1.46668 Lato, "Helvetica Neue", Arial, sans-serif; font-variant-ligatures: none; }
  .message { display: grid; grid-template-columns: 36px 1fr; gap: 0 10px; padding: 10px 0; }
  .face { width: 36px; height: 36px; border-radius: 8px; background: #a8481c; color: #fff; display: grid;
          place-items: center; font: 700 25px/1 P052, Palatino, Georgia, serif; padding-top: 3px; box-sizing: border-box; }
  .who b { font-weight: 900; } .who small { font-size: 12px; color: var(--soft); margin-left: 6px; }
  .who i { font: 700 10px/1 Lato, sans-serif; background: var(--badge); color: var(--soft); border-radius: 2px;
           padding: 2px 4px; margin-left: 5px; vertical-align: 1px; }
  .header { font-size: 18px; line-height: 1.33334; font-weight: 900; margin: 6px 0 4px; }
  .block { margin: 0 0 8px; } .section { margin: 0; overflow-wrap: anywhere; }
  .quote { border-left: 4px solid var(--bar); border-radius: 2px; padding-left: 12px; margin: 4px 0; overflow-wrap: anywhere; }
  hr { border: 0; border-top: 1px solid var(--bar); margin: 12px 0; }
  .section b { font-weight: 900; } a { color: var(--link); text-decoration: none; }
  .context { font-size: 13px; line-height: 1.38463; color: var(--soft); margin: 8px 0; overflow-wrap: anywhere; }
  .context span { margin-right: 8px; }
</style>
{% for time, blocks in messages %}
<div class="message"><div class="face">”</div><div>
  <div class="who"><b>onrecord</b><i>APP</i><small>{{ time }}</small></div>
  {% for block in blocks %}
    {% if block.type == "header" %}<div class="header">{{ plain(block.text) }}</div>
    {% elif block.type == "divider" %}<hr>
    {% elif block.type == "context" %}
    <div class="context">{% for each in block.elements %}<span>{{ plain(each) }}</span> {% endfor %}</div>
    {% else %}<div class="block">{% for part in block.elements %}
    <div class="{{ part.type[10:] }}">{% for each in part.elements %}
      {%- if each.type == "link" %}<a href="{{ each.url }}">{{ each.text }}</a>
      {%- elif each.style and each.style.bold %}<b>{{ each.text }}</b>
      {%- elif each.style %}<em>{{ each.text }}</em>{% else %}{{ each.text }}{% endif %}
    {%- endfor %}</div>
    {% endfor %}</div>{% endif %}
  {% endfor %}
</div></div>
{% endfor %}
"""
)


def mail_html(message: Message) -> str:
    """The HTML part of *message*'s e-mail."""
    sender = Address("onrecord", addr_spec="alerts@onrecord.example")
    mail = email_message(
        message, sender=sender, recipient="reader@example.org", date=datetime.now(UTC), links=LINKS
    )
    body = mail.get_body(("html",))
    assert isinstance(body, EmailMessage)
    html: str = body.get_content()
    return html


def slack_html(*messages: Message) -> str:
    """The Slack posts of *messages*, one under the other, as a client shows them."""
    posts: list[tuple[str, list[dict[str, Any]]]] = [
        (f"{_time(message):%H:%M}", slack_message(message, LINKS)["blocks"]) for message in messages
    ]
    return SLACK.render(messages=posts, plain=plain)


def _time(message: Message) -> datetime:
    at = message.digest.until if message.digest else message.alerts[0].published_at
    return at.astimezone(message.zone)


def take(
    name: str, html: str, size: tuple[int, int], folder: Path, *, scale: float, dark: bool = False
) -> None:
    """Write ``name.png`` to *folder*: *html* in a window of *size* (width, height; CSS pixels)."""
    with tempfile.TemporaryDirectory() as work:
        page = Path(work) / "page.html"
        page.write_text(html)
        subprocess.run(
            [*CHROMIUM, f"--user-data-dir={work}/profile", f"--force-device-scale-factor={scale}",
             f"--blink-settings=preferredColorScheme={0 if dark else 1}",
             f"--window-size={size[0]},{size[1]}", f"--screenshot={folder / name}.png", page.as_uri()],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip


PICTURES: Final = {
    # name: page, width and height in CSS pixels, dark
    "email-alert": (mail_html(SHOWN["update"]), (660, 745), False),
    "email-alert-phone-dark": (mail_html(SHOWN["update"]), (380, 800), True),
    "email-digest": (mail_html(SHOWN["digest"]), (660, 1225), False),
    "email-digest-phone-dark": (mail_html(SHOWN["digest"]), (380, 1330), True),
    "slack-alerts": (slack_html(SHOWN["grown"], SHOWN["update"]), (640, 700), False),
    "slack-digest": (slack_html(SHOWN["digest"]), (640, 850), False),
}


def draw(folder: Path) -> None:
    """The pictures of the documentation."""
    for name, (html, size, dark) in PICTURES.items():
        take(name, html, size, folder, scale=1.0 if dark else 1.25, dark=dark)


def draw_for_review(folder: Path) -> None:
    """Everything that is sent, at each width and in each colour scheme."""
    pages = {f"email-{name}": mail_html(message) for name, message in SHOWN.items()}
    pages |= {f"slack-{name}": slack_html(message) for name, message in SHOWN.items()}
    for name, html in pages.items():
        for width in (380, 900):
            for dark in (False, True):
                scheme = "dark" if dark else "light"
                take(f"{name}-{width}-{scheme}", html, (width, 1300), folder, scale=1.0, dark=dark)


if __name__ == "__main__":
    *review, target = sys.argv[1:]
    Path(target).mkdir(parents=True, exist_ok=True)
    (draw_for_review if review == ["--review"] else draw)(Path(target).resolve())
