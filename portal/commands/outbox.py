"""`portal outbox`: what waits for the worker, and what it gave up."""

import click

from portal.commands.opening import open_database
from portal.commands.output import json_option, say_json, table


@click.group()
def outbox() -> None:
    """Letters and documents that wait for the worker.

    \b
    Example:
      portal outbox show
    """


@outbox.command()
@json_option
def show(*, as_json: bool) -> None:
    """Show how much waits, since when, and which messages were given up, with the reason.

    \b
    Examples:
      portal outbox show
      portal outbox show --json
    """
    from dataclasses import asdict

    from portal.notifications.queries import backlog, list_dead

    with open_database() as database, database.read() as look:
        state, dead = backlog(look), list_dead(look)
    if as_json:
        say_json({**asdict(state), "given_up": [asdict(one) for one in dead]})
        return
    since = f", the oldest since {state.oldest.isoformat()}" if state.oldest else ""
    click.echo(f"{state.waiting:,} waiting{since}; {state.dead:,} given up.")
    if dead:
        click.echo(table([(one.id, one.topic, one.dead_at.isoformat(), one.last_error) for one in dead]))


@outbox.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
def retry(ids: tuple[str, ...]) -> None:
    """Give messages that were given up another round of tries: those with these IDs, of `portal outbox show`.

    \b
    Example:
      portal outbox retry 0a1b2c3d-…
    """
    from portal.clock import system_clock
    from portal.notifications.errors import NoSuchMessage
    from portal.notifications.outbox import revive

    try:
        with open_database() as database, database.transaction() as work:
            for one in ids:
                revive(work, one, system_clock())
    except NoSuchMessage as unknown:
        raise click.ClickException(f"No message {unknown} was given up; none is tried again.") from unknown
    click.echo(f"{len(ids)} will be tried again.")
