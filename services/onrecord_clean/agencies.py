"""Which news agency an article is from, where it says so: wire copy stands in many papers under many headlines."""

import re
from collections.abc import Iterator, Sequence

from onrecord_clean.access import is_article, nodes
from onrecord_clean.blocks import Page

NAMES = {
    "AAP": r"AAP|Australian Associated Press",
    "AFP": r"AFP|Agence France[- ]Presse",
    "Anadolu": r"Anadolu(?: Agency| Ajansı)?",
    "ANI": r"ANI|Asian News International",
    "ANP": r"ANP",
    "ANSA": r"ANSA",
    "AP": r"A\.?P\.?|(?:The )?Associated Press",
    "APA": r"APA",
    "Belga": r"Belga|BELGA",
    "Bernama": r"Bernama|BERNAMA",
    "Bloomberg": r"Bloomberg(?: News)?",
    "Business Wire": r"Business Wire|BUSINESS WIRE",
    "ČTK": r"ČTK|CTK",
    "dpa": r"dpa(?:-\w{2,8})?|DPA|Deutsche Presse-Agentur",
    "EFE": r"(?:Agencia )?EFE",
    "epd": r"epd",
    "Europa Press": r"Europa Press|EUROPA PRESS",
    "GlobeNewswire": r"Globe ?Newswire|GLOBE NEWSWIRE",
    "IANS": r"IANS",
    "Interfax": r"Interfax",
    "Jiji": r"(?:Jiji|JIJI)(?: Press)?",
    "KNA": r"KNA",
    "Kyodo": r"Kyodo(?: News)?|KYODO",
    "Lusa": r"Lusa|LUSA",
    "MTI": r"MTI",
    "NTB": r"NTB",
    "PA": r"PA Media|(?:The )?Press Association|PA News Agency",
    "PAP": r"PAP",
    "PR Newswire": r"PR ?Newswire|CNW",
    "PTI": r"PTI|Press Trust of India",
    "Reuters": r"(?:Thomson )?Reuters|REUTERS",
    "Ritzau": r"Ritzau|RITZAU",
    "SDA": r"(?:Keystone-)?SDA|sda",
    "SID": r"SID|sid",
    "TASS": r"TASS|Tass",
    "The Canadian Press": r"(?:The )?Canadian Press|La Presse [Cc]anadienne",
    "TNS": r"TNS|Tribune News Service",
    "TT": r"TT",
    "UPI": r"UPI|United Press International",
    "Xinhua": r"Xinhua|XINHUA",
    "Yonhap": r"Yonhap|YONHAP",
}
"""How each is written. Case is heeded: in small letters, many are words."""

ANY = "|".join(NAMES.values())
AGENCY = re.compile(rf"(?<![\w./-])({ANY})(?![\w-])")
OF_NAME = [(name, re.compile(pattern)) for name, pattern in NAMES.items()]

DATELINES = (
    re.compile(rf"[^()]{{0,80}}\(({ANY})(?:[/,] ?[\w.-]{{1,20}}){{0,3}}\)[.,]?\s{{0,2}}(?:[-–—:]|$)"),
    re.compile(rf"[^/]{{0,80}}/({ANY})/\s{{0,2}}[-–—:]"),
)
"""``PARIS, Nov 3 (Reuters) -``, ``Wien (APA) –``, ``(ANSA) - ROMA``; ``NEW YORK, Nov. 3, 2026 /PRNewswire/ --``"""

DATE = (
    r"[\s,|•·–—-]{1,4}(?:\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
    r"|published|updated|posted|stand|mis à jour|actualizado).{0,80}"
)
AFTER_NAME = re.compile(
    rf"(?:/[\w-]{{2,10}}){{0,3}}(?: (?:[a-z]+ ){{0,3}}(?:writers?|reporters?|correspondents?|editors?|staff))?"
    rf"(?: in \w+(?: \w+)?)?(?:{DATE})?[.)]?",
    re.IGNORECASE,
)
ONE_AUTHOR = re.compile(r"(?:, ?\w[\w.'’-]*(?: \w[\w.'’-]*){1,2})?")
NOT_ALONE = re.compile(
    r"\b(?:with|mit|and|und|et|y|e|og|och|en|avec|con|com|med|met|via|for|former|contribut\w*|photos?|images?|foto)(?: by| the| der| von)? (?:[\w-]{1,12}/)?$|[.!?] ",
    re.IGNORECASE,
)
BY = re.compile(r"(?:By|BY|Von|Par|Por|Door|Av|Di) \S")
PICTURES = frozenset({"REUTERS", "XINHUA"})
"""Written so, and alone, the picture above is meant."""
OPENING = frozenset({"byline", "dateline_meta"})
BYLINE_CHARS = 160

SIGNATURE = re.compile(
    rf"[(\[]?(?:(?:quelle|source|fuente|fonte|bron|kilde|källa)s?: ?(?:[\w.]{{2,20}}, ?)?)?[—–-]{{0,2}} ?(?:\w{{2,6}}/)??(?-i:({ANY}))(?:/\w{{2,10}}){{0,3}}[)\]]?\.?",
    re.IGNORECASE,
)
"""``(dpa)``, ``SDA/sep``, ``Quelle: ntv.de, ino/dpa``"""
COPYRIGHT = re.compile(
    rf"(?:©|\(c\)|copyright)(?: ?©)?,?(?: \d{{4}}(?:[-–]\d{{4}})?)?,? (?:by )?(?-i:({ANY}))(?:[,.:;]| \(|$)",
    re.IGNORECASE,
)
AT_THE_END = re.compile(rf"[.!?”\"]\s(?:[—–-]{{1,2}} ?|[(\[])?({ANY})[)\]]?\.?$")
CREDITED = re.compile(
    r"\(?Reporting by [^;]{3,300}; ?(?:writing|editing|additional|compiled) ", re.IGNORECASE
)
"""Only Reuters ends its articles so."""

OPENING_BLOCKS = 2
AFTER_BODY = 5
SIGNATURE_CHARS = 120
OTHERS = frozenset({"caption", "credit", "related", "comments", "advert", "social"})
"""What bears an agency's name for its own sake."""
AUTHORS = ("author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl")
QUOTED_CHARS = 80


def agency(labelled: Sequence[tuple[str, str]], page: Page | None = None) -> tuple[str, str] | None:
    """Name the agency that the article is from, and say what shows it; None where nothing does.

    A picture's agency is not the text's, and what an agency only contributed to is the paper's own.

    Args:
        labelled: Text and label of each block, in order.
        page: The authors in its metadata count too.
    """
    body = [i for i, (_, label) in enumerate(labelled) if label == "body"]
    for i in body[:OPENING_BLOCKS]:
        if found := _of_dateline(labelled[i][0]):
            return found, f"dateline: “{labelled[i][0][:QUOTED_CHARS]}”"
    for text, label in labelled:
        if (label in OPENING or BY.match(text)) and (found := _of_byline(text)):
            return found, f"byline: “{text[:QUOTED_CHARS]}”"
    for author in _authors(page) if page else ():
        if found := _of_byline(author):
            return found, f"author in the metadata: “{author[:QUOTED_CHARS]}”"
    if body:
        if found := _of_ending(labelled[body[-1]][0]):
            return found, f"at the end: “{labelled[body[-1]][0][-QUOTED_CHARS:]}”"
        for text, label in labelled[body[-1] + 1 : body[-1] + 1 + AFTER_BODY]:
            if label not in OTHERS and (found := _of_signature(text, alone=label != "navigation")):
                return found, f"under the text: “{text[:QUOTED_CHARS]}”"
    return None


def _of_dateline(text: str) -> str | None:
    found = next((match for pattern in DATELINES if (match := pattern.match(text[:SIGNATURE_CHARS]))), None)
    return _named(found)


def _of_byline(text: str) -> str | None:
    if len(text) > BYLINE_CHARS or text in PICTURES:
        return None
    for found in AGENCY.finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        if NOT_ALONE.search(before):
            continue
        if AFTER_NAME.fullmatch(after) or (not before and ONE_AUTHOR.fullmatch(after)):
            return _named(found)
    return None


def _of_ending(text: str) -> str | None:
    return _of_signature(text, alone=True) or _named(AT_THE_END.search(text[-SIGNATURE_CHARS:]))


def _of_signature(text: str, *, alone: bool) -> str | None:
    """Read a line under an article; *alone* where the bare name of an agency is one."""
    if CREDITED.match(text):
        return "Reuters"
    if len(text) > SIGNATURE_CHARS:
        return None
    return _named(COPYRIGHT.match(text) or (SIGNATURE.fullmatch(text) if alone else None))


def _named(found: re.Match[str] | None) -> str | None:
    return found and next(name for name, pattern in OF_NAME if pattern.fullmatch(found[1]))


def _authors(page: Page) -> Iterator[str]:
    """Give whom the page's metadata name as authors."""
    for name in AUTHORS:
        if name in page.meta:
            yield page.meta[name]
    for node, is_part in nodes(page):
        if is_part or not is_article(node):
            continue
        for key in ("author", "creator", "sourceOrganization"):
            value = node.get(key)
            for each in value[:10] if isinstance(value, list) else [value]:
                author = each.get("name") if isinstance(each, dict) else each
                if isinstance(author, str):
                    yield author
