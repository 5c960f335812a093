"""The command line: everything in it explains itself, and speaks to programs where it reports."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from portal import schema
from portal.cli import portal

ROOT = Path(__file__).parents[2]


def every_command(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from every_command(command, (*path, name))


COMMANDS = {" ".join(path): command for path, command in every_command(portal)}


def call(*words: str, home: Path, **environ: str) -> Result:
    return CliRunner().invoke(portal, list(words), env={"PORTAL_HOME": str(home), **environ})


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(name: str) -> None:
    result = CliRunner().invoke(portal, [*name.split(), "--help"])

    assert result.exit_code == 0
    assert "Example" in result.output
    assert f"portal {name}" in (COMMANDS[name].help or "")
    for option in COMMANDS[name].params:
        assert not isinstance(option, click.Option) or option.help, f"{name} {option.name}"


def test_a_command_that_needs_the_database_says_how_to_make_it(tmp_path: Path) -> None:
    result = call("units", "as-of", "2025-07-01", home=tmp_path)

    assert result.exit_code == 1
    assert "portal db upgrade" in result.output


def test_check_names_everything_that_production_refuses(tmp_path: Path) -> None:
    result = call("check", "--deploy", "--json", home=tmp_path, PORTAL_DEMO="1", PORTAL_SQLITE_SYNCHRONOUS="OFF")

    told = json.loads(result.output)
    assert result.exit_code == 1
    assert not told["ok"]
    assert {"PORTAL_DEMO", "PORTAL_SQLITE_SYNCHRONOUS"} <= {line.partition(":")[0] for line in told["problems"]}


def test_check_reads_what_the_settings_name(tmp_path: Path) -> None:
    file = tmp_path / "claims.json"
    file.write_text('{"subject": "sub", "nick": "x"}')

    told = json.loads(call("check", "--json", home=tmp_path, PORTAL_OFFICER_CLAIMS_FILE=str(file)).output)

    assert "PORTAL_OFFICER_CLAIMS_FILE: name: no claim is named for it" in told["problems"]


def test_a_folder_that_cannot_be_written_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "home").touch()

    done = subprocess.run(
        [sys.executable, "-m", "portal", "db", "upgrade"],
        env={"PORTAL_HOME": str(tmp_path / "home" / "portal")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr == f"PORTAL_HOME: {tmp_path / 'home' / 'portal'} cannot be used: Not a directory.\n"


def test_procedures_that_come_with_the_portal_are_proved(tmp_path: Path) -> None:
    result = call("procedures", "check", home=tmp_path)

    assert result.exit_code == 0, result.output


def test_a_broken_procedure_ends_the_check_with_one(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("code: 1.000000\n")

    result = call("procedures", "check", str(tmp_path), "--json", home=tmp_path)

    assert result.exit_code == 1
    assert json.loads(result.output)["problems"]


def test_units_are_loaded_and_counted_as_of_a_day(migrated_home: Path) -> None:
    assert call("units", "load", home=migrated_home).exit_code == 0

    counts = {
        day: json.loads(call("units", "as-of", day, "--json", home=migrated_home).output)["levels"]
        for day in ("2024-06-30", "2025-06-30", "2025-07-01")
    }

    assert {day: (level["district"], level["commune"]) for day, level in counts.items()} == {
        "2024-06-30": (13, 173),
        "2025-06-30": (13, 170),
        "2025-07-01": (0, 96),
    }


def test_a_faulty_tree_is_refused_with_every_fault(migrated_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "tree.json"
    file.write_text('{"levels": [{"code": "a"}], "units": [{"code": "b"}]}')

    result = call("units", "load", str(file), home=migrated_home)

    assert result.exit_code == 1
    assert "levels[0] a" in result.output
    assert "units[0] b" in result.output


def test_publishing_again_changes_nothing(migrated_home: Path) -> None:
    first = json.loads(call("procedures", "publish", "--json", home=migrated_home).stdout)
    second = json.loads(call("procedures", "publish", "--json", home=migrated_home).stdout)

    assert "1.004873" in first["published"]
    assert second == {"published": [], "unchanged": len(first["published"])}


@pytest.fixture
def migrated_home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    schema.upgrade(f"sqlite:///{home / 'portal.db'}")
    return home


def test_histories_of_a_procedure_are_played_and_told(tmp_path: Path) -> None:
    words = ("procedures", "simulate", "2.000720", "--cases", "5", "--seed", "3")

    result, again = call(*words, home=tmp_path), call(*words, home=tmp_path)
    told = json.loads(call(*words, "--json", home=tmp_path).output)

    assert result.exit_code == 0
    assert result.output == again.output
    assert "ends: " in result.output
    assert [one["variant"] for one in told] == ["owner_gone", "moving", "ordinary"]
    assert {sum(one["ends"].values()) for one in told} == {5}
    assert all(one["ledger"][-1].startswith(("due ", "the clock")) for one in told)


def test_a_dead_end_fails(tmp_path: Path) -> None:
    """The head may only agree to what is never so."""
    folder = tmp_path / "procedures"
    shutil.copytree(ROOT / "procedures", folder)
    shared = folder / "workflows" / "commune-full.yaml"
    text = shared.read_text(encoding="utf-8")
    shared.write_text(text.replace("agree: {to: sign}", 'agree: {to: sign, when: "never"}'), encoding="utf-8")

    words = ("procedures", "simulate", "2.000720", "--cases", "30", "--folder", str(folder))
    result = call(*words, home=tmp_path)

    assert result.exit_code == 1
    assert "DEAD END: nothing leads on from the step 'review'" in result.output


def test_a_procedure_that_is_not_there_is_not_played(tmp_path: Path) -> None:
    result = call("procedures", "simulate", "9.999999", home=tmp_path)

    assert result.exit_code == 1
    assert "procedures check" in result.output
