"""The files a page needs, joined, named by their content and pressed, once at start and in memory.

There is no build step: what lies in the folders is what is served. A file's public name carries a hash of its bytes,
so that a browser may keep it for ever and a new release never meets an old style.
"""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
STYLE = "look.css"

_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
_IMPORT = re.compile(r'@import url\("([^"]+)"\);')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_REFERENCE = re.compile(r'url\("(?:[^"/]*/)*([^"/]+)"\)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One file as it is sent. `address` is its public name; `pressed` is None when gzip gains nothing."""

    name: str
    address: str
    media_type: str
    content: bytes
    pressed: bytes | None

    @property
    def weight(self) -> int:
        """Return the bytes that travel to a client that accepts gzip."""
        return len(self.content if self.pressed is None else self.pressed)


def build_assets(folder: Path = FOLDER) -> Mapping[str, Asset]:
    """Return every asset under `folder` by its plain name; the style comes last, it names the others."""
    files = [file for part in ("fonts", "images", "vendor", "scripts") for file in sorted((folder / part).iterdir())]
    assets = {file.name: _asset(file.name, file.read_bytes()) for file in files if file.suffix in _MEDIA_TYPES}
    style = _with_addresses(join_styles(folder / "css"), assets)
    assets[STYLE] = _asset(STYLE, style.encode())
    return assets


def join_styles(folder: Path) -> str:
    """Return one style sheet: the files that `look.css` in `folder` imports, in its order, minified."""
    entry = (folder / STYLE).read_text(encoding="utf-8")
    layers = _IMPORT.sub("", entry)
    parts = [(folder / name).read_text(encoding="utf-8") for name in _IMPORT.findall(entry)]
    return minified("\n".join([layers, *parts]))


def minified(style: str) -> str:
    """Return `style` without comments, blank lines and indents. Nothing cleverer: gzip does the rest."""
    lines = (line.strip() for line in _COMMENT.sub("", style).splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def _asset(name: str, content: bytes) -> Asset:
    stem, _, ending = name.rpartition(".")
    # mtime=0: two workers, and two releases, press the same bytes to the same bytes
    pressed = gzip.compress(content, 9, mtime=0)
    return Asset(
        name=name,
        address=f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}.{ending}",
        media_type=_MEDIA_TYPES[f".{ending}"],
        content=content,
        pressed=pressed if len(pressed) < 0.9 * len(content) else None,
    )


def _with_addresses(style: str, assets: Mapping[str, Asset]) -> str:
    return _REFERENCE.sub(lambda found: f'url("{assets[found[1]].address}")', style)
