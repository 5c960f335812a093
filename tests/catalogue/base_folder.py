"""A folder with one sound procedure and one sound workflow, in which a test changes one thing."""

import shutil
from pathlib import Path

from portal.catalogue.checking import Offices

BASE = Path(__file__).with_name("base")
PROCEDURE = "civil-status/1.000001.yaml"
WORKFLOW = "workflows/small.yaml"

OFFICES = Offices(
    kinds={
        "province": frozenset({"TTPVHCC-T", "S-TP", "CA-T"}),
        "commune": frozenset({"X-TTPVHCC", "X-VP", "X-UBND"}),
    },
    one_stop=frozenset({"TTPVHCC-T", "X-TTPVHCC"}),
)


def copy(folder: Path, *edits: tuple[str, str, str]) -> Path:
    """Copy the base to a folder; each edit is a file, what stands there once, and what shall stand there."""
    target = folder / "procedures"
    shutil.copytree(BASE, target)
    for file, old, new in edits:
        path = target / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")
    return target
