"""What changed from one published version to the next, as text and as a page that needs nothing else."""

from html import escape

from cms.publishing import diff

_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}"
    "section{border-top:1px solid #888;margin-top:1.5rem}ol{list-style:none;padding:0}li{margin:.75rem 0}"
    ".where{font-weight:bold;margin:0}.note{color:#555;margin:0;font-size:.9em}"
    "ins{background:#d7f5dd;color:#000}del{background:#fbdcdc;color:#000}p{overflow-wrap:anywhere}"
)


def as_text(title: str, difference: diff.Difference) -> str:
    lines = [title, "", difference.summary, *(f"- {said}" for said in difference.sentences)]
    for section in difference.sections:
        lines += ["", f"== {section.label} =="]
        for stretch in section.stretches():
            if stretch.folded:
                lines += ["", f"… {stretch.said}"]
                continue
            for row in stretch.rows:
                lines += ["", *_text_row(row)]
    return "\n".join(lines) + "\n"


def _text_row(row) -> list[str]:
    said = f"{row.said}: {row.label}" if row.kind != "same" else ""
    text = "".join(_text_op(op) for op in row.ops).strip()
    return [part for part in (said, text, *(f"({note})" for note in row.notes)) if part]


def _text_op(op) -> str:
    if op.kind == "same":
        return op.text
    said = {
        "added": f"[added: {op.text}]",
        "removed": f"[removed: {op.was}]",
        "replaced": f"[removed: {op.was}][added: {op.text}]",
    }.get(op.kind, f"[{op.kind}: {op.text}]")
    return f"{said}[{op.note}]" if op.note else said


def as_page(title: str, difference: diff.Difference) -> str:
    said = "\n".join(f"<li>{escape(sentence)}</li>" for sentence in difference.sentences)
    parts = [
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{escape(title)}</h1>\n<p>{escape(difference.summary)}</p>\n<ul>{said}</ul>",
    ]
    for section in difference.sections:
        rows = "\n".join(_page_stretch(stretch) for stretch in section.stretches())
        parts.append(f"<section><h2>{escape(section.label)}</h2><ol>\n{rows}\n</ol></section>")
    return "\n".join([*parts, "</body></html>\n"])


def _page_stretch(stretch) -> str:
    if stretch.folded:
        return f'<li class="note">… {escape(stretch.said)}</li>'
    return "\n".join(f"<li>{_page_row(row)}</li>" for row in stretch.rows)


def _page_row(row) -> str:
    label = row.label if row.kind == "same" else f"{row.said}: {row.label}"
    where = f'<p class="where">{escape(label)}</p>' if label else ""
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in row.notes)
    return f"{where}<p>{''.join(_page_op(op) for op in row.ops)}</p>{notes}"


def _page_op(op) -> str:
    if op.kind == "same":
        return escape(op.text)
    removed = f"<del>[removed: {escape(op.was)}]</del>" if op.kind in ("removed", "replaced") else ""
    added = f"<ins>[added: {escape(op.text)}]</ins>" if op.kind in ("added", "replaced") else ""
    other = "" if removed or added else f"<em>[{escape(op.kind)}: {escape(op.text)}]</em>"
    note = f' <span class="note">[{escape(op.note)}]</span>' if op.note else ""
    return f"{removed}{added}{other}{note}"
