"""The pages of the print: size, margins, styles, and what stands at the head and foot of each."""

from reportlab.lib import colors
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table, TableStyle

from . import fonts

MARGIN = 20 * mm
WIDTH = A4[0] - 2 * MARGIN
GREY = colors.HexColor("#555555")
_LINE = colors.HexColor("#aaaaaa")
_HEAD = colors.HexColor("#eeeeee")


def _style(name, size=9, leading=None, **options):
    options = {"fontName": fonts.BODY, "alignment": TA_LEFT, "spaceAfter": 4, **options}
    return ParagraphStyle(name, fontSize=size, leading=leading or size * 1.4, splitLongWords=1, **options)


STYLES = {
    "body": _style("body"),
    "lead": _style("lead", 10.5, textColor=GREY),
    "small": _style("small", 7.5, spaceAfter=2),
    "grey": _style("grey", 7.5, textColor=GREY, spaceAfter=2),
    "cell": _style("cell", 7.5, spaceAfter=0),
    "head": _style("head", 7.5, spaceAfter=0, fontName="Vera-Bold"),
    "quote": _style("quote", leftIndent=12, borderPadding=2, textColor=GREY),
    "title": _style("title", 20, spaceAfter=10, fontName="Vera-Bold"),
    "h1": _style("h1", 14, spaceBefore=14, spaceAfter=6, fontName="Vera-Bold", keepWithNext=1),
    "h2": _style("h2", 11, spaceBefore=10, spaceAfter=4, fontName="Vera-Bold", keepWithNext=1),
    "h3": _style("h3", 9.5, spaceBefore=7, spaceAfter=3, fontName="Vera-Bold", keepWithNext=1),
    "h4": _style("h4", 9, spaceBefore=5, spaceAfter=2, fontName="Vera-BoldItalic", keepWithNext=1),
}


def paragraph(text: str, style: str = "body") -> Paragraph:
    return Paragraph(fonts.marked_up(text), STYLES[style])


def labelled(label: str, text: str, style: str = "body") -> Paragraph:
    return Paragraph(f"<b>{fonts.marked_up(label)}:</b> {fonts.marked_up(text)}", STYLES[style])


def table(head: list[str], rows: list[list], widths: list[float]) -> Table:
    """A table whose head is repeated and whose rows may go on over the page; widths are shares of a line."""
    whole = sum(widths)
    cells = [[paragraph(name, "head") for name in head]] if head else []
    cells += [[one if not isinstance(one, str) else paragraph(one, "cell") for one in row] for row in rows]
    made = Table(
        cells, colWidths=[WIDTH * width / whole for width in widths], repeatRows=int(bool(head)), splitInRow=1
    )
    style = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ]
    if head:
        style.append(("BACKGROUND", (0, 0), (-1, 0), _HEAD))
    made.setStyle(TableStyle(style))
    made.spaceAfter = 6
    return made


class _Numbered(Canvas):
    """Holds its pages back until it is known how many there are."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self._held = []

    def showPage(self):
        self._held.append(dict(self.__dict__))
        self._startPage()

    def save(self):
        for number, page in enumerate(self._held, 1):
            self.__dict__.update(page)
            self.setFont(fonts.BODY, 7.5)
            self.drawRightString(A4[0] - MARGIN, 11 * mm, f"Page {number} of {len(self._held)}")
            super().showPage()
        super().save()


def build(file, flowables: list, *, title: str, author: str, digest: str) -> None:
    """Write the PDF. The same content gives the same bytes: no date and no random name gets in."""
    fonts.register()
    shown = title if len(title) <= 70 else f"{title[:69]}…"

    def decorate(canvas, document):
        head = Paragraph(f"Evidence about “{fonts.marked_up(shown)}”", STYLES["grey"])
        head.wrapOn(canvas, WIDTH, 15 * mm)
        head.drawOn(canvas, MARGIN, A4[1] - 14 * mm)
        canvas.setFont(fonts.BODY, 6.5)
        canvas.setFillColor(GREY)
        canvas.drawString(MARGIN, 11 * mm, f"SHA-256 of manifest.json {digest}")

    document = BaseDocTemplate(
        file,
        pagesize=A4,
        title=title,
        author=author,
        subject=f"SHA-256 of manifest.json {digest}",
        creator="manage.py export_evidence",
        invariant=1,
        pageCompression=1,
        lang="en",
    )
    frame = Frame(MARGIN, 18 * mm, WIDTH, A4[1] - 36 * mm, 0, 0, 0, 0)
    document.addPageTemplates([PageTemplate(frames=[frame], onPage=decorate)])
    document.build(flowables, canvasmaker=_Numbered)
