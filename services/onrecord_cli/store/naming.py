"""Names that stand for others: what an operator merges and splits."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from onrecord.errors import Misconfigured
from onrecord.storage import Session, jobs
from onrecord.storage.inserting import insert
from onrecord.storage.schema import Alias

LONGEST_NAME = 200


def merge(session: Session, alias: str, name: str, *, outlet: str = "") -> str:
    """Call by *name* whoever an article leads to by *alias*; give the name that stands in the end.

    What was merged into *alias* before goes on to *name*; and where *name* was merged into another, that one is it.

    Args:
        session: A transaction that writes.
        alias: As articles have it, to the letter; tidied, as *name* is.
        name: The one to use instead; it may be one that no article has.
        outlet: Only in this outlet's articles; empty is every outlet.

    Raises:
        Misconfigured: both names are one.
    """
    further = session.scalar(select(Alias.name).where(Alias.alias == name, Alias.outlet == outlet))
    if further is not None and further != alias:
        name = further
    if alias == name:
        raise Misconfigured(f"{alias} has that name already: give two different ones")
    at = jobs.now(session)
    # The other way round of an earlier merge is no circle: the name itself is no alias any more.
    session.execute(delete(Alias).where(Alias.alias == name, Alias.outlet == outlet))
    values = {"alias": alias, "outlet": outlet, "name": name, "created_at": at}
    session.execute(
        insert(session, Alias)
        .values(values)
        .on_conflict_do_update(index_elements=["alias", "outlet"], set_={"name": name, "created_at": at})
    )
    session.execute(update(Alias).where(Alias.name == alias, Alias.outlet == outlet).values(name=name))
    return name


def split(session: Session, alias: str, *, outlet: str = "") -> str:
    """Take a merge back; give the name that *alias* had stood for.

    Raises:
        Misconfigured: there was no such merge.
    """
    name: str | None = session.scalar(
        delete(Alias).where(Alias.alias == alias, Alias.outlet == outlet).returning(Alias.name)
    )
    if name is None:
        where = f" in {outlet}" if outlet else ""
        raise Misconfigured(
            f"{alias} stands for no other name{where}: `onrecord entities merges` lists those that do"
        )
    return name


def tidied(name: str) -> str:
    """*name* with single spaces, as extract writes names.

    Raises:
        Misconfigured: it is empty or too long.
    """
    told = " ".join(name.split())
    if not told:
        raise Misconfigured("a name is empty")
    if len(told) > LONGEST_NAME:
        raise Misconfigured(f"{told[:40]}… is longer than any name: at most {LONGEST_NAME} characters")
    return told
