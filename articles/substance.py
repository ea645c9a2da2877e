"""What an editorial change may not touch: numbers, doses, negations, sources, links, structure. Pure.

A corrected spelling leaves all of it as it is:

    >>> of_texts(["Take 10 mg twice dayly, not more."]) == of_texts(["Take 10 mg twice daily, not more."])
    True
    >>> of_texts(["Take 10 mg."]) == of_texts(["Take 100 mg."])
    False
"""

import re
from collections.abc import Iterable, Iterator

from articles.body import public

_UNITS = (
    "%|percent|‰|°[CF]?|mg|mcg|µg|μg|g|kg|ng|lb|lbs|oz|ml|mL|dl|dL|l|L|litres?|liters?|mmol|mol|mEq|IU|units?|U|"
    "mmHg|mm Hg|mm|cm|m|km|inch(?:es)?|in|feet|ft|miles?|blocks?|steps?|kcal|cal|bpm|Hz|"
    "ms|s|sec|seconds?|min|minutes?|h|hrs?|hours?|d|days?|wk|weeks?|months?|yr|years?|"
    "times?|tablets?|capsules?|pills?|doses?|puffs?|drops?|patch(?:es)?|people|patients"
)
_NUMBER = re.compile(
    r"(?<![\w.])(?P<sign>[<>≤≥~±+−-])?\s?(?P<number>\d[\d,.]*\d|\d)"
    rf"(?:[ \u00a0\u202f-]?(?P<unit>(?:{_UNITS})(?:/(?:kg|day|d|min|h|dl|dL|ml|mL|l|L|m2|week))?)(?![\w]))?"
)
_COUNTED = re.compile(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|"
    r"half|quarter|third|double|triple|once|twice|thrice)\b",
    re.IGNORECASE,
)
_DOSE = re.compile(
    r"(?<![\w.])\d[\d,.]*[ \u00a0\u202f-]?(?:mg|mcg|µg|μg|g|ng|ml|mL|IU|units?|mEq|mmol|tablets?|capsules?|"
    r"pills?|puffs?|drops?|patch(?:es)?)(?:/(?:kg|day|d|h|dose))?(?!\w)"
    r"|\b(?:once|twice|three times|four times) (?:a|per) (?:day|week|month)\b"
    r"|\b(?:once|twice) (?:daily|weekly|monthly)\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:no|not|never|none|nor|neither|nothing|nobody|without|cannot|avoid|stop|unless|except|"
    r"instead of|rather than)\b"
    r"|\b(?:do|does|did|is|are|was|were|has|have|had|ca|could|must|need|should|wo|would)n[’']t\b",
    re.IGNORECASE,
)


def of_texts(texts: Iterable[str]) -> dict[str, list[str]]:
    """Numbers with their units, doses and negations of these texts, in reading order."""
    text = "\n".join(texts)
    return {
        "numbers": _numbers(text),
        "doses": [" ".join(match[0].split()).lower() for match in _DOSE.finditer(text)],
        "negations": [match[0].lower().replace("’", "'") for match in _NEGATION.finditer(text)],
    }


def of_article(document: dict) -> dict[str, list[str]]:
    faqs = document["faqs"]["items"]
    blocks = [*document["body"]["blocks"], *(block for faq in faqs for block in faq["answer"]["blocks"])]
    help_ = document["urgent_help"] or {"heading": "", "content": [], "phone": ""}
    return {
        **of_texts(_texts_of_article(document)),
        "citations": citations(blocks, document["references"]),
        "links": links(document),
        "authors": [author["slug"] for author in document["byline"]["authors"]],
        "topic": [document["topic"]["slug"]] if document["topic"] else [],
        "organization": [document["organization"]["slug"]] if document["organization"] else [],
        "FAQs": [faq["slug"] for faq in faqs],
        "structure": structure(blocks),
        "urgent help": [help_["phone"]],
        "audience": [document["audience"]["people"], str(document["audience"]["min_age"])],
        "disclaimer": [document["disclaimer"]["version"]],
    }


def _texts_of_article(document) -> Iterator[str]:
    yield document["title"]
    yield document["dek"]
    if help_ := document["urgent_help"]:
        yield help_["heading"]
        yield public.inline_text(help_["content"])
    yield public.text(document["body"]["blocks"])
    for faq in document["faqs"]["items"]:
        yield faq["question"]
        yield faq["answer"]["text"]
    for name in ("providers", "disclaimer", "next_step"):
        yield document[name].get("heading", "")
        yield public.inline_text(document[name]["content"])
    yield document["disclosure"]


def citations(blocks: list[dict], references: list[dict]) -> list[str]:
    """Every mention in reading order, then each source with its standing; a mention's words are wording."""
    said = []
    for node in _nodes(blocks):
        if node.get("type") == "citation":
            more = [part for part in (node.get("locator"), node.get("cited_as")) if part]
            said.append(" ".join([node["key"], *more]))
    return said + [f"{reference['key']} is {reference['status_when_signed']}" for reference in references]


def links(value) -> list[str]:
    """Where every link leads, in reading order, whatever it says."""
    found = []
    for node in _nodes(value):
        target, href = node.get("target"), node.get("href")
        if isinstance(target, dict) and target.get("slug"):
            found.append(f"{target['type']} {target['slug']}")
        elif isinstance(target, dict) and href:
            found.append(href)
        elif node.get("type") and node.get("slug") and href:
            found.append(f"{node['type']} {node['slug']}")
    return found


def markdown_links(texts: Iterable[str]) -> list[str]:
    """The addresses of links in texts that are still Markdown."""
    return [address for text in texts for address in re.findall(r"\]\(([^)\s]+)", text)]


def structure(blocks: list[dict]) -> list[str]:
    """The kinds of the blocks in order: a paragraph more or less is no matter of wording."""
    said = []
    for node in _nodes(blocks):
        if node.get("type") == "heading":
            said.append(f"heading {node['level']}")
        elif "id" in node and node.get("type") != "citation":
            said.append(node.get("type", "item"))
    return said


def _numbers(text: str) -> list[str]:
    found = []
    for match in _NUMBER.finditer(text):
        said = (match["sign"] or "") + match["number"].rstrip(".,")
        found.append((match.start(), f"{said} {match['unit']}" if match["unit"] else said))
    found += [(match.start(), match[0].lower()) for match in _COUNTED.finditer(text)]
    return [said for _, said in sorted(found)]


def _nodes(value) -> Iterator[dict]:
    """Every object inside a value; keys by name, so that a stored document and a fresh one read alike."""
    if isinstance(value, dict):
        yield value
        for _name, child in sorted(value.items()):
            yield from _nodes(child)
    elif isinstance(value, list):
        for child in value:
            yield from _nodes(child)
