"""The portal behind a real socket, and a browser for it: both fail loudly when they cannot be had."""

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from portal.cases.bulk_work import BulkWork
from portal.cases.errands import Errands
from portal.cases.relatives import Relatives
from portal.commands.worker import timed
from portal.notifications.duties import Duties
from portal.notifications.worker import Worker
from tests.world import World, world_at


class NoBrowser(Exception):
    """There is no Chromium on this machine; `./run test` installs it."""


@dataclass(frozen=True)
class Site:
    """A world that answers at an address."""

    world: World
    url: str

    def runs_errands(self) -> None:
        """Do what a worker does after the commits: documents are made; letters go nowhere."""
        house = self.world.house
        errands = Errands(database=house.database, mill=house.mill, channel=None, clock=house.clock)
        bulk = BulkWork(door=house.door, mill=house.mill)
        relatives = Relatives(house.door, house.mill)
        handlers = {**errands.handlers, **bulk.handlers, **relatives.handlers}
        worker = Worker(house.database, handlers, house.clock)
        while worker.run_once():
            pass

    def lets_pass(self, **amount: float) -> None:
        """Move the clock on by days=, hours=, and do what a worker does because of the hour alone."""
        house = self.world.house
        self.world.clock.pass_(**amount)
        Duties(house.database, timed(house), house.clock).run_due()
        self.runs_errands()


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # one connection carries a page and all that it needs

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  the name is werkzeug's
        """Say nothing: what went wrong is seen in the browser."""


@contextmanager
def site_at(database_url: str, home: Path) -> Iterator[Site]:
    """Serve a prepared database on a free port of this machine."""
    with (
        free_door() as (door, address),
        world_at(database_url, home, base_url=address) as world,
        open_to_the_public(world.app, door),
    ):
        yield Site(world, address)


@contextmanager
def free_door() -> Iterator[tuple[socket.socket, str]]:
    """Yield a listening socket, and the address that leads to it: a portal wants to know its own before it is made."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield door, f"http://127.0.0.1:{door.getsockname()[1]}"


@contextmanager
def open_to_the_public(app: Flask, door: socket.socket) -> Iterator[None]:
    """Serve an application at a socket while the block lasts."""
    host, port = door.getsockname()[:2]
    server = make_server(host, port, app, threaded=True, request_handler=_Quiet, fd=os.dup(door.fileno()))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield the machine's own Chromium, without a screen. Raises `NoBrowser`."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise NoBrowser("apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()
