"""A server that is killed again and again, and citizens who do not give up."""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import requests

from portal.people.principal import Principal
from tests.stories import write_draft
from tests.world import ROOT, World

PATIENCE = 30.0


class Server:
    """gunicorn with two workers, in a group of processes of its own."""

    def __init__(self, world: World, home: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://localhost:{self.port}"
        self._environment = {**os.environ, "TEST_DATABASE": world.house.database.url, "TEST_HOME": str(home)}
        self.start()

    def start(self) -> None:
        command = [
            *(sys.executable, "-m", "gunicorn", "tests.faults.serving:application", "--preload"),
            *("--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread", "--workers", "2", "--threads", "4"),
            *("--log-level", "critical", "--no-control-socket"),
        ]
        self._master = subprocess.Popen(command, env=self._environment, cwd=ROOT, start_new_session=True)

    def kill_one(self) -> bool:
        """Kill one worker; say whether there was one."""
        children = Path(f"/proc/{self._master.pid}/task/{self._master.pid}/children").read_text().split()
        if not children:
            return False
        try:
            os.kill(int(random.choice(children)), signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def kill_all(self) -> None:
        os.killpg(self._master.pid, signal.SIGKILL)
        self._master.wait()


@dataclass
class Journal:
    """What a citizen sent, and what was answered: an answer is a promise."""

    sent: list[str] = field(default_factory=list)  # drafts
    submitted: dict[str, str] = field(default_factory=dict)  # draft -> code
    withdrawn: list[str] = field(default_factory=list)  # codes
    odd: list[str] = field(default_factory=list)  # answers that are neither yes nor "try again"


class Citizen(threading.Thread):
    """Submits drafts and withdraws cases over HTTP, each until it is answered."""

    def __init__(self, world: World, server: Server, who: Principal) -> None:
        super().__init__(daemon=True)
        self.journal = Journal()
        self._world, self._server, self._who = world, server, who
        self._browser = requests.Session()
        self._browser.cookies.set(world.session_cookie, world.session_of(who))
        self._stop_asked = threading.Event()

    def run(self) -> None:
        token = self._token()
        while not self._stop_asked.is_set():
            draft_id = write_draft(self._world, self._who)
            self.journal.sent.append(draft_id)
            receipt = self._until_answered(f"/apply/{draft_id}/submit", {"csrf_token": token})
            found = re.fullmatch(r"/cases/([^/]+)/receipt", receipt)
            if found is None:
                return
            self.journal.submitted[draft_id] = found[1]
            withdrawal = {"csrf_token": token, "key": uuid4().hex, "seen_version": "1", "reason": "thôi"}
            if self._until_answered(f"/cases/{found[1]}/withdraw", withdrawal):
                self.journal.withdrawn.append(found[1])

    def stop(self) -> None:
        self._stop_asked.set()
        self.join(PATIENCE)

    def _until_answered(self, path: str, data: dict[str, str]) -> str:
        """Send a form, again and again, and return where it led; empty when the citizen was stopped."""
        while not self._stop_asked.is_set():
            try:
                answer = self._browser.post(self._server.url + path, data=data, allow_redirects=False, timeout=10)
            except requests.RequestException:
                time.sleep(0.02)
                continue
            if answer.status_code == 303:
                return answer.headers["Location"]
            if answer.status_code != 503:
                self.journal.odd.append(f"{answer.status_code} {path}: {answer.text[:300]}")
                return ""
        return ""

    def _token(self) -> str:
        while True:
            try:
                page = self._browser.get(f"{self._server.url}/track", timeout=10)
                found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
                if found:
                    return found[1]
            except requests.RequestException:
                time.sleep(0.02)
