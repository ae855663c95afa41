"""Strings that newspapers do not print, and that somebody will put into a feed."""

from __future__ import annotations

from typing import Final

NAUGHTY: Final = (
    "<!channel> <!here|now> <@U012AB3CD> <#C024BE91L> <!subteam^SAZ94GDB8>",
    "<https://evil.example|https://bank.example>",
    "&lt;!channel&gt; &amp;lt;@U012AB3CD&amp;gt;",
    "*bold* _italic_ ~gone~ `code` ```block``` :skull: > quote\n> more",
    "Tolls\r\nBcc: everyone@gullhaven.example\r\n\r\nHello",
    "=?utf-8?q?Tolls=0D=0ABcc:_everyone=40gullhaven.example?=",
    "=?utf-8?b?VG9sbHMNCkJjYzogYUBi?= =?us-ascii?q?x?=",
    "one\x0btwo\x0cthree\x85four\u2028five\u2029six\tseven\x00eight\x1b[31mnine",
    "safe\u202etxt.exe\u2066 isolated \u2069\u200f\u061c",
    '<script>alert(1)</script><img src=x onerror=alert(2)><a href="javascript:alert(3)">x</a>',
    "\"'><style>body{background:url(//evil.example/x)}</style><meta http-equiv=refresh content=0>",
    "{{ 7 * 7 }} {% raw %} ${7*7} %s %(password)s {0.__class__}",
    "--===============0769106368902969233==--\r\n.\r\nQUIT\r\n",
    "Z\u0335" + "\u0336\u0337\u0338\u0322\u0321" * 400 + "algo",
    "half a pair \ud83d and \udc00 its other half",
    "👩‍👩‍👧‍👦" * 2_000,
    "long " * 20_000,
    "x" * 100_000,
    "=?" * 30_000,
    "&" * 20_000,
    "\u200b\ufeff\u00ad\U000e0041\U000e007f",
    "",
)
