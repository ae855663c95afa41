"""Forms that newspapers keep to: who wrote, who took the picture, and the line under it."""

import re
from collections.abc import Sequence
from functools import lru_cache

from onrecord_clean.records import READ_ON

LONGEST_CHARS = 600
NAMES_WORDS = 25
CREDIT_WORDS = 10
SIGN_CHARS = 160
CAPTION_WORDS = 70
AFTER_ARTICLE = 4
LISTS = frozenset({"related", "navigation"})

WORK = r"(?:additional |with )?(?:reporting|research|reports?|editing|writing)"
BYLINE = re.compile(
    rf"\(?(?:{WORK} (?:by|from) |(?:written|edited|researched|reviewed|fact[- ]checked|compiled|translated|words|story|text) by:? )\S",
    re.IGNORECASE,
)
CONTRIBUTED = re.compile(
    r"[^.!?]{2,150} (?:contributed to|contributed reporting to) (?:this|the) (?:report|story|article)\.?$",
    re.IGNORECASE,
)
NAME = r"[A-Z][\w.'’-]{0,30}"
BY_NAME = re.compile(
    rf"(?:By|BY|Von|Par|Por) {NAME}(?:,? {NAME}){{1,5}}(?: ?(?:\||and\b|for\b|und\b|et\b|y\b|,|/|\n).{{0,60}})?$"
)
POINTER = re.compile(
    r"\W{0,3}(?:read (?:more|also|next)|also read|see also|related(?: (?:stor(?:y|ies)|articles?|coverage|content|links?))?|recommended"
    r"|more on this(?: story)?|don['’]?t miss|you may also like|lire aussi|à lire aussi|sur le même sujet|lesen sie auch|mehr zum thema"
    r"|lee (?:también|más)|te puede interesar|leia (?:também|mais)|leggi anche|lees ook) ?[:|»>] ?\S.{5,160}$",
    re.IGNORECASE,
)
"""A pointer to another article, between two paragraphs of this one."""
MARKS = re.compile(r"[(\[:|»>]")
"""A caption's form holds one of these; most texts hold none, and cost nothing more."""
AGENCY = r"(?:getty(?: images)?|a\.?p\.?|associated press|ap photo|afp|reuters|epa|e\.?p\.?a|pa wire|pa media|shutterstock|unsplash|istock|alamy|bloomberg|pexels|pixabay|wikimedia commons)"
PICTURE = (
    r"(?:photo(?:graph)?s?|images?|pictures?|illustrations?|graphics?|foto|bild|crédit photo|screenshot)"
)
CREDIT = re.compile(
    rf"[(\[]?(?:{PICTURE}(?: (?:credits?|courtesy|source))?(?: by\b|:| ?©| courtesy of\b| via\b)|(?:photo )?credits?:) ?.{{1,70}}$"
    rf"|[^.!?:]{{2,60}} ?(?:[/|]|\bvia\b) ?{AGENCY}\b.{{0,30}}$",
    re.IGNORECASE,
)
CAPTION = re.compile(
    rf"(?:above|below|pictured|file photo|file image|from left|clockwise from)(?: \w+)?:"
    rf"|.{{15,}}[(\[][^()\[\]]{{0,60}}\b(?:{PICTURE} (?:by|via|courtesy|credit)|file photo|courtesy of|{AGENCY})\b[^()\[\]]{{0,60}}[)\]]\.?$"
    rf"|.{{15,}}[\s.](?:{PICTURE} ?(?:credits?|by)?|credits?): ?[^.!?]{{2,50}}$"
    rf"|.{{0,200}}\((?:left|right|centre|center|middle|pictured|(?:second|third|far) (?:from )?(?:left|right))\)",
    re.IGNORECASE | re.DOTALL,
)

POST = re.compile(
    r"[—–-] ?.{2,80}\(@\w{1,30}\) \w{3,10}\.? \d{1,2}, \d{4}|a post shared by .{2,120} on \w{3,10}\.? \d{1,2}, \d{4}.{0,30}"
    r"|.{0,500}\b(?:pic\.twitter\.com/|https?://t\.co/)\w{4,20}",
    re.IGNORECASE | re.DOTALL,
)
"""A post that is quoted between two paragraphs ends in its picture's address, or with its author and day."""
STAMP = re.compile(
    r"(?:first |originally |last )?(?:published|updated|posted|modified)\b[ :].{0,80}\d.{0,40}|word ?count:? ?\d[\d,]*",
    re.IGNORECASE,
)
PRIVACY_OR_TERMS = r"privacy (?:policy|notice|statement|rights|choices)|terms (?:of (?:use|service)|(?:&|and) conditions)|user agreement"
LEGAL_LINKS = re.compile(
    rf"(?:\W*(?:more information |your |our )?(?:{PRIVACY_OR_TERMS})(?: and)?)(?:\W*(?:your |our )?(?:{PRIVACY_OR_TERMS}|cookie (?:policy|settings|notice))(?: and)?){{0,5}}\W*",
    re.IGNORECASE,
)
LEGAL = re.compile(r"all rights reserved|©|constitutes acceptance|community rules", re.IGNORECASE)
"""What stands at the foot of each page and asks for no consent."""

SIGNS = {
    "advert": re.compile(
        r"\W*(?:advertisements?|sponsored(?: content)?|promoted|paid content|ad)\W*(?:(?:story |article |content )?continues? (?:reading )?below)?\W*"
        r"|(?:story |article |content )continues below(?: advertisement)?\W*|.{0,40}\baffiliate links\b.{0,40}|\W*sponsored by .{2,40}",
        re.IGNORECASE,
    ),
    "comments": re.compile(
        r"(?:loading comments|have your say|share your thoughts|feedback to (?:the )?editors?|(?:leave|post|add) (?:a|your) comment"
        r"|comments? ?\(\+?\d{0,5}\))\W*",
        re.IGNORECASE,
    ),
    "notification": re.compile(
        r"(?:click here to )?(?:get|download) (?:the|our) .{0,30}\bapp\W*|(?:app store|google play)\W*",
        re.IGNORECASE,
    ),
    "registration": re.compile(
        r"(?:thank you|thanks) for registering\W*|.{0,70}\bto be (?:automatically )?logged in.{0,60}"
        r"|(?:log|sign)[ -]?(?:in|out)|register(?: now| here)?|forgot (?:your )?password\W*",
        re.IGNORECASE,
    ),
    "social": re.compile(
        r"\W*(?:(?:stay )?connect(?:ed)? with us|follow us(?: on)?|(?:follow|share)(?: this(?: article| story| post| page)?)?(?: on)?"
        r"|share (?:via|with)|social (?:media|networks?)(?: links?)?|(?:\d[\d.,]{0,8}k? ?)?shares?)\W*",
        re.IGNORECASE,
    ),
    "other": re.compile(
        r"(?:print|save|listen to|bookmark) this (?:article|story|page)|print(?: article| page)?|save(?: article| for later)?"
        r"|listen(?: to article| now)?|close(?: alert| ad| menu)?|loading\W*|submit|play(?: video)?|pause|x|\d{1,3}|\d[\d.,]*k"
        r"|purchase licensing rights|don'?t show (?:this )?again|now playing|video|text size|image \d+ of \d+|\d+ ?/ ?\d+"
        r"|got a (?:confidential )?(?:news )?tip\?.{0,60}|something went wrong.{0,60}",
        re.IGNORECASE,
    ),
}
"""What buttons, counters and marks of adverts say, to the letter."""

DISCLOSURE = re.compile(
    r"\bamazon associate|\baffiliate (?:links?|commissions?|partners?|disclosure|program)"
    r"|\b(?:earn|receive|get|collect)\b.{0,30}\bcommissions?\b|\bcommission (?:on|from|for|if|when)\b",
    re.IGNORECASE,
)
"""Who pays if the reader buys. Told of pages whose hosts the labeller had not seen, F1 of adverts rose from .63 to .66."""
PAID = ("affiliate", "commission", "associate")
"""Most texts hold none of these, and cost nothing more."""


def written_as(text: str) -> str | None:
    """Say whether *text* is a byline, credit, pointer, caption, stamp or quoted post by its form alone; None where not."""
    if len(text) > LONGEST_CHARS:
        return None
    words = text.count(" ") + 1
    if (
        "@" in text or "t.co/" in text or "witter.com/" in text or "ost shared by" in text
    ) and POST.fullmatch(text):
        return "body"
    if words <= NAMES_WORDS:
        if STAMP.fullmatch(text):
            return "dateline_meta"
        if is_byline(text) or BY_NAME.match(text):
            return "byline"
    if words <= CREDIT_WORDS and CREDIT.match(text):
        return "credit"
    if words <= CAPTION_WORDS and MARKS.search(text):
        if POINTER.match(text):
            return "related"
        if CAPTION.match(text):
            return "caption"
    return None


def is_byline(text: str) -> bool:
    """Tell whether *text* says who did the work."""
    return BYLINE.match(text) is not None or (
        ("ontribute" in text or "ONTRIBUTE" in text) and CONTRIBUTED.match(text) is not None
    )


def sign(text: str, label: str) -> str:
    """Give the label of what *text* says to the letter, or *label*; a number among teasers is its place in the list."""
    if label == "cookie" and (LEGAL.search(text[:LONGEST_CHARS]) or LEGAL_LINKS.fullmatch(text[:SIGN_CHARS])):
        return "navigation"
    if len(text) > SIGN_CHARS:
        return "advert" if len(text) <= LONGEST_CHARS and discloses(text) else label
    said = meaning(text)
    return label if said is None or (said, label) == ("other", "related") else said


@lru_cache(maxsize=8_192)
def meaning(text: str) -> str | None:
    """Give the label that a short *text* has wherever it stands; the same buttons stand on every page."""
    said = next((name for name, pattern in SIGNS.items() if pattern.fullmatch(text)), None)
    return "advert" if said is None and discloses(text) else said


def discloses(text: str) -> bool:
    """Tell whether *text* says that somebody pays if the reader buys."""
    small = text.lower()
    return any(part in small for part in PAID) and DISCLOSURE.search(small) is not None


def by_form(texts: Sequence[str], labels: Sequence[str]) -> list[str]:
    """Give *labels* with those that a text's form makes sure.

    Bylines, credits and captions are looked for from the headline to AFTER_ARTICLE blocks past the end. Teasers have
    bylines and captions of their own, which belong to what they are teasers of.
    """
    sure = [
        label if label in READ_ON else sign(text, label) for text, label in zip(texts, labels, strict=True)
    ]
    read = [i for i, label in enumerate(labels) if label in READ_ON]
    for i in range(read[0], min(len(texts), read[-1] + 1 + AFTER_ARTICLE)) if read else ():
        form = written_as(texts[i])
        listed = labels[i] in LISTS and i and sure[i - 1] in LISTS and labels[i + 1 : i + 2] != ["body"]
        if not form or labels[i] == "headline" or (listed and not is_byline(texts[i])):
            continue
        outside = (form == "body" and i > read[-1]) or (form == "dateline_meta" and labels[i] in READ_ON)
        if not outside:
            sure[i] = form
    return sure
