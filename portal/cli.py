"""The command line, `./run portal ...`: one group, each command in a module of `portal.commands`."""

import sys

import click
from sqlalchemy.exc import OperationalError

from config import UnsafeSettings
from portal.commands.cases import cases
from portal.commands.catalogue import catalogue
from portal.commands.check import check
from portal.commands.db import db
from portal.commands.demo import demo
from portal.commands.kiosks import kiosks
from portal.commands.officers import officers
from portal.commands.outbox import outbox
from portal.commands.procedures import procedures
from portal.commands.serve import serve
from portal.commands.units import units
from portal.commands.worker import worker
from portal.db import DatabaseBusy


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def portal() -> None:
    """Một Cửa, one door: the public-service portal of a province.

    Settings come from the environment: PORTAL_HOME, PORTAL_DATABASE_URL and others, each explained in config.py.

    \b
    Examples:
      portal serve --demo
      portal units as-of 2025-07-01
      portal check --deploy
    """


for command in (serve, worker, outbox, procedures, catalogue, units, officers, kiosks, cases, demo, check, db):
    portal.add_command(command)


def main() -> None:
    """Run the command line. What an operator can mend is told in a line, without a traceback."""
    try:
        portal(prog_name="portal")
    except UnsafeSettings as unsafe:
        reasons = unsafe.problems
    except DatabaseBusy:
        reasons = ["The database is busy. Try again."]
    except OSError as error:
        reasons = [f"{error.filename or 'The disk'}: {error.strerror or error}."]
    except OperationalError as error:
        reasons = [f"The database does not answer: {str(error.orig).strip().splitlines()[0]}"]
    else:
        return
    print("\n".join(reasons), file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    main()
