"""10 MB into the store: by itself, and through the multipart form of a small Flask application.

The floor copies the file, hashing it, and forces it to the disk; the form's floor is the same, since whatever Flask
adds is overhead. All in one process, in turns. Memory is that of a process of its own, at its peak.
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from io import BufferedReader
from pathlib import Path
from typing import Any, Literal

from flask import Flask, request

from benchmarks.report import Report, interleaved, median, percentile, report_for
from portal.storage import FolderStorage

SIZE = 10 << 20
LIMIT = 100 << 20
ROUNDS = 21
CHUNK = 1 << 18
BOUNDARY = "----floor"
MEMORY_SIZES = (10, 50)


def main(arguments: Sequence[str] | None = None) -> None:
    report = report_for(arguments, "How fast 10 MB are stored, and with how much memory.")
    with tempfile.TemporaryDirectory(dir=_folder()) as folder:
        _measure_speed(report, Path(folder))
        for megabytes in MEMORY_SIZES:
            report.add(f"upload.form.memory_{megabytes}mb", _extra_memory(Path(folder), megabytes), "MB")
    report.finish()


def _measure_speed(report: Report, folder: Path) -> None:
    content = os.urandom(SIZE)
    source, form = folder / "source", folder / "form"
    source.write_bytes(content)
    form.write_bytes(_form(content))
    storage = FolderStorage(folder / "store")
    application = make_application(storage)
    sha256 = hashlib.sha256(content).hexdigest()

    def put() -> None:
        with source.open("rb", buffering=0) as stream:
            assert storage.put(stream, limit=LIMIT).sha256 == sha256
        storage.path(sha256).unlink()

    def post() -> None:
        assert send(application, form) == sha256
        storage.path(sha256).unlink()

    times = interleaved({"floor": lambda: _floor(source, folder / "copy"), "put": put, "form": post}, rounds=ROUNDS)
    floor = median(times["floor"])
    for name, seconds in times.items():
        report.add(f"upload.{name}", 10 / median(seconds), "MB/s")
        report.add(f"upload.{name}.p95", percentile(seconds, 95) * 1000, "ms")
        if name != "floor":
            report.ratio(f"upload.{name}.over_floor", median(seconds), floor)


def _floor(source: Path, target: Path) -> None:
    digest = hashlib.sha256()
    with source.open("rb", buffering=0) as read, target.open("wb", buffering=0) as write:
        while chunk := read.read(CHUNK):
            digest.update(chunk)
            write.write(chunk)
        os.fdatasync(write.fileno())
    target.unlink()


def make_application(storage: FolderStorage) -> Flask:
    """Return an application whose only page takes a file."""
    application = Flask("upload")

    @application.post("/")
    def take() -> str:
        return storage.put(request.files["file"].stream, limit=LIMIT).sha256  # type: ignore[arg-type]

    return application


def send(application: Flask, form: Path) -> str:
    """Send a form as a server would, from a stream; return what the page says."""
    with form.open("rb") as body:
        answer = application(_environment(body, form.stat().st_size), _start_response)
        return b"".join(answer).decode()


def _start_response(status: str, headers: list[tuple[str, str]], error: object = None) -> Callable[[bytes], None]:
    """Take the head of the answer, which nobody here looks at, and return the old way to write a body."""
    unused: list[bytes] = []
    return unused.append


def _environment(body: BufferedReader, size: int) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
        "CONTENT_LENGTH": str(size),
        "wsgi.url_scheme": "http",
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
    }


def _form(content: bytes) -> bytes:
    head = 'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf'
    return f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def _extra_memory(folder: Path, megabytes: int) -> float:
    """Return by how much the peak memory of a fresh process grows with an upload of that size."""
    form = folder / f"form-{megabytes}"
    form.write_bytes(_form(os.urandom(megabytes << 20)))
    command = [sys.executable, "-m", "benchmarks.upload", "--memory", str(form), str(folder / "memory")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
    return float(done.stdout)


def _report_memory(form: Path, store: Path) -> None:
    application = make_application(FolderStorage(store))
    warm_up = form.with_name("warm-up")
    warm_up.write_bytes(_form(os.urandom(1 << 20)))
    send(application, warm_up)
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = _memory("VmRSS")
    send(application, form)
    print(_memory("VmHWM") - before)


def _memory(which: Literal["VmRSS", "VmHWM"]) -> float:
    """Return the memory of this process, now (VmRSS) or at its peak (VmHWM), in MB."""
    found = re.search(rf"{which}:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) / 1000


def _folder() -> Path:
    folder = Path(os.environ.get("PORTAL_HOME", ".portal")) / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        _report_memory(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
