"""Draws a text as a QR code in SVG, which scales to its place.

Always black on white with a quiet zone, without which readers do not find the code.  ISO/IEC 18004.
"""

from io import BytesIO

import segno

QUIET = 4  # modules of white around it: the least that the standard asks for


def qr_svg(text: str) -> bytes:
    """Return a text's code; raise ValueError if it is too long for any.

    The lowest level of correction holds the longest text; a higher one is used where it fits.
    """
    out = BytesIO()
    code = segno.make_qr(text, error="l")
    code.save(
        out, kind="svg", border=QUIET, dark="#000", light="#fff", xmldecl=False, omitsize=True
    )
    return out.getvalue()
