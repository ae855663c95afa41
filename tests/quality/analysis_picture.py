"""Draws docs/pictures/analyze.png: what `onrecord analyze` shows of a newspaper page that was pasted as plain text.

PYTHONPATH=tests uv run --no-sync python -m quality.analysis_picture docs/pictures
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME

from onrecord_cli.analysis import of_text
from onrecord_cli.screen.article import article
from quality.pictures import take

PAGE = Path(__file__).parent / "pages" / "spillway.txt"
COLUMNS = 100
FRAME = """\
<!doctype html><meta charset="utf-8">
<style>
  body {{ margin: 0; padding: 18px 22px; background: {background}; color: {foreground}; }}
  pre {{ margin: 0; font: 13.5px/1.36 "DejaVu Sans Mono", Menlo, Consolas, monospace; }}
  {stylesheet}
</style>
<pre>{code}</pre>
"""


def drawn(text: str) -> str:
    """Give the terminal's picture of *text* as HTML."""
    console = Console(
        record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    console.print(article(of_text(text)))
    return console.export_html(theme=SVG_EXPORT_THEME, code_format=FRAME, inline_styles=True)


if __name__ == "__main__":
    folder = Path(sys.argv[1]).resolve()
    take("analyze", drawn(PAGE.read_text(encoding="utf-8")), (900, 1_140), folder, scale=1.25)
