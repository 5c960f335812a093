"""`portal kiosks`: which public screens there are, and where each stands."""

import click

from portal.commands.opening import open_house
from portal.commands.output import json_option, say_json, table


@click.group()
def kiosks() -> None:
    """Public screens at one-door offices.

    A browser becomes a kiosk when somebody types the screen's token at /kiosk, once. What is filed there is kept with
    the channel "kiosk" and the office of the screen as the place of intake.

    \b
    Example:
      portal kiosks add 51.21235/X-TTPVHCC "Sảnh, bên trái"
    """


@kiosks.command()
@click.argument("unit")
@click.argument("name")
def add(unit: str, name: str) -> None:
    """Register a screen at the one-door office UNIT, and show its token, this once.

    \b
    Example:
      portal kiosks add 51.21235/X-TTPVHCC "Sảnh, bên trái"
    """
    from portal.clock import local
    from portal.people.kiosks import add_kiosk

    with open_house() as house:
        now = house.clock()
        found = house.directory.find(unit)
        if found is None:
            raise click.ClickException(f"There is no unit {unit}.")
        if not found.alive_on(local(now).date()) or house.directory.reception(unit, local(now).date()) != unit:
            raise click.ClickException(
                f"{unit} is not a one-door office of today: a screen stands where cases come in."
            )
        with house.database.transaction() as work:
            kiosk_id, token = add_kiosk(work, unit=unit, name=name, now=now)
    click.echo(f"Screen {kiosk_id} at {unit}. Type this token at /kiosk, once; it is not shown again:\n\n  {token}\n")


@kiosks.command("list")
@json_option
def list_all(*, as_json: bool) -> None:
    """List the screens, those that were taken away among them.

    \b
    Example:
      portal kiosks list --json
    """
    from portal.people.kiosks import list_kiosks

    with open_house() as house, house.database.read() as look:
        rows = list_kiosks(look)
    if as_json:
        say_json([dict(row._mapping) for row in rows])
        return
    lines = [(row.id, row.unit, row.name, "taken away" if row.revoked_at else "in use") for row in rows]
    click.echo(table(lines) or "None.")


@kiosks.command()
@click.argument("kiosk_id", metavar="ID")
def revoke(kiosk_id: str) -> None:
    """Let the screen ID be a kiosk no more, from its next page on.

    \b
    Example:
      portal kiosks revoke 0a1b2c3d-…
    """
    from portal.people.kiosks import NoSuchKiosk, revoke_kiosk

    try:
        with open_house() as house, house.database.transaction() as work:
            revoke_kiosk(work, kiosk_id, house.clock())
    except NoSuchKiosk as unknown:
        raise click.ClickException(f"No screen in use has the id {unknown}.") from unknown
    click.echo("Taken away.")
