"""The fonts of the print, and how text gets into them so that no character is ever left out unseen.

Vera comes with reportlab and is put into the file. It has Latin letters; Greek, arrows and more signs of
mathematics come from Symbol, which every PDF reader has. What neither knows is printed as its code point,
such as [U+4E2D], because a reader has to see that something stands there.
"""

from functools import cache
from html import escape
from pathlib import Path

import reportlab
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

BODY = "Vera"
_FILES = {
    ("Vera", 0, 0): "Vera.ttf",
    ("Vera-Bold", 1, 0): "VeraBd.ttf",
    ("Vera-Italic", 0, 1): "VeraIt.ttf",
    ("Vera-BoldItalic", 1, 1): "VeraBI.ttf",
}


@cache
def register() -> frozenset[int]:
    """Make the fonts known to reportlab; returns the characters that all four cuts can draw."""
    folder = Path(reportlab.__file__).parent / "fonts"
    known = None
    for (name, bold, italic), file in _FILES.items():
        font = TTFont(name, folder / file)
        pdfmetrics.registerFont(font)
        addMapping(BODY, bold, italic, name)
        glyphs = {code for code, glyph in font.face.charToGlyph.items() if glyph}
        known = glyphs if known is None else known & glyphs
    # Control characters have glyphs here and there, but nothing that could be seen.
    return frozenset(code for code in known if code >= 32 and not 127 <= code < 160 and code != 0xFFFF)


def marked_up(text: str) -> str:
    """Text as the markup of a paragraph: escaped, in fonts that can draw it, with its line breaks."""
    text, known = str(text), register()
    if text.isascii() and text.isprintable():
        return escape(text)
    parts, symbols = [], []

    def flush():
        if symbols:
            parts.append(f'<font name="Symbol">{escape("".join(symbols))}</font>')
            symbols.clear()

    for char in text.replace("\r\n", "\n").replace("\t", "    "):
        if ord(char) not in known and char != "\n" and _is_symbol(char):
            symbols.append(char)
            continue
        flush()
        if char == "\n":
            parts.append("<br/>")
        elif ord(char) in known:
            parts.append(escape(char))
        else:
            parts.append(f"[U+{ord(char):04X}]")
    flush()
    return "".join(parts)


@cache
def _is_symbol(char: str) -> bool:
    try:
        char.encode("symbolencoding")
    except UnicodeEncodeError:
        return False
    return ord(char) >= 160
