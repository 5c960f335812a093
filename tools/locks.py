"""Lock files in step with pyproject.toml: what is declared is pinned, what is pinned has hashes and says no address.

`./run lock` resolves anew. The check itself needs no network, so it cannot be out of reach.
"""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
# Each lock file, and the dependency groups in it. Only the installer's leaves the project's own packages out.
LOCKS: dict[str, tuple[str, ...]] = {
    "requirements.lock": (),
    "requirements-dev.lock": ("test", "lint", "install"),
    "requirements-uv.lock": ("install",),
}
WITHOUT_PROJECT = frozenset({"requirements-uv.lock"})
PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)")
ADDRESS = re.compile(r"\b\w+://|^--(?!hash)|^\s*-[a-z]\s| @ ")


@dataclass(frozen=True, slots=True)
class Pin:
    """One package of a lock file."""

    name: str
    version: str
    hashes: int
    needed_by: tuple[str, ...]


def read_lock(text: str) -> dict[str, Pin]:
    """Return the pins of a lock file by canonical name."""
    pins: dict[str, Pin] = {}
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        if found := PIN.match(block):
            name = canonicalize_name(found[1])
            needed = re.findall(r"#(?: via)? +([\w.-]+)(?: \(([^)]*)\))?$", block, re.MULTILINE)
            sources = tuple(place or by for by, place in needed if by != "via")
            pins[name] = Pin(name, found[2], block.count("--hash=sha256:"), sources)
    return pins


def declared(project: dict[str, object], lock: str) -> dict[str, Requirement]:
    """Return what pyproject.toml asks for in a lock file, by canonical name."""
    table, groups = project["project"], project["dependency-groups"]
    assert isinstance(table, dict)
    assert isinstance(groups, dict)
    lines = [] if lock in WITHOUT_PROJECT else list(table["dependencies"])
    lines += [line for group in LOCKS[lock] for line in groups[group]]
    return {canonicalize_name(one.name): one for one in map(Requirement, lines)}


def problems(root: Path = ROOT) -> Iterator[str]:
    """Yield one line for each way in which the lock files and pyproject.toml disagree."""
    project = tomllib.loads((root / "pyproject.toml").read_text())
    everywhere: dict[str, tuple[str, str]] = {}
    for lock in LOCKS:
        text = (root / lock).read_text()
        pins = read_lock(text)
        yield from _out_of_step(lock, declared(project, lock), pins)
        for number, line in enumerate(text.splitlines(), start=1):
            if ADDRESS.search(line):
                yield f"{lock}:{number}: names an address or an option: {line.strip()}"
        for pin in pins.values():
            other, version = everywhere.setdefault(pin.name, (lock, pin.version))
            if version != pin.version:
                yield f"{lock}: {pin.name} is {pin.version} here and {version} in {other}"


def _out_of_step(lock: str, wanted: dict[str, Requirement], pins: dict[str, Pin]) -> Iterator[str]:
    for name, requirement in wanted.items():
        pin = pins.get(name)
        if pin is None:
            yield f"{lock}: {requirement} is declared and not locked"
        elif not requirement.specifier.contains(pin.version, prereleases=True):
            yield f"{lock}: {name} {pin.version} is locked, pyproject.toml asks for {requirement.specifier}"
    for pin in pins.values():
        if not pin.hashes:
            yield f"{lock}: {pin.name} has no hash"
        if pin.name not in wanted and all("pyproject.toml" in by for by in pin.needed_by):
            yield f"{lock}: {pin.name} is locked and nothing asks for it any more"


def write(root: Path = ROOT) -> None:
    """Resolve anew, keeping pins that still fit. Settings of this machine's uv and pip are left out of it."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "UV_"))}
    base = root / "requirements.lock"
    for lock, groups in LOCKS.items():
        command = [sys.executable, "-m", "uv", "--no-config", "pip", "compile", "-q", "--universal"]
        command += ["--python-version", "3.11", "--generate-hashes", "--no-header", "-o", lock]
        command += [part for group in groups for part in ("--group", group)]
        if lock not in WITHOUT_PROJECT:
            command.append("pyproject.toml")
        if lock != base.name and lock not in WITHOUT_PROJECT:
            command += ["--constraint", base.name]
        subprocess.run(command, cwd=root, env=environment, check=True)


def main() -> int:
    if "--write" in sys.argv:
        write()
    found = list(problems())
    print("\n".join(found) or f"{len(LOCKS)} lock files are in step with pyproject.toml")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
