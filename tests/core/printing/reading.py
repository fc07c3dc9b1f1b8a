"""Reads a PDF of ours back: what is printed, where it stands on the page, and by which glyph of which font."""

import re
import zlib
from typing import NamedTuple


class Mark(NamedTuple):
    """One glyph on paper. `number` 0 is the empty box that stands for a missing sign."""

    page: int
    x: float
    y: float
    text: str
    font: str
    number: int


def marks(pdf):
    """Every glyph of the PDF, in the order it is drawn."""
    objects = {int(m[1]): m[2] for m in re.finditer(rb"(\d+) 0 obj\n(.*?)\nendobj", pdf, re.S)}
    found = []
    pages = [o for o in objects.values() if b"/Type/Page/" in o]
    for page, source in enumerate(pages, 1):
        fonts = {
            name: _font(objects, int(number))
            for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", objects[_ref(source, b"Resources")])
        }
        found += _drawn(page, _stream(objects[_ref(source, b"Contents")]), fonts)
    return found


def text(pdf):
    """All that is printed, without spaces and line breaks; right-to-left words stand as their font draws them."""
    return "".join(m.text for m in marks(pdf)).replace(" ", "").replace("\u00a0", "")


def line(pdf, holding):
    """The glyphs from left to right of each line that holds all these characters."""
    rows = {}
    for mark in marks(pdf):
        rows.setdefault((mark.page, round(mark.y)), []).append(mark)
    lines = ["".join(m.text for m in sorted(row, key=lambda m: m.x)) for row in rows.values()]
    return [one for one in lines if all(c in one for c in holding)]


def metadata(pdf):
    """The texts in which a PDF says who made it, when and how."""
    info = re.findall(rb"obj\n(<</Title.*?)\nendobj", pdf, re.S)
    return b"".join([*info, *re.findall(rb"<\?xpacket begin.*?<\?xpacket end", pdf, re.S)]).decode("utf-8", "replace")


def _ref(source, name):
    return int(re.search(rb"/" + name + rb" (\d+) 0 R", source)[1])


def _stream(source):
    head, _, body = source.partition(b"stream\n")
    body = body[: body.rindex(b"endstream")]
    return zlib.decompress(body) if b"/FlateDecode" in head else body


def _font(objects, number):
    """The name of a font, what its glyphs mean, and how wide they are."""
    source = objects[number]
    name = re.search(rb"/BaseFont/[A-Z]+\+([\w-]+)", source)[1].decode()
    means = {
        int(glyph, 16): bytes.fromhex(letters.decode()).decode("utf-16-be", "replace")
        for glyph, letters in re.findall(
            rb"<([0-9A-F]{4})> <([0-9A-F]+)>", _stream(objects[_ref(source, b"ToUnicode")])
        )
    }
    below = objects[int(re.search(rb"/DescendantFonts\[(\d+) 0 R", source)[1])]
    widths = {}
    for piece in re.findall(rb"(\d+) (\d+) ([-\d.]+)|(\d+)\s*\[([^\]]*)\]", re.search(rb"/W\[(.*)\]", below, re.S)[1]):
        first, last, same, start, each = piece
        if start:
            widths.update(enumerate(map(float, each.split()), int(start)))
        else:
            widths.update(dict.fromkeys(range(int(first), int(last) + 1), float(same)))
    return name, means, widths


def _drawn(page, source, fonts):
    """Follow a page's drawing: where it is moved to, the font, the strings. Enough for what Typst writes."""
    found, stack, at, font, size, run, x = [], [], (1, 0, 0, 1, 0, 0), None, 0, (0, 0), 0
    for token in _tokens(source):
        op, numbers = token
        if op == b"q":
            stack.append(at)
        elif op == b"Q":
            at = stack.pop()
        elif op == b"cm":
            a, b, c, d, e, f = numbers
            at = (a, b, c, d, *_moved(at, e, f)) if at[:4] == (1, 0, 0, 1) else (*at[:4], *_moved(at, e, f))
        elif op == b"Tf":
            font, size = fonts[numbers[0][1:]], numbers[1]
        elif op == b"Tm":
            run, x = numbers[4:], 0
        elif op in (b"TJ", b"Tj"):
            for part in numbers:
                if isinstance(part, bytes):
                    for number in (part[i] * 256 + part[i + 1] for i in range(0, len(part), 2)):
                        here = _moved(at, run[0] + x, run[1])
                        found.append(Mark(page, *here, font[1].get(number, ""), font[0], number))
                        x += font[2].get(number, 0) * size / 1000
                else:
                    x -= part * size / 1000
    return found


def _moved(at, x, y):
    a, b, c, d, e, f = at
    return a * x + c * y + e, b * x + d * y + f


def _tokens(source):
    operands = []
    plain = rb"[^()\\]|\\."
    inner = rb"\((?:" + plain + rb")*\)"
    pattern = (
        rb"\((?:"
        + plain
        + rb"|"
        + inner
        + rb"|\((?:"
        + plain
        + rb"|"
        + inner
        + rb")*\))*\)|/[\w.]+|[-+]?\d*\.?\d+|<[0-9A-Fa-f]+>|[A-Za-z*]+"
    )
    for found in re.finditer(pattern, source, re.S):
        token = found[0]
        if token[:1] == b"(":
            operands.append(_string(token[1:-1]))
        elif token[:1] == b"/":
            operands.append(token)
        elif re.fullmatch(rb"[-+]?\d*\.?\d+", token):
            operands.append(float(token))
        elif token[:1] == b"<":
            operands.append(bytes.fromhex(token[1:-1].decode()) if len(token) % 2 == 0 else b"")
        else:
            yield token, operands
            operands = []


def _string(source):
    letters = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
    return re.sub(
        rb"\\([0-7]{1,3}|.)",
        lambda m: bytes([int(m[1], 8)]) if m[1].isdigit() else letters.get(m[1], m[1]),
        source,
        flags=re.S,
    )
