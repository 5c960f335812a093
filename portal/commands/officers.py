"""`portal officers`: who holds which role in which unit. Whoever nobody appointed cannot log in as an officer."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from config import Settings
from portal.commands.opening import open_house
from portal.commands.output import json_option, say_json, table
from portal.people.roles import Role

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from portal.house import House
    from portal.people.officers import OfficerRecord

DAY = click.DateTime(["%Y-%m-%d"])
account_argument = click.argument("account")
role_argument = click.argument("role", type=click.Choice([role.value for role in Role]))
unit_argument = click.argument("unit")


@click.group()
def officers() -> None:
    """Who holds which role in which unit.

    An appointment is a role in a unit from a day to a day. ACCOUNT is what the officers' identity provider calls a
    person: the claim `sub`.

    \b
    Example:
      portal officers appoint chi.nguyen reception 51.21235/X-TTPVHCC --name "Nguyễn Thị Chi"
    """


@officers.command("list")
@click.argument("unit", required=False)
@click.option("--on", "day", type=DAY, help="The day that is asked about. Default: today.")
@json_option
def list_officers(unit: str | None, day: datetime | None, *, as_json: bool) -> None:
    """List who holds a role on a day, in UNIT and below it; in all units if none is named.

    \b
    Examples:
      portal officers list 51.21235
      portal officers list --on 2025-06-30 --json
    """
    from portal.people.officers import holders_on

    with open_house() as house, house.database.read() as look:
        on = day.date() if day else _today(house)
        wanted = None if unit is None else frozenset(house.directory.subtree(_known(house, unit), on))
        held = [one for one in holders_on(look, on) if wanted is None or one.unit in wanted]
        names = {one.unit: house.directory.full_name(one.unit) for one in held}
    if as_json:
        facts = ("subject", "name", "role", "unit", "valid_from", "valid_to", "is_off")
        say_json([{fact: getattr(one, fact) for fact in facts} for one in held])
        return
    rows = [
        (one.subject, one.name, one.role.value, one.unit, names[one.unit] + ", switched off" * one.is_off)
        for one in held
    ]
    click.echo(table(rows) or "Nobody.")


@officers.command("check")
@click.option("--on", "day", type=DAY, help="The day that is asked about. Default: tomorrow.")
@json_option
def check_officers(day: datetime | None, *, as_json: bool) -> None:
    """Say which steps of which procedures nobody holds on a day, with those who are away and who stands in for them.

    Cases go on being taken in: they wait for whoever comes. The worker looks once a night, and the desk of the head
    or leader says what it found.

    \b
    Examples:
      portal officers check
      portal officers check --on 2026-12-31 --json
    """
    from portal.commands.staffing import find_gaps, in_words, tomorrow

    with open_house() as house:
        on = day.date() if day else tomorrow(house)
        gaps = find_gaps(house, on)
        rows = in_words(gaps, house.directory)
    if as_json:
        found = [{"unit": gap.unit, "role": gap.role, "steps": [list(step) for step in gap.steps]} for gap in gaps]
        say_json({"day": on, "gaps": found})
        return
    click.echo(f"On {on} nobody holds:\n{table(rows)}" if rows else f"On {on} every step has somebody.")


@officers.command()
@account_argument
@role_argument
@unit_argument
@click.option("--name", help="The name that others see. Needed for an account that is new here.")
@click.option("--email", help="Where to write to the officer.")
@click.option("--from", "first", type=DAY, help="The first day. Default: today.")
@click.option("--to", "last", type=DAY, help="The last day. Default: until it is ended.")
@click.option("--note", default="", help="Why: the number of the decision.")
def appoint(
    account: str,
    role: str,
    unit: str,
    *,
    name: str | None,
    email: str | None,
    first: datetime | None,
    last: datetime | None,
    note: str,
) -> None:
    """Give ACCOUNT a ROLE in UNIT.

    \b
    Examples:
      portal officers appoint chi.nguyen reception 51.21235/X-TTPVHCC --name "Nguyễn Thị Chi"
      portal officers appoint chi.nguyen leader 51.21235/X-UBND --from 2027-01-01 --note "12/QĐ-UBND"
    """
    from portal.people.officers import add_officer, find_account
    from portal.people.officers import appoint as give
    from portal.people.principal import Post

    with open_house() as house, _told(), house.database.transaction() as work:
        first_day = first.date() if first else _today(house)
        issuer, post = _issuer(house.settings), Post(Role(role), _known(house, unit))
        known = find_account(work, issuer, account)
        if known is not None:
            officer_id = known.id
        elif name:
            officer_id = add_officer(work, issuer=issuer, subject=account, name=name, email=email, now=house.clock())
        else:
            raise click.ClickException(f"{account} is new here. Say who it is: --name")
        give(work, officer_id, post, first_day, last.date() if last else None, note=note)
        where = house.directory.full_name(unit)
    click.echo(f"{account} is {role} of {where} from {first_day} on.")


@officers.command()
@account_argument
@role_argument
@unit_argument
@click.option("--on", "day", type=DAY, help="The last day. Default: today.")
def end(account: str, role: str, unit: str, *, day: datetime | None) -> None:
    """Let the appointment of ACCOUNT as ROLE in UNIT end with a day. It stays in the history.

    \b
    Examples:
      portal officers end chi.nguyen reception 51.21235/X-TTPVHCC
      portal officers end chi.nguyen leader 51.21235/X-UBND --on 2027-12-31
    """
    from portal.people.officers import appointments_on, end_appointment

    with open_house() as house, _told(), house.database.transaction() as work:
        last = day.date() if day else _today(house)
        officer = _account(work, house, account)
        held = [one for one in appointments_on(work, officer.id, last) if (one.role.value, one.unit) == (role, unit)]
        if not held:
            raise click.ClickException(f"{account} is not {role} of {unit} on {last}.")
        end_appointment(work, held[0].id, last)
    click.echo(f"{account} is {role} of {unit} until {last}.")


@officers.command()
@account_argument
@click.argument("units", nargs=-1)
@click.option("--none", "forget", is_flag=True, help="Let ACCOUNT look after no place any more.")
def areas(account: str, units: tuple[str, ...], *, forget: bool) -> None:
    """Say which UNITS (communes, hamlets) ACCOUNT looks after; without any, show them.

    Steps of a workflow with `assign: by_area` give their tasks by it.

    \b
    Examples:
      portal officers areas chi.nguyen 51.21235 51.21238
      portal officers areas chi.nguyen
    """
    from portal.people.areas import areas_of, set_areas

    with open_house() as house, house.database.transaction() as work:
        officer = _account(work, house, account)
        if units or forget:
            set_areas(work, officer.id, [_known(house, unit) for unit in units])
        held = areas_of(work, officer.id)
    click.echo(f"{account} looks after {', '.join(held) or 'no place'}.")


@officers.command("switch-off")
@account_argument
def turn_off(account: str) -> None:
    """Let nobody act as ACCOUNT any more, from the next click on, wherever it is logged in.

    \b
    Example:
      portal officers switch-off chi.nguyen
    """
    from portal.people.officers import switch_off

    with open_house() as house, house.database.transaction() as work:
        switch_off(work, _account(work, house, account).id, house.clock())
    click.echo(f"{account} is switched off.")


@officers.command("switch-on")
@account_argument
def turn_on(account: str) -> None:
    """Let ACCOUNT log in again, with the appointments it has.

    \b
    Example:
      portal officers switch-on chi.nguyen
    """
    from portal.people.officers import switch_on

    with open_house() as house, house.database.transaction() as work:
        switch_on(work, _account(work, house, account).id)
    click.echo(f"{account} is switched on.")


def _account(work: "Connection", house: "House", account: str) -> "OfficerRecord":
    from portal.people.officers import find_account

    found = find_account(work, _issuer(house.settings), account)
    if found is None:
        raise click.ClickException(f"Nobody is known as {account}.")
    return found


def _issuer(settings: Settings) -> str:
    """Return who vouches for officers: the provider of the settings, or that of the demo."""
    if settings.officer.issuer:
        return settings.officer.issuer
    from portal.commands.demo import issuers

    return issuers(settings).officers


def _known(house: "House", unit: str) -> str:
    if house.directory.find(unit) is None:
        raise click.ClickException(f"There is no unit {unit}. Codes are like 51.21235/X-TTPVHCC.")
    return unit


def _today(house: "House") -> date:
    from portal.clock import local

    return local(house.clock()).date()


@contextmanager
def _told() -> Iterator[None]:
    """Say in a line what keeps an appointment from being made or ended."""
    from portal.people.errors import AlreadyAppointed, BadPeriod

    try:
        yield
    except AlreadyAppointed as held:
        raise click.ClickException(f"Is {held.role.value} of {held.unit} already, since {held.since}.") from held
    except BadPeriod as period:
        raise click.ClickException(f"{period.last} is before {period.first}.") from period
