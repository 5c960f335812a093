"""A reorganisation that dies: `python -m tests.reorganisation.killable DATABASE HOME AFTER`.

After so many cases it is gone, without a word to anybody, as by a power failure.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

from portal.cases.door import Door
from portal.cases.reorganising import enact
from portal.house import build_house
from tests.reorganisation.before import NIGHT, quang_ngai
from tests.world import SetClock, settings_for

DEAD = 137


def main() -> None:
    url, home, after = sys.argv[1:]
    tools = replace(build_house(settings_for(url, Path(home))).door.tools, clock=SetClock(NIGHT))
    done = 0

    def moved(left: int) -> None:
        nonlocal done
        done += 1
        if done == int(after):
            os._exit(DEAD)

    enact(tools, Door(tools), quang_ngai(), "the file", moved=moved)


if __name__ == "__main__":
    main()
