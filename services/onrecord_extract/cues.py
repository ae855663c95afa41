"""Verbs and phrases that attribute words to somebody: what form they take, and of which class they are."""

import re
from enum import StrEnum
from typing import NamedTuple


class CueClass(StrEnum):
    """What a cue says was done: said aloud or in writing, believed, or written in a document that speaks for itself."""

    SPEECH = "speech"
    BELIEF = "belief"
    DOCUMENT = "document"


class Frame(StrEnum):
    """What follows a cue: a clause that tells what was said, or an object that the cue is about."""

    CLAUSE = "clause"
    OBJECT = "object"


class Cue(NamedTuple):
    """A verb, by its base form."""

    lemma: str
    cue_class: CueClass
    frame: Frame


_SAYING = """
    say add note argue claim announce declare report write state explain insist acknowledge concede admit allege assert
    contend stress emphasise emphasize reiterate remark observe reply respond answer recall continue conclude
    caution predict estimate confirm reveal disclose suggest indicate hint imply tweet post joke quip complain lament
    tell warn promise vow pledge swear boast brag counter retort rejoin shout yell whisper mutter murmur exclaim
    recount testify attest repeat echo propose recommend demand deny ask inquire enquire wonder inform remind
    assure advise signal proclaim opine muse mention elaborate clarify interject quote decline refuse plead declare
    advocate affirm agree disagree blog narrate submit stipulate specify volunteer venture chide scoff
    read sing marvel chant joke yell scream cry bark snap tease crow gush intone moan fume thunder sigh grumble gripe vent rail rant blurt sneer bellow roar growl chuckle laugh surmise posit theorise theorize summarise summarize speculate
"""
_OBJECT_SAYING = """
    accuse blame criticise criticize condemn denounce praise reject dismiss slam blast decry deride mock defend
    describe call urge question applaud hail commend disavow rebuke chastise berate lambast lambaste assail
    refute rebut downplay tout endorse thank congratulate label brand dub characterise characterize
    express voice cite attribute deplore bemoan discuss point refer allude talk speak apologise apologize
"""
_BELIEVING = "believe think hope fear expect worry doubt suspect understand consider assume"
_SHOWING = "show find suggest demonstrate"
_ALSO_SPEECH = (
    "rule outline detail underline underscore maintain pronounce concur counsel guarantee forecast commit signal lecture "
    "clarify stipulate petition protest object counterclaim rebuff apologize confess vow chant preach address brief"
)
_ALSO_BELIEF = (
    "notice know realise realize see learn feel want wish like prefer plan intend decide seek hope support oppose favour "
    "favor regret resent love hate dream imagine remember forget recognise recognize appreciate"
)
"""Verbs that the tagger finds as cues and the rules do not look for: too often they attribute nothing."""
_IRREGULAR = {
    "speak": ("speaks", "spoke", "spoken", "speaking"),
    "say": ("says", "said", "said", "saying"),
    "tell": ("tells", "told", "told", "telling"),
    "write": ("writes", "wrote", "written", "writing"),
    "think": ("thinks", "thought", "thought", "thinking"),
    "feel": ("feels", "felt", "felt", "feeling"),
    "know": ("knows", "knew", "known", "knowing"),
    "find": ("finds", "found", "found", "finding"),
    "show": ("shows", "showed", "shown", "showing"),
    "swear": ("swears", "swore", "sworn", "swearing"),
    "read": ("reads", "read", "read", "reading"),
    "sing": ("sings", "sang", "sung", "singing"),
    "hold": ("holds", "held", "held", "holding"),
    "understand": ("understands", "understood", "understood", "understanding"),
    "see": ("sees", "saw", "seen", "seeing"),
    "forget": ("forgets", "forgot", "forgotten", "forgetting"),
}
PARTICLES = {
    "point": frozenset({"out", "to"}),
    "refer": frozenset({"to"}),
    "allude": frozenset({"to"}),
    "call": frozenset({"for", "on"}),
    "talk": frozenset({"about", "of"}),
    "speak": frozenset({"about", "of", "against"}),
    "complain": frozenset({"about", "of"}),
    "warn": frozenset({"of", "about", "against"}),
    "boast": frozenset({"about", "of"}),
    "object": frozenset({"to"}),
}
"""Words that belong to the cue after some verbs: "called **for**"."""
ONLY_WITH_PARTICLE = frozenset({"point", "refer", "allude", "talk", "speak", "object"})
NOUNS_TOO = frozenset(
    "call attack question post report remark offer claim note answer tweet pledge promise fear hope doubt demand show "
    "find signal thank blast slam praise blame estimate support view voice cite label brand worry know comment point "
    "rebuke mention prefer counter echo repeat joke chant yell cry scream read quote boast vow warn".split()
)
"""Verbs whose base or third-person form is mostly something else; these need more evidence."""
_NEVER_VERBS = frozenset({"state", "states"})
_DOUBLING = frozenset(
    {"admit", "refer", "prefer", "quip", "blog", "submit", "rebut", "slam", "chat", "dub", "brag"}
)
DOCUMENT_NOUNS = frozenset(
    "news report study survey poll letter statement document article editorial email memo paper analysis review book ad "
    "advertisement post tweet headline website filing lawsuit suit complaint indictment data figures results".split()
)


def _forms(lemma: str) -> tuple[str, str, str, str]:
    """Inflect a verb: third person, past, participle, gerund."""
    if lemma in _IRREGULAR:
        return _IRREGULAR[lemma]
    if lemma in _DOUBLING:
        stem = lemma + lemma[-1]
        return f"{lemma}s", f"{stem}ed", f"{stem}ed", f"{stem}ing"
    if lemma.endswith("e"):
        return f"{lemma}s", f"{lemma}d", f"{lemma}d", f"{lemma[:-1]}ing"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return f"{lemma[:-1]}ies", f"{lemma[:-1]}ied", f"{lemma[:-1]}ied", f"{lemma}ing"
    if lemma.endswith(("s", "sh", "ch", "x")):
        return f"{lemma}es", f"{lemma}ed", f"{lemma}ed", f"{lemma}ing"
    return f"{lemma}s", f"{lemma}ed", f"{lemma}ed", f"{lemma}ing"


def _lexicon() -> dict[str, Cue]:
    lexicon: dict[str, Cue] = {}
    for words, cue_class, frame in (
        (_SAYING, CueClass.SPEECH, Frame.CLAUSE),
        (_OBJECT_SAYING, CueClass.SPEECH, Frame.OBJECT),
        (_BELIEVING, CueClass.BELIEF, Frame.CLAUSE),
        (_SHOWING, CueClass.DOCUMENT, Frame.CLAUSE),
    ):
        for lemma in words.split():
            for form in {lemma, *_forms(lemma)} - _NEVER_VERBS:
                lexicon.setdefault(form, Cue(lemma, cue_class, frame))
    return lexicon


_CUES = _lexicon()
_CLASSES = {form: cue.cue_class for form, cue in _CUES.items()} | {
    form: cue_class
    for words, cue_class in ((_ALSO_SPEECH, CueClass.SPEECH), (_ALSO_BELIEF, CueClass.BELIEF))
    for lemma in words.split()
    for form in (lemma, *_forms(lemma))
    if form not in _CUES
}


SILENCE_CHARS = 40
"""Of a content: what is not said comes first."""
_SILENCE = re.compile(
    r"\b(?:declin(?:e|es|ed|ing)\s(?:[a-z]+ly\s)?to|refus(?:e|es|ed|ing)\s(?:even\s)?to"
    r"|(?:did|do|does|would|could|will|has|have|had)(?:n't|\snot)(?:\s(?:yet|immediately|respond|return|give))*|never)"
    r"\s(?:comment|say|said|respond|responded|reply|replied|answer|answered|elaborate|discuss|disclose|disclosed|specify"
    r"|return|a\s|any\s|to\s|be\s(?:named|drawn|reached|identified))",
    re.IGNORECASE,
)


def cue_of(word: str) -> Cue | None:
    """Look up the cue that *word*, in any inflection, is a form of; None where it is none."""
    return _CUES.get(word.lower())


def cue_class(cue: str, content: str = "") -> CueClass | None:
    """Class the words of a *cue* by their first verb that is one; speech for "according to"; None where none is known.

    None too where somebody says nothing: "declined" and the *content* "to comment", "would not say".
    """
    words = cue.lower().split()
    if words[:1] == ["according"] or cue.strip() in (":", "-", "–"):
        return CueClass.SPEECH
    silence = _SILENCE.search(f"{cue} {content[:SILENCE_CHARS]}".replace("’", "'"))
    if silence is not None and silence.start() < len(cue):
        return None
    return next((known for word in words if (known := _CLASSES.get(word.strip(",.:;")))), None)
