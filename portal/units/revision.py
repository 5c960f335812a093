"""The revision of the tree: a number that grows with each change, asked beside what a transaction asks anyway."""

from sqlalchemy import Connection, func, insert, select, update

from portal.units.models import TreeRevision

_ONE = 1
REVISION = func.coalesce(select(TreeRevision.revision).where(TreeRevision.id == _ONE).scalar_subquery(), 0)


def count_revision(connection: Connection) -> None:
    """Say that the tree was changed."""
    grown = update(TreeRevision).where(TreeRevision.id == _ONE).values(revision=TreeRevision.revision + 1)
    if connection.execute(grown).rowcount == 0:
        connection.execute(insert(TreeRevision).values(id=_ONE, revision=1))
