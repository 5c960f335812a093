"""`portal db`: bring the schema up and down."""

import click

from portal.commands.opening import refuse_unfit, safe_settings
from portal.commands.progress import step


@click.group()
def db() -> None:
    """The schema of the database.

    \b
    Example:
      portal db upgrade
    """


@db.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the database up to REVISION, the newest if none is given. An SQLite file that is not there is made.

    \b
    Examples:
      portal db upgrade
      PORTAL_DATABASE_URL=postgresql+psycopg://portal@db/portal portal db upgrade
    """
    from portal import schema

    settings = safe_settings()
    with step("database is up to date:") as more:
        schema.upgrade(settings.database_url, revision)
        more.append(f"revision {schema.current(settings.database_url)}")


@db.command()
@click.argument("revision")
@click.option("--yes", is_flag=True, help="Do not ask.")
def downgrade(revision: str, *, yes: bool) -> None:
    """Take the database down to REVISION. What newer tables and columns hold is gone.

    \b
    Examples:
      portal db downgrade -- -1
      portal db downgrade base --yes
    """
    from portal import schema

    settings = safe_settings()
    if not yes:
        click.confirm(f"Everything newer than {revision} is deleted. Go on?", abort=True)
    with step("database is taken down:") as more:
        schema.downgrade(settings.database_url, revision)
        more.append(f"revision {schema.current(settings.database_url)}")


@db.command("check")
def check_schema() -> None:
    """Compare the database with the code. Says every difference, and ends with 1 if there is any.

    \b
    Example:
      portal db check
    """
    from portal import schema

    settings = safe_settings()
    refuse_unfit(settings)
    if differences := schema.differences(settings.database_url):
        raise click.ClickException(differences)
    click.echo(f"The database is what the code expects, revision {schema.head()}.")
