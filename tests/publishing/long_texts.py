"""Long documents that differ in a known way, for the comparison's test and benchmark."""

WORDS = "leg artery pain walk rest flow clinic doctor check blood sugar pressure".split()
EVERY = {"one word in four": 4, "one word in each": 1, "another text": None}


def pair(paragraphs: int, edit: str) -> tuple[dict, dict]:
    """Two documents of so many paragraphs of sixty words; `edit` says how the second differs."""
    every = EVERY[edit]
    old, new = _blocks(paragraphs, 3), _blocks(paragraphs, 3 if every else 5)
    for block in new[::every] if every else []:
        block["children"][0]["text"] += " more"
    return {"body": {"blocks": old}}, {"body": {"blocks": new}}


def _blocks(paragraphs: int, salt: int) -> list[dict]:
    return [
        {
            "type": "paragraph",
            "id": f"b-{n}",
            "children": [{"type": "text", "text": _text(n, salt), "marks": []}],
        }
        for n in range(paragraphs)
    ]


def _text(place: int, salt: int) -> str:
    return " ".join(WORDS[(place * 7 + k * k * salt + k // 5) % len(WORDS)] for k in range(60))
