"""`portal worker`: carries out what cases left behind after their commit."""

import logging
import signal
import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from config import Settings
from portal.clock import local
from portal.commands.opening import open_house

if TYPE_CHECKING:
    from portal.db import Database
    from portal.house import House
    from portal.notifications.duties import Duty
    from portal.notifications.mail import Channel
    from portal.notifications.texts import TextChannel


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
    from portal.cases.bulk_work import BulkWork
    from portal.cases.codes_sent import CodesSent
    from portal.cases.errands import Errands
    from portal.cases.officer_letters import OfficerLetters
    from portal.cases.referral_letters import ReferralLetters
    from portal.cases.relatives import Relatives
    from portal.notifications.duties import Duties
    from portal.notifications.worker import Worker

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with open_house() as house:
        channel = mail_channel(house.settings, house.database)
        texts = text_channels(house.settings, channel)
        errands = Errands(
            database=house.database, mill=house.mill, channel=channel, clock=house.clock, texts=texts.get("sms")
        )
        bulk = BulkWork(door=house.door, mill=house.mill)
        letters = OfficerLetters(
            database=house.database,
            versions=house.versions,
            channel=channel,
            clock=house.clock,
            base_url=house.settings.base_url,
        )
        codes = CodesSent(
            database=house.database,
            sealer=house.sealer,
            versions=house.versions,
            directory=house.directory,
            channels=texts,
            clock=house.clock,
        )
        relatives = Relatives(house.door, house.mill)
        mine = (errands, bulk, letters, codes, relatives, ReferralLetters(letters))
        handlers = {name: deed for one in mine for name, deed in one.handlers.items()}
        working = Worker(house.database, handlers, house.clock)
        duties = Duties(house.database, timed(house), house.clock)
        if not once:
            threading.Thread(target=duties.run_forever, args=(stop,), daemon=True).start()
            working.run_forever(stop)
            return
        duties.run_due()
        done = 0
        while not stop.is_set() and (count := working.run_once()):
            done += count
        click.echo(f"{done} done")


def timed(house: "House") -> "tuple[Duty, ...]":
    """Return what is done by time, whichever worker comes first."""
    from portal.cases.housekeeping import tidy
    from portal.cases.leaving import Leaving
    from portal.cases.missed import miss_appointments
    from portal.cases.referral_warnings import ReferralWarnings
    from portal.cases.returning import Reminders
    from portal.cases.timely import Timely
    from portal.cases.warnings import Warnings
    from portal.commands.staffing import note_for_tomorrow
    from portal.notifications.duties import Duty

    def tidying(now: datetime) -> None:
        tidy(house.database, house.storage, now)

    def looking_ahead(now: datetime) -> None:
        if local(now).hour >= NIGHT:
            note_for_tomorrow(house)

    def missing(now: datetime) -> None:
        miss_appointments(house.door, now)

    timely = Timely(house.door)
    warnings = Warnings(database=house.database, directory=house.directory, calendar=house.calendar)
    questions = ReferralWarnings(database=house.database, directory=house.directory, calendar=house.calendar)
    return (
        Duty("tidy", timedelta(hours=1), tidying),
        Duty("end what is over", timedelta(minutes=1), timely.lapse),
        Duty("free what those who left hold", timedelta(minutes=10), Leaving(house.door).free),
        Duty("close missed appointments", timedelta(minutes=1), missing),
        Duty("draft apologies", timedelta(minutes=1), timely.draft_extensions),
        Duty("warn of steps", timedelta(minutes=1), warnings.warn_of_steps),
        Duty("watch questions", timedelta(minutes=1), questions.warn),
        Duty("look who is there tomorrow", timedelta(hours=1), looking_ahead),
        Duty("remind of results", timedelta(hours=1), Reminders(house.database).remind),
        Duty("send digests", timedelta(minutes=1), warnings.send_digests),
    )


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


def text_channels(settings: Settings, mail: "Channel | None") -> "dict[str, TextChannel]":
    """Return the ways that codes take: by mail, through the operator's gateway; in the demo both into its bag."""
    from portal.notifications.sms import SmsChannel, SmsGateway
    from portal.notifications.texts import TextsByMail

    channels: dict[str, TextChannel] = {}
    if mail is not None:
        channels["email"] = TextsByMail(mail)
    if settings.demo and mail is not None:
        channels["sms"] = TextsByMail(mail)
    elif settings.sms.url:
        ca_file = str(settings.sms.ca_file) if settings.sms.ca_file else None
        channels["sms"] = SmsChannel(SmsGateway(url=settings.sms.url, token=settings.sms.token, ca_file=ca_file))
    return channels
