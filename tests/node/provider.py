"""Starting the certified provider: npm's oidc-provider in a process of its own."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER = Path(__file__).parent


class NoNode(Exception):
    """The tests against a certified provider need Node 20 or later, with npm."""


@contextmanager
def certified_provider(*, portal: str, secret: str) -> Iterator[str]:
    """Yield the issuer of a provider that knows one client, the portal at this address. Raises `NoNode`."""
    node = _node_with_packages()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PORT": str(port), "PORTAL": portal, "SECRET": secret}
    process = subprocess.Popen(
        [node, "--no-warnings", "idp.mjs"],
        cwd=FOLDER,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _await_ready(process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def _await_ready(process: "subprocess.Popen[str]") -> None:
    """Read what the provider says until it is ready; it may warn of an old Node before."""
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        if line.strip() == "ready":
            return
    raise NoNode(f"the provider did not start:\n{''.join(said)}")


def _node_with_packages() -> str:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise NoNode("install Node 20 or later; the tests of logging in run against npm's oidc-provider")
    if not (FOLDER / "node_modules" / "oidc-provider").is_dir():
        done = subprocess.run([npm, "ci", "--no-progress"], cwd=FOLDER, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise NoNode(f"npm ci failed:\n{done.stdout}{done.stderr}")
    return node
