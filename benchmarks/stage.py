"""A prepared portal on a real, durable database of either kind, and people who carry cases through it.

SQLite lies under `PORTAL_HOME/bench` with synchronous=FULL; PostgreSQL is a server of its own with fsync on.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Literal
from uuid import uuid4

from sqlalchemy import create_engine, text

from portal.cases.door import Receipt
from portal.people.principal import Principal
from portal.schema import import_models
from portal.web.serving import post_worker_init
from portal.workflow.commands import Act, AnyCommand, Inputs
from tests.postgres import postgresql
from tests.world import ROOT, World, prepare, world_at

Engine = Literal["sqlite", "postgresql"]
ENGINES: tuple[Engine, ...] = ("sqlite", "postgresql")
PROCEDURE = "1.004873"


@dataclass(frozen=True, slots=True)
class Deed:
    """One action on the way of a certificate through a commune."""

    who: str
    action: str
    inputs: Inputs


def bench_folder() -> Path:
    """Return the folder of all that benchmarks keep."""
    folder = Path(os.environ.get("PORTAL_HOME", ROOT / ".portal")) / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def scratch() -> Iterator[Path]:
    """Yield a folder on the disk that is measured; it is gone afterwards."""
    folder = Path(mkdtemp(dir=bench_folder()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def prepared(engine: Engine) -> Iterator[str]:
    """Yield the address of a database that holds the small world of the tests."""
    import_models()
    if engine == "sqlite":
        with scratch() as folder:
            url = f"sqlite:///{folder / 'portal.db'}"
            prepare(url)
            yield url
        return
    with postgresql(durable=True) as server:
        admin = create_engine(server, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("create database world"))
        admin.dispose()
        url = server.replace("/postgres?", "/world?")
        prepare(url)
        yield url


@contextmanager
def stage(engine: Engine) -> Iterator[World]:
    """Yield a small world on a database of its own."""
    with prepared(engine) as url, scratch() as home, world_at(url, home) as world:
        post_worker_init()
        yield world


def way(specialist: Principal) -> tuple[Deed, ...]:
    """Return what is done with a certificate, from the one-stop desk and back to it."""
    return (
        Deed("reception", "accept", Inputs()),
        Deed("head", "assign", Inputs(officer=specialist.id)),
        Deed("specialist", "grant", Inputs(draft="Chưa đăng ký kết hôn với ai.")),
        Deed("head", "agree", Inputs()),
        Deed("leader", "sign", Inputs()),
        Deed("clerk", "issue", Inputs()),
        Deed("reception", "hand_over", Inputs(receipt="Nhận bản điện tử")),
    )


def command(deed: Deed, case: Receipt) -> AnyCommand:
    return Act(case_id=case.case_id, seen_version=case.version, key=uuid4().hex, action=deed.action, inputs=deed.inputs)
