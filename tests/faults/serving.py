"""The portal as gunicorn serves it under test: the clock stands, and nobody is told to slow down.

gunicorn loads this module once; each worker builds its own house at its first request, so that no connection is shared
between processes.
"""

import os
import threading
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portal.house import build_house
from portal.web import limits
from portal.web.app import create_app
from tests.world import SetClock, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterable

limits.LIMITS["submit"] = (10**9, 10**9, timedelta(hours=1))
_building = threading.Lock()


@cache
def _app() -> Any:
    settings = settings_for(os.environ["TEST_DATABASE"], Path(os.environ["TEST_HOME"]))
    return create_app(house=build_house(settings, clock=SetClock()))


def application(environment: dict[str, Any], start_response: Any) -> "Iterable[bytes]":
    with _building:
        app = _app()
    answered: Iterable[bytes] = app(environment, start_response)
    return answered
