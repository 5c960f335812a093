"""`portal cases`: prove that cases follow from their events, and read one."""

import click

from portal.commands.opening import open_house
from portal.commands.output import json_option, say_json, table


@click.group()
def cases() -> None:
    """Cases, as their events tell them.

    \b
    Example:
      portal cases verify
    """


@cases.command()
@json_option
def verify(*, as_json: bool) -> None:
    """Replay every case from its events; find every row that does not follow, and every event that was edited.

    \b
    Examples:
      portal cases verify
      portal cases verify --json
    """
    from sqlalchemy import func, select

    from portal.cases.models import Case
    from portal.cases.verification import Verifier
    from portal.commands.progress import following

    with open_house() as house, house.database.read() as look:
        verifier = Verifier(house.sealer, house.versions, house.calendar)
        total = look.execute(select(func.count(Case.id))).scalar_one()
        replayed = following(verifier.verify_all(look), "cases replayed", total)
        findings = [finding for _code, found in replayed for finding in found]
    if as_json:
        say_json({"cases": total, "findings": [{"case": one.code, "what": one.what} for one in findings]})
    else:
        told = table([(one.code, one.what) for one in findings])
        click.echo(told or f"All {total:,} cases follow from their events.")
    if findings:
        raise SystemExit(1)


@cases.command()
def reindex() -> None:
    """Index all cases anew, so that they are found by identifier, phone number and the words of their answers.

    Once after an update whose notes say so. It only adds; stopped, it is simply run again.

    \b
    Example:
      portal cases reindex
    """
    from sqlalchemy import func, select

    from portal.cases.models import Case
    from portal.cases.reindexing import reindex as index_all
    from portal.commands.progress import following

    with open_house() as house:
        with house.database.read() as look:
            total = look.execute(select(func.count(Case.id))).scalar_one()
        new = sum(following(index_all(house.database, house.sealer), "cases indexed", total))
    click.echo(f"{total:,} cases, {new:,} words that they were not found by before.")


@cases.command()
@click.argument("code")
@json_option
def show(code: str, *, as_json: bool) -> None:
    """Show the state and the history of the case CODE. What is sealed stays sealed: no answers, no names.

    \b
    Examples:
      portal cases show H48.01-261124-0001
      portal cases show H48.01-261124-0001 --json
    """
    from sqlalchemy import select

    from portal.cases.models import Case, CaseEvent

    with open_house() as house, house.database.read() as look:
        case = look.execute(select(Case.__table__).where(Case.code == code)).one_or_none()
        if case is None:
            raise click.ClickException(f"There is no case {code}.")
        columns = (CaseEvent.seq, CaseEvent.at, CaseEvent.kind)
        events = look.execute(select(*columns).where(CaseEvent.case_id == case.id).order_by(CaseEvent.seq)).all()
    facts = {name: getattr(case, name) for name in SHOWN}
    if as_json:
        say_json({**facts, "events": [dict(event._mapping) for event in events]})
        return
    click.echo(table([(name, "" if value is None else str(value)) for name, value in facts.items()]))
    click.echo(table([(str(event.seq), event.at.isoformat(), event.kind) for event in events]))


SHOWN = (
    *("code", "procedure_code", "variant", "channel", "state", "step", "unit", "outcome"),
    *("submitted_at", "accepted_at", "due_at", "decided_at", "ended_at", "version"),
)
