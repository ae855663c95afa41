"""Draws docs/pictures: an alert as the e-mail and the Slack message that a subscriber sees.

    PYTHONPATH=tests uv run --no-sync python -m quality.pictures docs/pictures
    PYTHONPATH=tests uv run --no-sync python -m quality.pictures --review build/pictures

With ``--review``, every message on a phone and on a desk, by day and by night, to be looked at. The e-mail is the real HTML part in Chromium; Slack's look is imitated around the real blocks.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from jinja2 import Environment

from onrecord_alert.channels.email_message import email_message
from onrecord_alert.channels.slack_blocks import slack_message
from onrecord_alert.records import AlertView
from onrecord_alert.wording import worded
from support.alerts import NEW, UPDATE
from support.slack_reading import plain

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
  .section { margin: 4px 0; overflow-wrap: anywhere; }
  .quote { border-left: 4px solid var(--bar); border-radius: 2px; padding-left: 12px; margin: 4px 0; overflow-wrap: anywhere; }
  .section b { font-weight: 900; } a { color: var(--link); text-decoration: none; }
  .context { font-size: 13px; line-height: 1.38463; color: var(--soft); margin: 8px 0; overflow-wrap: anywhere; }
  .context span { margin-right: 8px; }
</style>
{% for time, blocks in messages %}
<div class="message"><div class="face">”</div><div>
  <div class="who"><b>onrecord</b><i>APP</i><small>{{ time }}</small></div>
  {% for block in blocks %}
    {% if block.type == "header" %}<div class="header">{{ plain(block.text) }}</div>
    {% elif block.type == "context" %}
    <div class="context">{% for each in block.elements %}<span>{{ plain(each) }}</span> {% endfor %}</div>
    {% else %}{% for part in block.elements %}
    <div class="{{ part.type[10:] }}">{% for each in part.elements %}
      {%- if each.type == "link" %}<a href="{{ each.url }}">{{ each.text }}</a>
      {%- elif each.style %}<b>{{ each.text }}</b>{% else %}{{ each.text }}{% endif %}
    {%- endfor %}</div>
    {% endfor %}{% endif %}
  {% endfor %}
</div></div>
{% endfor %}
"""
)


def mail_html(view: AlertView) -> str:
    """The HTML part of *view*'s e-mail."""
    sender = Address("onrecord", addr_spec="alerts@onrecord.example")
    message = email_message(view, sender=sender, recipient="reader@example.org", date=datetime.now(UTC))
    body = message.get_body(("html",))
    assert isinstance(body, EmailMessage)
    html: str = body.get_content()
    return html


def slack_html(*views: AlertView) -> str:
    """The Slack messages of *views*, one under the other, as a client shows them."""
    messages: list[tuple[str, list[dict[str, Any]]]] = [
        (f"{view.published_at:%H:%M}", slack_message(worded(view), view.token)["blocks"]) for view in views
    ]
    return SLACK.render(messages=messages, plain=plain)


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


def draw(folder: Path) -> None:
    """The two pictures of the documentation."""
    take("email", mail_html(UPDATE), (700, 700), folder, scale=1.5)
    take("slack", slack_html(NEW, UPDATE), (640, 600), folder, scale=1.25)


def draw_for_review(folder: Path) -> None:
    """Everything that is sent, at each width and in each colour scheme."""
    pages = {"new": mail_html(NEW), "update": mail_html(UPDATE), "slack": slack_html(NEW, UPDATE)}
    for name, html in pages.items():
        for width in (380, 900):
            for dark in (False, True):
                scheme = "dark" if dark else "light"
                take(f"{name}-{width}-{scheme}", html, (width, 900), folder, scale=1.0, dark=dark)


if __name__ == "__main__":
    *review, target = sys.argv[1:]
    Path(target).mkdir(parents=True, exist_ok=True)
    (draw_for_review if review == ["--review"] else draw)(Path(target).resolve())
