"""Words that names of organisations and places begin or end with, and capitalised words that are no names."""

PARTICLES = frozenset(
    "de da das do dos del della di du van von der den ter ten bin bint ibn ben al el la le y zu".split()
)
JOINERS = frozenset({"of", "for", "and", "&", "the", "on", "in"})
_HEADS = """
    ministry department university bank institute institution council committee commission court house office bureau
    church board school college academy society association federation union league party army church government
    parliament assembly agency authority fund foundation centre center movement front organisation organization
    chamber ministry directorate embassy hospital museum library club national international central royal federal
    times daily
"""
_TAILS = """
    party university assembly congress court parliament bank council ministry agency union commission news authority
    committee fund association company department affairs nations institute times corporation church office college
    league airways airlines foundation federation navy organization organisation army service services limited holdings
    tribunal club center centre bureau force forces guard ltd inc corp co plc llc group securities municipality movement
    post embassy directorate industries society board forum express front railway electronics team watch alliance
    coalition network committee academy school hospital museum senate police fc united city's brigade partners
    technologies technology systems studios pictures entertainment records press magazine journal tribune herald gazette
    chronicle telegraph observer mirror star globe television radio broadcasting communications media campaign pac trust
    capital ventures associates solutions motors energy petroleum oil gas mining resources insurance financial bureau
    confederation consortium secretariat cabinet administration government athletic wanderers rovers
"""
_PLACE_TAILS = """
    river lake sea ocean mountain mountains island islands bay gulf valley desert street avenue road boulevard square park
    airport bridge county province district region state city town village stadium peninsula strait coast canal tower
    building palace hall prison beach hill hills territory prefecture governorate highway station
"""
PLACE_HEADS = frozenset({"lake", "mount", "gulf", "bay", "cape", "strait", "port", "fort", "san", "santa"})
_DIRECTIONS = """
    north south east west northern southern eastern western central northwest northeast southwest southeast upper lower
    north-west north-east south-west south-east sub-saharan
"""
DIRECTIONS = frozenset(_DIRECTIONS.split())
_NO_NAMES = """
    the a an this that these those he she it they we i you his her its their our my your who what when where why how
    in on at by for from to of with without after before during since until under over between among against about as
    and but or nor so yet if although though while because however meanwhile moreover also still then there here now
    not no yes some many most all both each every other another such same few several more one two three four five
    six seven eight nine ten first second third last next new old is are was were be been has have had do does did
    will would can could may might must shall should according asked said told read more see watch click share
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december jan feb mar apr jun jul aug sep sept oct nov dec today yesterday tomorrow
    christmas easter ramadan thanksgiving ceo cfo tv dvd gdp aids hiv covid covid-19 pm am ph.d phd mba ok us$ dna hq
    photo image video advertisement comments via let get just even only once well like look make take please thank
    thanks despite despite's earlier later instead perhaps maybe indeed according speaking asked responding
    internet god bible quran web mr mrs ms dr
"""
HEADS = frozenset(_HEADS.split())
TAILS = frozenset(_TAILS.split())
PLACE_TAILS = frozenset(_PLACE_TAILS.split())
NO_NAMES = frozenset(_NO_NAMES.split())
