"""QR codes for pages: one SVG path of the dark modules, drawn by the page's own macro."""

import segno


def qr_path(text: str) -> tuple[str, int]:
    """Return the `d` of the dark modules of a QR code, and how many modules a side has."""
    code = segno.make_qr(text, error="m")
    runs = []
    for y, line in enumerate(code.matrix):
        x = 0
        while x < len(line):
            start = x
            while x < len(line) and line[x]:
                x += 1
            if x > start:
                runs.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
            x += 1
    return "".join(runs), len(code.matrix)
