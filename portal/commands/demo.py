"""`portal demo`: invented people and their cases, to try the portal with."""

from typing import TYPE_CHECKING

import click

from config import Settings
from portal.commands.opening import open_house, safe_settings
from portal.commands.output import json_option, say_json, table
from portal.commands.progress import Progress

if TYPE_CHECKING:
    from portal.demo.history import Issuers, Played
    from portal.demo.officers import DatedPost
    from portal.house import House

FIRST_SEED = 2025
DEMO_CASES = 400


@click.group()
def demo() -> None:
    """Invented people and their cases.

    They are there to try the portal with, never in production.

    \b
    Example:
      portal demo load --cases 2000
    """


@demo.command()
@click.option("--cases", type=click.IntRange(1), default=DEMO_CASES, show_default=True, help="How many cases to play.")
@click.option("--seed", type=int, help="Another number gives another history. Default: always the same one.")
@click.option("--more", is_flag=True, help="Play also when there are cases already.")
def load(*, cases: int, seed: int | None, more: bool) -> None:
    """Play cases from January 2025 to now: submitted, processed, late, paused, refused, handed over.

    Units, procedures and people have to be there or are made: run `portal units load` and `procedures publish` first.

    \b
    Examples:
      portal demo load
      portal demo load --cases 2000 --more
    """
    _refuse_in_production()
    with open_house() as house:
        held = count_cases(house)
        if held and not more:
            raise click.ClickException(f"There are {held:,} cases already. Say --more to add to them.")
        played = play_history(house, cases, FIRST_SEED + held if seed is None else seed)
    click.echo(f"{played.cases:,} cases, {played.deeds:,} deeds.")


@demo.command()
@json_option
def people(*, as_json: bool) -> None:
    """List who can be logged in as: name, role and unit. No password is asked; pick the name on the login page.

    \b
    Examples:
      portal demo people
      portal demo people --json
    """
    from portal.clock import local
    from portal.demo.citizens import named_citizens
    from portal.demo.officers import demo_officers

    _refuse_in_production()
    with open_house() as house:
        day = local(house.clock()).date()
        officers = [
            {"login": "officers", "name": officer.name, "who": posts, "account": officer.subject}
            for officer in demo_officers(house.directory)
            if (posts := _posts(house, officer.posts_on(day)))
        ]
        base = house.settings.base_url
    citizens = [
        {"login": "citizens", "name": one.name, "who": one.about_en, "account": one.subject} for one in named_citizens()
    ]
    if as_json:
        say_json([*citizens, *officers])
        return
    click.echo(table([(row["name"], row["account"], row["who"]) for row in (*citizens, *officers)]))
    click.echo(f"\nCitizens log in at {base}/login/citizens, officers at {base}/login/officers.")


def _refuse_in_production() -> None:
    if safe_settings().is_production:
        raise click.ClickException("This is production: invented people and cases have no place among real ones.")


def count_cases(house: "House") -> int:
    from sqlalchemy import func, select

    from portal.cases.models import Case

    with house.database.read() as look:
        return look.execute(select(func.count(Case.id))).scalar_one()


def play_history(house: "House", cases: int, seed: int = FIRST_SEED) -> "Played":
    """Play a history up to now, saying how far it is."""
    from portal.demo.history import play

    progress = Progress("demo cases played", cases)
    played = play(
        house.door.tools,
        house.storage,
        issuers(house.settings),
        cases=cases,
        seed=seed,
        until=house.clock(),
        advance=progress.advance,
    )
    progress.finish()
    return played


def issuers(settings: Settings) -> "Issuers":
    """Return who vouches for the demo's people: the demo's own providers, unless others are configured."""
    from portal.demo.history import Issuers
    from portal.demo.identity import ISSUERS
    from portal.web.identity import Audience

    return Issuers(
        citizens=settings.citizen.issuer or ISSUERS[Audience.CITIZENS],
        officers=settings.officer.issuer or ISSUERS[Audience.OFFICERS],
    )


def _posts(house: "House", posts: "tuple[DatedPost, ...]") -> str:
    return "; ".join(f"{post.role.value}, {house.directory.name(post.unit)}" for post in posts)
