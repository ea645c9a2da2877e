"""What an editorial change may not touch: numbers, doses, comparisons, negations, sources, links. Pure.

A corrected spelling leaves all of it as it is:

    >>> of_texts(["Take 10 mg twice a day, slowley."]) == of_texts(["Take 10 mg twice a day, slowly."])
    True
    >>> of_texts(["Take 10 mg."]) == of_texts(["Take 100 mg."])
    False

It is a net with holes: a word such as “safe” may still become “unsafe”. Whoever signs reads the difference.
"""

import re
from collections.abc import Iterable, Iterator

from articles.body import public

_UNITS = (
    "%|percent|per cent|‰|°[CF]?|degrees?|mg|mcg|µg|μg|ng|kg|g|lbs?|oz|ml|mL|dl|dL|l|L|mmol|mol|mEq|IU|U|"
    "(?:milli|micro|nano|kilo)?gram(?:me)?s?|pounds?|ounces?|(?:milli|micro|deci|centi)?lit(?:er|re)s?|"
    "(?:milli|micro|nano)?moles?|(?:milli|centi|kilo)?met(?:er|re)s?|(?:international )units?|"
    "mmHg|mm Hg|mm|cm|km|m|inch(?:es)?|in|feet|ft|miles?|blocks?|steps?|(?:kilo)?calories|kcal|cal|bpm|Hz|"
    "ms|s|sec|seconds?|min|minutes?|h|hrs?|hours?|d|days?|wk|weeks?|months?|yr|years?|"
    "times?|tablets?|capsules?|pills?|doses?|puffs?|drops?|patch(?:es)?|(?:tea|table)spoons?|people|patients"
)
_PER = r"(?:/(?:kg|day|d|min|h|dl|dL|ml|mL|l|L|m2|week|dose))?"
#: Digits wherever they stand, so that vitamin B12, 5x10 and .5 are numbers too.
_NUMBER = re.compile(
    r"(?:(?<![\w.])(?P<sign>[<>≤≥~±+−-])\s?)?(?P<number>(?:(?<!\w)\.)?\d(?:[\d,.]*\d)?)"
    rf"(?:[ \u00a0\u202f-]?(?P<unit>(?:{_UNITS}){_PER})(?!\w))?"
)
#: Numbers without a plain digit: ½, 10⁶, class III.
_NUMERAL = re.compile(r"[²³¹⁰⁴-⁹₀-₉¼-¾⅐-⅞Ⅰ-ↈ①-⑳]+|\b(?:I{2,3}|I?V|VI{1,3}|I?X|XI{1,3})\b")
_COUNTED = re.compile(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|millions?|billions?|"
    r"half|halves|quarters?|thirds?|single|double|triple|once|twice|thrice)\b",
    re.IGNORECASE,
)
_DOSE = re.compile(
    r"(?<![\w.])\d[\d,.]*[ \u00a0\u202f-]?(?:mg|mcg|µg|μg|g|ng|ml|mL|IU|units?|mEq|mmol|tablets?|capsules?|"
    r"pills?|puffs?|drops?|patch(?:es)?)(?:/(?:kg|day|d|h|dose))?(?!\w)"
    r"|\b(?:once|twice|three times|four times) (?:a|per) (?:day|week|month)\b"
    r"|\b(?:once|twice) (?:daily|weekly|monthly)\b"
    r"|\b(?:hourly|daily|nightly|weekly|fortnightly|monthly|yearly|annually)\b"
    r"|\b(?:every|each) (?:other |second )?(?:hour|day|night|morning|evening|week|month|year)s?\b",
    re.IGNORECASE,
)
_COMPARISON = re.compile(
    r"\b(?:more|less|fewer|greater|smaller|lower|higher|older|younger|longer|shorter|earlier|later) than\b"
    r"|\bat (?:least|most)\b|\bup to\b|\b(?:above|below|before|after|left|increas\w+|decreas\w+)\b"
    r"|\b(?:over|under)(?= \d)",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:no|not|never|none|nor|neither|nothing|nobody|without|cannot|avoid|stop|unless|except|"
    r"instead of|rather than)\b"
    r"|\b(?:do|does|did|is|are|was|were|has|have|had|ca|could|must|need|should|wo|would)n[’']t\b",
    re.IGNORECASE,
)


def of_texts(texts: Iterable[str]) -> dict[str, list[str]]:
    """Numbers with their units, doses, comparisons and negations of these texts, in reading order."""
    text = "\n".join(texts)
    return {
        "numbers": _numbers(text),
        "doses": [" ".join(match[0].split()).lower() for match in _DOSE.finditer(text)],
        "comparisons": [match[0].lower() for match in _COMPARISON.finditer(text)],
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
        "authors": [
            f"{author['slug']} {author['credentials']}".strip() for author in document["byline"]["authors"]
        ],
        "topic": _of_topic(document["topic"]),
        "organization": [document["organization"]["slug"]] if document["organization"] else [],
        "FAQs": [faq["slug"] for faq in faqs],
        "structure": structure(blocks),
        "urgent help": [help_["phone"]],
        "audience": [document["audience"]["people"], str(document["audience"]["min_age"])],
        "disclaimer": [document["disclaimer"]["version"]],
    }


def _of_topic(topic: dict | None) -> list[str]:
    return [topic["slug"], *(f"{one['system']} {one['code']}" for one in topic["codes"])] if topic else []


def _texts_of_article(document) -> Iterator[str]:
    yield document["title"]
    yield document["dek"]
    yield document["seo"]["description"]
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
    for one in references:
        where = " ".join(str(one[name]) for name in ("year", "doi", "pmid", "url") if one[name])
        said.append(f"{one['key']} is {one['status_when_signed']}: {where}")
    return said


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
    """The kinds of the blocks in order, and raised digits: a paragraph more is no matter of wording."""
    said = []
    for node in _nodes(blocks):
        if node.get("type") == "heading":
            said.append(f"heading {node['level']}")
        elif node.get("type") == "text":
            # 10⁶ and 106 are the same text.
            raised = any(mark["type"] == "sup" for mark in node["marks"]) and re.search(r"\d", node["text"])
            said += [f"raised {node['text']}"] if raised else []
        elif "id" in node and node.get("type") != "citation":
            said.append(node.get("type", "item"))
    return said


def _numbers(text: str) -> list[str]:
    found = []
    for match in _NUMBER.finditer(text):
        said = (match["sign"] or "") + match["number"].rstrip(".,")
        found.append((match.start(), f"{said} {match['unit']}" if match["unit"] else said))
    for pattern in (_COUNTED, _NUMERAL):
        found += [(match.start(), match[0].lower()) for match in pattern.finditer(text)]
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
