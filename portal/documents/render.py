"""From data to a tagged PDF, in Vietnamese, with a title: PDF/UA-1 and PDF/A-2a as the typesetter claims them.

The same data give the same bytes: the only clock is the moment of issue in the data, the only fonts are ours. A
template gets its data as text; it can read no file outside its folder, and no package from anywhere.
"""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Protocol

import typst

from portal.documents.errors import NoSuchTemplate, RenderFailed
from portal.documents.letters import shown

TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"
PATIENCE = 30.0  # seconds; a document takes milliseconds, the first of a template half a second
PARTS = frozenset({"parts", "slip-parts", "confirmation"})


class Document(Protocol):
    """Data that knows its template."""

    @property
    def template(self) -> str: ...

    @property
    def issued_at(self) -> datetime: ...

    def to_json(self) -> dict[str, Any]: ...


class Renderer:
    """Renders documents; keeps one compiler a template, so that only the first document of each is slow.

    A compiler that does not come back in time is left behind, and the next document gets a new one.
    """

    def __init__(self, templates: Path = TEMPLATES, *, patience: float = PATIENCE) -> None:
        self._templates = templates
        self._patience = patience
        self._fonts = typst.Fonts(include_system_fonts=False, font_paths=[templates / "fonts"])
        self._compilers: dict[str, tuple[threading.Lock, typst.Compiler]] = {}
        self._making = threading.Lock()

    def render(self, document: Document) -> bytes:
        """Return the document as PDF. Raises `NoSuchTemplate`, `RenderFailed`."""
        lock, compiler = self._compiler(document.template)
        data = json.dumps(shown(document.to_json()), ensure_ascii=False)
        made_at = document.issued_at.astimezone(UTC).replace(microsecond=0)

        def compile_() -> object:
            return compiler.compile(sys_inputs={"data": data}, pdf_standards=["a-2a", "ua-1"], timestamp=made_at)

        with lock:
            made = self._in_time(document.template, compile_)
        if isinstance(made, typst.TypstError):
            raise RenderFailed(document.template, made.diagnostic) from made
        if isinstance(made, Exception):
            raise made
        if not isinstance(made, bytes):
            raise RenderFailed(document.template, "the typesetter gave no file")
        return made

    def _in_time(self, template: str, compile_: Callable[[], object]) -> object:
        """Return what a compiler gives or raises. Raises `RenderFailed` when it takes too long."""
        came: SimpleQueue[object] = SimpleQueue()

        def work() -> None:
            try:
                came.put(compile_())
            except Exception as error:
                came.put(error)

        threading.Thread(target=work, name=f"render {template}", daemon=True).start()
        try:
            return came.get(timeout=self._patience)
        except Empty:
            with self._making:
                self._compilers.pop(template, None)
            raise RenderFailed(template, f"not done within {self._patience:g} seconds") from None

    def names(self) -> frozenset[str]:
        """Return the names of the templates there are."""
        return frozenset(path.stem for path in self._templates.glob("*.typ")) - PARTS

    def _compiler(self, template: str) -> tuple[threading.Lock, typst.Compiler]:
        with self._making:
            if template not in self._compilers:
                if template not in self.names():
                    raise NoSuchTemplate(template)
                source = self._templates / f"{template}.typ"
                compiler = typst.Compiler(source, root=self._templates, font_paths=self._fonts)
                self._compilers[template] = threading.Lock(), compiler
            return self._compilers[template]
