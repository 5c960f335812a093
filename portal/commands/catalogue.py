"""`portal catalogue`: the national records, and the search over everything."""

from pathlib import Path

import click

from portal.commands.opening import open_database
from portal.commands.output import json_option, say_json, table


@click.group()
def catalogue() -> None:
    """What people can find: procedures and national records.

    \b
    Example:
      portal catalogue search "khai tu"
    """


@catalogue.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def import_records(file: Path, *, as_json: bool) -> None:
    """Load national records from FILE (JSON lines, gzip or plain) and say what could not be read, and why.

    A spoiled line never stops the rest; importing the same file again changes nothing.

    \b
    Examples:
      portal catalogue import national-procedures.jsonl.gz
      portal catalogue import national-procedures.jsonl.gz --json > report.json
    """
    from portal.catalogue.national.importing import import_catalogue
    from portal.clock import system_clock

    with open_database() as database:
        report = import_catalogue(database, file, system_clock())
    if as_json:
        say_json(report.to_json())
    else:
        click.echo("\n".join(report.lines()))


@catalogue.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", default=10, show_default=True, help="How many to show.")
@json_option
def search(words: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """Search as the public pages do: without accents, with slips.

    \b
    Examples:
      portal catalogue search dang ky ket hon
      portal catalogue search "giay doc than" --json
    """
    from portal.catalogue.search import load_index
    from portal.catalogue.search import search as search_index

    with open_database() as database, database.read() as look:
        page = search_index(load_index(look), " ".join(words), limit=limit)
    if as_json:
        hits = [{"code": hit.code, "name": hit.name, "online": hit.online} for hit in page.hits]
        say_json({"total": page.total, "hits": hits})
    else:
        click.echo(table([(hit.code, hit.online, hit.name) for hit in page.hits]) or "Nothing found.")
        click.echo(f"{len(page.hits)} of {page.total}")
