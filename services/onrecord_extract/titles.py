"""Words that stand before a person's name, and what they tell of the sex; nouns for what a person is."""

import re

MALE = frozenset(
    "mr sir lord king prince brother father baron imam rabbi monsieur herr senor don messrs".split()
)
FEMALE = frozenset("mrs ms miss lady dame queen princess sister madam mme mlle frau senora baroness".split())
_RANKS = """
    mx dr prof professor rev reverend revd hon gen general col colonel maj major capt captain lt lieutenant cmdr commander
    cpl corporal sgt sergeant adm admiral brig brigadier marshal pvt private officer detective det insp inspector supt
    superintendent constable deputy sheriff judge justice cardinal bishop archbishop pope sheikh sheik ayatollah mullah
    maulana emir sultan sen senator rep representative gov governor congressman congresswoman councillor councilman
    councilwoman councilmember assemblyman assemblywoman alderman mayor president premier chancellor secretary minister ambassador amb envoy
    speaker chairman chairwoman chair director commissioner attorney prosecutor senators reps representatives
    mp mep mla coach manager chief spokesman spokeswoman spokesperson undersecretary vice former ex shadow acting then-president
    comrade saint pastor deacon coauthor co-author author actor actress singer shri smt h.e cm pm comptroller lawyer leader crown sultan datuk tan tun dato haji
    economist analyst attorney-general convener superintendent treasurer principal chancellor vice-president magistrate
"""
_OFFICES = """
    prime minister|vice president|attorney general|secretary of state|secretary general|secretary-general|
    foreign minister|defence minister|defense minister|finance minister|interior minister|home secretary|
    foreign secretary|defence secretary|defense secretary|treasury secretary|health secretary|press secretary|
    chief executive|chief minister|chief justice|deputy prime minister|lieutenant governor|house speaker|
    majority leader|minority leader|first lady|first minister|major general|lieutenant colonel|lieutenant general|
    brigadier general|campaign manager|police chief|district attorney|state senator|deputy president|
    senate majority leader|senate minority leader|house majority leader|general secretary|team member|opposition leader|high commissioner|managing director|executive director|
    crown prince|prime minister-designate|vice chancellor|vice chairman|deputy governor|deputy minister|education minister|
    health minister|home minister|party leader|union minister|environment minister|energy minister|trade minister
"""
HONORIFICS = MALE | FEMALE
TITLES = HONORIFICS | frozenset(_RANKS.split())
OFFICES = frozenset(" ".join(office.split()) for office in _OFFICES.split("|"))
LONGEST_OFFICE_WORDS = 3

_MALE_NOUNS = """
    man boy father son brother husband uncle nephew grandfather spokesman chairman congressman businessman policeman
    king prince actor councilman fireman gentleman widower salesman statesman clergyman assemblyman
"""
_FEMALE_NOUNS = """
    woman girl mother daughter sister wife aunt niece grandmother spokeswoman chairwoman congresswoman businesswoman
    policewoman queen princess actress councilwoman lady widow first-lady assemblywoman
"""
_NEUTRAL_NOUNS = """
    person child parent candidate nominee senator governor president minister premier mayor leader lawmaker politician
    secretary ambassador diplomat official officer adviser advisor aide strategist spokesperson chair head chief
    director manager executive boss founder cofounder co-founder owner entrepreneur billionaire mogul tycoon
    magnate economist analyst expert professor lecturer scientist researcher scholar author coauthor co-author writer
    novelist journalist reporter columnist editor broadcaster host anchor lawyer attorney barrister solicitor
    prosecutor judge justice general colonel captain major commander soldier sergeant lieutenant admiral
    detective sheriff doctor physician surgeon nurse teacher principal student pupil coach player striker midfielder
    defender goalkeeper captain skipper athlete singer musician artist designer architect engineer farmer driver
    worker activist campaigner organizer organiser volunteer supporter voter resident neighbour neighbor witness
    victim survivor suspect defendant pastor priest bishop archbishop cardinal pope imam rabbi cleric monk
    commissioner councillor representative delegate envoy member partner fellow consultant specialist
    coordinator co-ordinator organiser trustee treasurer speaker chancellor deputy veteran historian philosopher
    pollster operative surrogate contender frontrunner front-runner incumbent democrat republican conservative
    liberal socialist mp mep qc ceo cfo cto chairperson contestant pilot superintendent inspector spokespeople
    technician astronaut biologist physicist chemist psychologist psychiatrist photographer filmmaker producer
    graduate master headmaster headmistress mistress heir heiress prisoner inmate refugee migrant mediator negotiator
"""
MALE_NOUNS = frozenset(_MALE_NOUNS.split())
FEMALE_NOUNS = frozenset(_FEMALE_NOUNS.split())
PERSON_NOUNS = MALE_NOUNS | FEMALE_NOUNS | frozenset(_NEUTRAL_NOUNS.split())

_GROUP_NOUNS = """
    organisation organization group company firm agency ministry department party bank newspaper paper magazine website
    charity union association federation institute university college school court council committee commission
    government administration authority police army military force campaign team club coalition alliance movement
    network corporation manufacturer retailer airline broadcaster regulator watchdog nonprofit foundation fund board
    office bureau church hospital parliament congress senate house carmaker automaker giant startup start-up insurer
    publisher outlet channel station city country state nation kingdom embassy panel society body service lab laboratory
"""
GROUP_NOUNS = frozenset(_GROUP_NOUNS.split())

_WORD = re.compile(r"[\w’'-]+")


def is_title(word: str) -> bool:
    """Say whether *word* may stand before a name as a title: "Sen", "Minister", "Vice-President"."""
    lower = word.lower()
    return lower in TITLES or lower.rpartition("-")[2] in TITLES


def title_chars(name: str) -> int:
    """Count the characters of *name* that are titles before the name itself: 4 in ``Mr. Hale``, 0 in ``Ann Hale``."""
    words = list(_WORD.finditer(name))
    taken = 0
    while taken < len(words) - 1:
        for length in range(min(LONGEST_OFFICE_WORDS, len(words) - 1 - taken), 0, -1):
            phrase = " ".join(word[0] for word in words[taken : taken + length]).lower()
            if phrase in OFFICES or (length == 1 and is_title(phrase)):
                taken += length
                break
        else:
            break
    return words[taken].start() if taken else 0


def sex_of_title(name: str) -> str | None:
    """Read ``m`` or ``f`` from the honorific that *name* begins with; None where it has none that tells."""
    first = _WORD.search(name)
    word = first[0].lower() if first else ""
    return "m" if word in MALE else "f" if word in FEMALE else None
