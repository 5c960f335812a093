"""Files as answers: always a download, never run by the browser, named as RFC 6266 wants (R-FILE-6)."""

from urllib.parse import quote

from flask import Response

from portal.text import fold

# What a browser may show beside the case; everything is sent with a sandbox all the same.
INLINE = frozenset({"application/pdf", "image/jpeg", "image/png"})


def send_file(content: bytes, name: str, media_type: str, *, inline: bool = False) -> Response:
    """Return a file. Inline only for the types that the desk's viewer shows, in a sandbox without scripts."""
    shown = inline and media_type in INLINE
    answer = Response(content, mimetype=media_type)
    plain = fold(name.rsplit(".", 1)[0]).replace(" ", "-") or "file"
    ending = name.rsplit(".", 1)[-1] if "." in name else "bin"
    how = "inline" if shown else "attachment"
    answer.headers["Content-Disposition"] = (
        f"{how}; filename=\"{plain}.{fold(ending)}\"; filename*=UTF-8''{quote(name)}"
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    if shown:
        answer.headers["Content-Security-Policy"] += "; frame-ancestors 'self'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
