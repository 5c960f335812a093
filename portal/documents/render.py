"""From data to a tagged PDF, in Vietnamese, with a title: PDF/UA-1 and PDF/A-2a as the typesetter claims them.

The same data give the same bytes: the only clock is the moment of issue in the data, the only fonts are ours. A
template gets its data as text; it can read no file outside its folder, and no package from anywhere.
"""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import typst

from portal.documents.errors import NoSuchTemplate, RenderFailed
from portal.documents.letters import shown

TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"
PARTS = frozenset({"parts", "slip-parts", "confirmation"})


class Document(Protocol):
    """Data that knows its template."""

    @property
    def template(self) -> str: ...

    @property
    def issued_at(self) -> datetime: ...

    def to_json(self) -> dict[str, Any]: ...


class Renderer:
    """Renders documents; keeps one compiler a template, so that only the first document of each is slow."""

    def __init__(self, templates: Path = TEMPLATES) -> None:
        self._templates = templates
        self._fonts = typst.Fonts(include_system_fonts=False, font_paths=[templates / "fonts"])
        self._compilers: dict[str, tuple[threading.Lock, typst.Compiler]] = {}
        self._making = threading.Lock()

    def render(self, document: Document) -> bytes:
        """Return the document as PDF. Raises `NoSuchTemplate`, `RenderFailed`."""
        lock, compiler = self._compiler(document.template)
        data = json.dumps(shown(document.to_json()), ensure_ascii=False)
        made_at = document.issued_at.astimezone(UTC).replace(microsecond=0)
        with lock:
            try:
                made = compiler.compile(sys_inputs={"data": data}, pdf_standards=["a-2a", "ua-1"], timestamp=made_at)
            except typst.TypstError as error:
                raise RenderFailed(document.template, error.diagnostic) from error
        if not isinstance(made, bytes):
            raise RenderFailed(document.template, "the typesetter gave no file")
        return made

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
