"""Square codes that lead to a page of the portal."""

import io

import segno

# Readers accept any of the eight masks; trying them all for the prettiest takes three quarters of the time of a code.
MASK = 0


def qr_svg(text: str) -> str:
    """Return a QR code as an SVG drawing, black on white, with its quiet zone; 15 % of it may be damaged."""
    drawing = io.BytesIO()
    segno.make_qr(text, error="m", mask=MASK).save(
        drawing, kind="svg", border=2, xmldecl=False, light="#fff", svgclass=None, lineclass=None
    )
    return drawing.getvalue().decode()
