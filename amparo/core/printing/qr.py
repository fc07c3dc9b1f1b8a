"""The squares of a QR code, to be drawn as shapes."""

from __future__ import annotations


def squares(address: str) -> list[str]:
    """Rows of 1 (dark) and 0 (light), without the empty border. It can be read with an eighth of it smudged."""
    import qrcode

    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=0)
    code.add_data(address)
    code.make(fit=True)
    return ["".join("1" if dark else "0" for dark in row) for row in code.get_matrix()]
