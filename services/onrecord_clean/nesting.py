"""Which tag ends which open elements where the page leaves that out or gets it wrong.

These are the rules of libxml2's HTML parser, which cut the pages that the labeller learnt from, found by trying every pair
of elements. They are simpler than the standard's and bounded: no element is ever opened twice.

Source:
    htmlStartClose and htmlEndPriority in HTMLparser.c of libxml2 2.14; the void elements are the standard's.
"""

VOID = frozenset(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split()
)
"""Elements without an inside."""
IN_HEAD = frozenset("base basefont bgsound link meta noscript script style template title".split())
"""What does not begin the body."""

_LEFT_OPEN = {
    "p": "address blockquote caption center col colgroup dd dir div dl dt fieldset form frameset h1 h2 h3 h4 h5 h6 hr li"
    " menu ol p pre table tbody td tfoot th title tr ul",
    "h1 h2 h3 h4 h5 h6": "fieldset form li p table",
    "a": "a fieldset table td th",
    "li": "li",
    "dd": "dt",
    "dt": "dd dl",
    "dl": "form li",
    "ol": "form",
    "ul": "address form menu pre",
    "dir menu": "dd dl dt form ul",
    "address": "dd dl dt form li ul",
    "pre": "dd dl dt fieldset form li table ul",
    "form": "form",
    "legend": "fieldset",
    "option": "optgroup option",
    "td th": "tbody td tfoot th tr",
    "tr": "tbody tfoot tr",
    "thead tbody": "tbody tfoot",
    "tfoot": "tbody",
    "caption": "col colgroup tbody tfoot thead tr",
    "colgroup": "colgroup tbody tfoot thead tr",
    "b i": "center p td th",
    "font": "center td th",
    "u": "p td th",
    "span": "td th",
    "big s small strike tt": "p",
}
NOTHING: frozenset[str] = frozenset()
ENDED_BY = {tag: frozenset(starts.split()) for tags, starts in _LEFT_OPEN.items() for tag in tags.split()}
"""Of an open element, the start tags that end it."""
ENDING = NOTHING.union(*ENDED_BY.values())
"""Start tags that may end something."""

STRENGTH = {
    tag: strength
    for strength, tags in enumerate(
        ("div", "td th", "tr", "thead tbody tfoot", "table", "head body", "html"), 1
    )
    for tag in tags.split()
}
"""An end tag ends what is open inside its element too, unless something stronger is; what is not named has 0."""
