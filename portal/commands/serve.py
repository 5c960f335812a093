"""`portal serve`: the web server, and with `--demo` everything before it."""

import os
import socket
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

import click

from config import Settings, load_settings
from portal.commands.opening import refuse_unfit
from portal.commands.processes import Together
from portal.commands.progress import step

START_SECONDS = 120.0  # a slow or busy machine takes its time; nobody is served sooner by giving up


@click.command()
@click.option("--demo", is_flag=True, help="Prepare database, tree, procedures and demo first, and let anybody log in.")
@click.option("--worker", "with_worker", is_flag=True, help="Start a worker beside it. --demo always does.")
@click.option("--host", help="Address to listen on. Default: PORTAL_HOST, 127.0.0.1.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on. Default: PORTAL_PORT, 8080.")
@click.option("--workers", type=click.IntRange(1), help="Processes. Default: PORTAL_WORKERS, 2.")
@click.option("--threads", type=click.IntRange(1), help="Threads in each. Default: PORTAL_THREADS, 4.")
def serve(*, with_worker: bool, **options: object) -> None:
    """Serve the portal until Ctrl-C.

    Without --demo nothing is prepared: run `portal db upgrade`, `units load` and `procedures publish` before.

    \b
    Examples:
      portal serve --demo --port 8081
      PORTAL_ENV=production portal serve --host 0.0.0.0 --workers 5
    """
    # The children read the same settings, so what was said here goes on by the environment.
    said = {f"PORTAL_{name.upper()}": str(int(v) if v is True else v) for name, v in options.items() if v}
    environment = {**os.environ, **said}
    settings = load_settings(environment)
    settings.refuse_if_unsafe()
    _refuse_taken_port(settings)
    if settings.demo:
        from portal.commands.preparing import prepare

        prepare(settings)
    else:
        refuse_unfit(settings)
    with Together(environment) as processes:
        processes.start("web", _gunicorn(settings))
        if with_worker or settings.demo:
            processes.start("worker", [sys.executable, "-m", "portal", "worker"])
        _await_answer(settings, processes)
        code = processes.wait()
    raise SystemExit(code)


def _gunicorn(settings: Settings) -> list[str]:
    """Threads, because the demo provider lives in the application that calls it: a worker must not wait for itself."""
    return [
        *(sys.executable, "-m", "gunicorn", "portal.web.app:create_app()"),
        *("--config", "python:portal.web.serving"),
        *("--bind", f"{settings.host}:{settings.port}"),
        *("--worker-class", "gthread", "--workers", str(settings.workers), "--threads", str(settings.threads)),
        *("--graceful-timeout", "10", "--timeout", "60", "--log-level", "warning", "--no-control-socket"),
    ]


def _refuse_taken_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            message = f"Port {settings.port} on {settings.host} cannot be had: {error.strerror}."
            raise click.ClickException(f"{message} Try another: --port {settings.port + 1}") from error


def _await_answer(settings: Settings, processes: Together) -> None:
    """Say that it serves when it really answers."""
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host  # noqa: S104
    until = time.monotonic() + START_SECONDS
    with step(f"serving at {settings.base_url} (Ctrl-C stops it)"):
        while not _answers(f"http://{host}:{settings.port}/"):
            if not processes.pause() or time.monotonic() > until:
                if processes.stopping:
                    raise SystemExit(0)
                late = f"no answer within {START_SECONDS:.0f} s"
                why = late if time.monotonic() > until else "the lines above say why"
                raise click.ClickException(f"The server did not start: {why}.")


def _answers(url: str) -> bool:
    """A refusal is an answer too: production may not know this host by name."""
    try:
        with urlopen(url, timeout=2):  # noqa: S310
            return True
    except URLError as error:
        return hasattr(error, "code")
    except OSError:
        return False
