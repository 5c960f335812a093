"""Square codes that lead to a page of the portal."""

import io

import segno


def qr_svg(text: str) -> str:
    """Return a QR code as an SVG drawing, black on white, with its quiet zone; 15 % of it may be damaged."""
    drawing = io.BytesIO()
    segno.make_qr(text, error="m").save(
        drawing, kind="svg", border=2, xmldecl=False, light="#fff", svgclass=None, lineclass=None
    )
    return drawing.getvalue().decode()
