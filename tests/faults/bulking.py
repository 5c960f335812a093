"""A worker process that the tests kill: `python -m tests.faults.bulking DATABASE HOME`. It does bulk jobs, slowly."""

import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from portal.cases.bulk_work import BulkWork
from portal.clock import system_clock
from portal.house import build_house
from portal.notifications.worker import Worker
from tests.world import settings_for

LEASE = timedelta(seconds=2)
SLOW_SECONDS = 0.02


def main() -> None:
    house = build_house(settings_for(sys.argv[1], Path(sys.argv[2])), clock=system_clock)
    apply = house.door.apply

    def slowly(*command: Any, **more: Any) -> Any:
        time.sleep(SLOW_SECONDS)
        return apply(*command, **more)

    house.door.apply = slowly  # type: ignore[method-assign]
    work = BulkWork(door=house.door, mill=house.mill)
    Worker(house.database, work.handlers, system_clock, lease=LEASE).run_forever(threading.Event(), idle=0.05)


if __name__ == "__main__":
    main()
