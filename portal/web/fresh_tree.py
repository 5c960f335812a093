"""Pages of a process that ran when the tree was changed: at most some seconds after, they know the new one.

Commands ask within their own transaction, and never decide by an old tree.
"""

import time

from flask import Flask

from portal.house import House
from portal.units.renewal import keep_fresh

SECONDS = 5.0  # between two looks of one process
_LOOKED = "tree_looked_at"


def keep_tree_fresh(app: Flask, house: House) -> None:
    """Look at the tree's revision before a request, once in a while."""
    app.extensions[_LOOKED] = time.monotonic()

    def look_at_revision() -> None:
        if time.monotonic() - app.extensions[_LOOKED] < SECONDS:
            return
        app.extensions[_LOOKED] = time.monotonic()
        with house.database.read() as look:
            keep_fresh(house.directory, look)

    app.before_request(look_at_revision)


def forget(app: Flask) -> None:
    """Look again at the next request."""
    app.extensions[_LOOKED] = float("-inf")
