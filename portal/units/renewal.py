"""A process that runs while the tree is changed: its directory is read again before it decides anything by it."""

from sqlalchemy import Connection, select

from portal.units.directory import UnitDirectory, load_directory
from portal.units.revision import REVISION


def keep_fresh(directory: UnitDirectory, connection: Connection, revision: int | None = None) -> None:
    """Read the directory again if the tree is of another revision; of the one given, where the caller knows it."""
    if revision is None:
        revision = connection.execute(select(REVISION)).scalar_one()
    if revision != directory.revision:
        directory.become(load_directory(connection))
