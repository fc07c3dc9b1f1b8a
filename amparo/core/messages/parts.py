"""How many parts a text message takes, which is what it costs."""

from __future__ import annotations

# The alphabet of 3GPP TS 23.038; the second takes two places each.
GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_DOUBLE = set("\f^{}\\[~]|€")


def is_gsm(text: str) -> bool:
    """Can the text be sent in the small alphabet, 160 characters to a part instead of 70?"""
    return all(c in GSM or c in GSM_DOUBLE for c in text)


def sms_parts(text: str) -> int:
    """The number of parts that a text is sent in; 0 for no text. No character is torn in two."""
    if is_gsm(text):
        widths, one, each = [2 if c in GSM_DOUBLE else 1 for c in text], 160, 153
    else:
        widths, one, each = [2 if ord(c) > 0xFFFF else 1 for c in text], 70, 67
    if sum(widths) <= one:
        return 1 if text else 0
    parts, room = 1, each
    for width in widths:
        if width > room:
            parts, room = parts + 1, each
        room -= width
    return parts
