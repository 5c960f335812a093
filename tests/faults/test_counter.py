"""At a counter the power goes: what was typed is there afterwards, and a scan that came by half harms nothing."""

import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from sqlalchemy import func, select

from portal.cases.models import DraftFile
from tests.faults.killing import Server
from tests.storage.files import picture
from tests.stories import CERTIFICATE, TYPED
from tests.world import COMMUNE, World

pytestmark = pytest.mark.faults

OFFICE = f"{COMMUNE}/X-TTPVHCC"


class Desk:
    """Reception's browser, over real HTTP."""

    def __init__(self, world: World, server: Server) -> None:
        self.server = server
        self.browser = requests.Session()
        self.secret = world.session_of(world.officer("reception"))
        self.cookie = world.session_cookie
        self.browser.cookies.set(self.cookie, self.secret)
        self.waits()

    def waits(self) -> None:
        """Wait until the server is there."""
        for _ in range(200):
            try:
                if self.browser.get(f"{self.server.url}/track", timeout=10).status_code == 200:
                    return
            except requests.RequestException:
                time.sleep(0.1)
        raise AssertionError("the server does not come")

    def get(self, path: str) -> str:
        return self.browser.get(self.server.url + path, timeout=30).text

    def token(self, path: str) -> str:
        return str(re.findall(r'name="csrf_token" value="([^"]+)"', self.get(path))[0])

    def post(self, page: str, path: str, **form: str) -> str:
        """Send a form, and return where it led."""
        answer = self.browser.post(
            self.server.url + path, data={"csrf_token": self.token(page), **form}, allow_redirects=False, timeout=30
        )
        assert answer.status_code == 303, answer.text[:1000]
        return answer.headers["Location"]

    def begins(self) -> str:
        """Begin to take in a certificate for Nguyễn Văn An; return the form's first page."""
        home = "/desk/intake/"
        form = {"csrf_token": self.token(home), "q": "051090000001"}
        found = self.browser.post(self.server.url + home, data=form, timeout=30).text
        person = re.findall(r'href="(/desk/intake/people/[0-9a-f-]{36})"', found)[0]
        return self.post(person, person, code=CERTIFICATE, channel="counter", unit=OFFICE)


@pytest.fixture
def server(world: World, tmp_path: Path) -> Iterator[Server]:
    made = Server(world, tmp_path)
    yield made
    made.kill_all()


@pytest.mark.timeout(240)
def test_what_was_typed_at_a_counter_survives_the_power(world: World, server: Server) -> None:
    desk = Desk(world, server)
    url = desk.begins()
    url = desk.post(url, url, **TYPED["who"])
    form = {"csrf_token": desk.token(url), "lived_elsewhere": "no"}
    assert desk.browser.post(f"{server.url}{url}/autosave", data=form, timeout=30).status_code == 200
    server.kill_all()  # no goodbye: kill -9 of the master and of every worker

    server.start()
    desk.waits()

    assert 'value="no" checked' in " ".join(desk.get(url).split())
    assert url.rsplit("/", 1)[0] in desk.get("/desk/intake/"), "it waits in the list of the office"


@pytest.mark.timeout(240)
def test_a_scan_that_breaks_off_leaves_the_earlier_ones_and_the_form(world: World, server: Server) -> None:
    desk = Desk(world, server)
    url = desk.begins()
    for name, fields in TYPED.items():
        url = desk.post(url, url, **{**fields, **({"replaces_earlier": "yes"} if name == "purpose" else {})})
    upload = f"{url}/old_certificate"
    form = {"csrf_token": desk.token(url)}
    whole = desk.browser.post(
        server.url + upload, data=form, files={"file": ("một.png", picture("PNG"))}, allow_redirects=False, timeout=30
    )
    assert whole.status_code == 303
    _send_half(server, upload, desk, form["csrf_token"])

    with world.house.database.read() as look:
        assert look.execute(select(func.count()).select_from(DraftFile)).scalar_one() == 1
    assert "một.png" in desk.get(url)


def _send_half(server: Server, path: str, desk: Desk, token: str) -> None:
    """Begin an upload of a megabyte, and let go of the line in the middle of it."""
    head = (
        f'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
        '--b\r\nContent-Disposition: form-data; name="file"; filename="hai.png"\r\nContent-Type: image/png\r\n\r\n'
    )
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall(
            f"POST {path} HTTP/1.1\r\nHost: localhost:{server.port}\r\nCookie: {desk.cookie}={desk.secret}\r\n"
            f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n{head}".encode()
        )
        line.sendall(picture("PNG")[:100])
