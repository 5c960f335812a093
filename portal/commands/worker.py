"""`portal worker`: carries out what cases left behind after their commit."""

import logging
import signal
import threading
from typing import TYPE_CHECKING

import click

from config import Settings
from portal.commands.opening import open_house

if TYPE_CHECKING:
    from portal.db import Database
    from portal.house import House
    from portal.notifications.mail import Channel


log = logging.getLogger("portal.worker")
TIDY_SECONDS = 3600.0
NIGHT = 20  # from this hour on tomorrow's absences are known


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
def worker(*, once: bool) -> None:
    """Send letters and make documents, until Ctrl-C. Any number of workers may run; each message is handled by one.

    \b
    Examples:
      portal worker
      portal worker --once
    """
    from portal.cases.errands import Errands
    from portal.notifications.worker import Worker

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with open_house() as house:
        channel = mail_channel(house.settings, house.database)
        errands = Errands(database=house.database, mill=house.mill, channel=channel, clock=house.clock)
        working = Worker(house.database, errands.handlers, house.clock)
        if not once:
            threading.Thread(target=_tidy_hourly, args=(house, stop), daemon=True).start()
            threading.Thread(target=_look_nightly, args=(house, stop), daemon=True).start()
            working.run_forever(stop)
            return
        done = 0
        while not stop.is_set() and (count := working.run_once()):
            done += count
        click.echo(f"{done} done")


def _tidy_hourly(house: "House", stop: threading.Event) -> None:
    """Take away what has had its time; a failure waits for the next hour."""
    from portal.cases.housekeeping import tidy

    while not stop.wait(TIDY_SECONDS):
        try:
            tidy(house.database, house.storage, house.clock())
        except Exception:
            log.exception("tidying failed")


def _look_nightly(house: "House", stop: threading.Event) -> None:
    """Look once a night which steps nobody holds tomorrow; a failure waits for the next hour."""
    from portal.clock import local
    from portal.commands.staffing import note_for_tomorrow

    looked = None
    while not stop.is_set():
        here = local(house.clock())
        if here.hour >= NIGHT and looked != here.date():
            try:
                note_for_tomorrow(house)
                looked = here.date()
            except Exception:
                log.exception("the look for steps that nobody holds failed")
        stop.wait(TIDY_SECONDS)


def mail_channel(settings: Settings, database: "Database") -> "Channel | None":
    """Return the way that letters take: into the demo's bag, through the mail server, or nowhere."""
    if settings.demo:
        from portal.demo.mailbag import MailbagChannel

        return MailbagChannel(database)
    if not settings.mail or not settings.smtp.host:
        return None
    from portal.notifications.mail import SmtpChannel, SmtpSettings

    smtp = settings.smtp
    return SmtpChannel(
        SmtpSettings(
            host=smtp.host,
            port=smtp.port,
            sender=smtp.sender,
            sender_name=settings.site_name,
            security=smtp.security,
            user=smtp.user or None,
            password=smtp.password or None,
            ca_file=str(smtp.ca_file) if smtp.ca_file else None,
        )
    )
