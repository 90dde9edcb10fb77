"""A text as a QR code in SVG, which takes the size of its place.

Always black on white with a quiet zone, for readers do not find the code without.  ISO/IEC 18004.
"""

from io import BytesIO

import segno

QUIET = 4  # modules of white around it: the least that the standard asks for


def qr_svg(text: str) -> bytes:
    """Return a text's code; raise ValueError for one that fits none.

    The lowest level of correction holds the longest text, and is raised where there is room.
    """
    out = BytesIO()
    code = segno.make_qr(text, error="l")
    code.save(
        out, kind="svg", border=QUIET, dark="#000", light="#fff", xmldecl=False, omitsize=True
    )
    return out.getvalue()
