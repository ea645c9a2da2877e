"""Editorial checks: reasons not to publish a document, and what a reviewer should look at.

Each rule is one function from a public document to its findings, named as the fault that it finds. Some
block. Some must be mended or accepted by name, with a reason. The rest is advice: the reviewer decides.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from articles import readability, sources, unseen
from articles.body import public
from cms.publishing.models import Finding

Rule = Callable[[dict], Iterator[Finding]]

LONGEST_SENTENCE = 45
HIGHEST_GRADE = 10
_VAGUE = {"here", "click here", "this", "link", "read more", "more", "learn more"}
_CLAIM = re.compile(
    r"\b(?:guidelines?|stud(?:y|ies)|trials?|research|evidence)\b[^.?!]{0,20}?"
    r"\b(?:recommends?|says?|shows?|showed|suggests?|finds?|found|identif(?:y|ies)|indicates?|proves?|"
    r"are clear)\b",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(
    r"\b(?:cures?|cured|guarantee[sd]?|guaranteed|risk[- ]free|miracle|always works|completely safe|"
    r"no side effects|never fails)\b|\b100 ?%",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(r"\b(?:no|not|cannot|never|isn.t|doesn.t|without a)\b[^.?!]{0,20}$", re.IGNORECASE)
_MINUTES = re.compile(r"(\d+)[\s\u00a0-]*min", re.IGNORECASE)


def of_article(document: dict) -> list[Finding]:
    document = sources.informed(document)
    return [finding for rule in OF_ARTICLE for finding in rule(document)]


def of_faq(document: dict) -> list[Finding]:
    document = sources.informed(document)
    return [finding for rule in OF_FAQ for finding in rule(document)]


def of_sources(document: dict) -> list[Finding]:
    """What stands against a document today, however right it was when it was signed."""
    return list(a_retracted_source_is_cited_as_if_it_stood(sources.informed(document)))


def missing(document: dict, wanted: dict[str, str]) -> list[Finding]:
    """A finding for each part that a document cannot do without; `wanted` says its name in a sentence."""
    return [
        Finding(f"no_{name}", f"There is no {what.partition(' ')[2]}: give {what}.", name)
        for name, what in wanted.items()
        if not document[name]
    ]


# What blocks.


def something_is_missing(document):
    wanted = {"title": "a title", "dek": "a summary", "topic": "a topic", "organization": "an organization"}
    yield from missing(document, wanted)
    if not document["byline"]["authors"]:
        yield Finding("no_authors", "There is no author: choose one, a person or a team.", "authors")
    if not document["body"]["blocks"]:
        yield Finding("no_body", "The body is empty: write the article.", "body")


def an_answer_is_empty(document):
    if not document["answer"]["blocks"]:
        yield Finding("no_answer", "There is no answer: write one.", "answer")


def a_heading_level_is_skipped(document):
    level = 1
    for heading in document["body"]["toc"]:
        if heading["level"] > level + 1:
            sentence = (
                f"The heading is of level {heading['level']} after level {level}: use level {level + 1}."
            )
            yield Finding("heading_level", sentence, "body", quote=heading["text"])
        level = heading["level"]


def two_headings_share_an_address(document):
    for id_, count in Counter(heading["id"] for heading in document["body"]["toc"]).items():
        if count > 1:
            sentence = f"{count} headings have the address #{id_}: a link could not tell them apart."
            yield Finding("heading_address", sentence, "body")


def a_link_has_no_words(document):
    for field, node in _nodes(document):
        if node.get("type") == "link" and not _words_of(node).strip():
            yield Finding("link_text", f"A link to {node.get('href', '')} has no words.", field)


def a_character_is_unseen(document):
    parts = [(name, document[name]) for name in ("title", "question", "dek") if name in document]
    parts += [(field, text) for field, part in _parts(document) for text in unseen.texts(part)]
    parts += [("faqs", faq["question"]) for faq in document.get("faqs", {}).get("items", ())]
    for field, text in dict.fromkeys(parts):
        if found := unseen.complaint(text):
            yield Finding("unseen_character", found, field)


def a_retracted_source_is_cited_as_if_it_stood(document):
    retracted = {
        reference["number"]: reference
        for reference in document["references"]
        if reference["status_when_signed"] == "retracted"
    }
    for field, node in _nodes(document):
        if node.get("type") == "citation" and node["reference"] in retracted:
            if node.get("cited_as") == "retracted":
                continue
            title = retracted[node["reference"]]["title"]
            sentence = f"“{title}” was retracted. Take it out, or mark the mention as “cited as retracted”."
            yield Finding("retracted_source", sentence, field, quote=node["label"])


# What is mended, or accepted by name with a reason.


def a_source_no_longer_stands(document):
    words = {
        "superseded": "was superseded",
        "expired": "has expired",
        "of_concern": "is under an expression of concern",
        "corrected": "was corrected",
    }
    for reference in document["references"]:
        status = reference["status_when_signed"]
        if status in words:
            successor = reference["superseded_by"]
            by = f" by “{successor['title']}”" if successor else ""
            sentence = f"“{reference['title']}” {words[status]}{by}: does the text still hold?"
            # A corrected source still stands.
            waivable = status != "corrected"
            yield Finding("source_status", sentence, _field_of(document), blocks=False, waivable=waivable)


def a_claim_names_no_source(document):
    for field, block in _blocks(document):
        if block["type"] == "heading":
            continue
        text = public.text([block])
        match = _CLAIM.search(text)
        if match and not any(node.get("type") == "citation" for node in _inside(block)):
            sentence = "The text appeals to evidence, and this paragraph cites no source."
            quote = _sentence_around(text, match)
            yield Finding("uncited_claim", sentence, field, blocks=False, quote=quote, waivable=True)


def the_text_promises_too_much(document):
    for field, text in _texts(document):
        for match in _ABSOLUTE.finditer(text):
            if not _NOT_BEFORE.search(text[: match.start()]):
                sentence = f"“{match[0]}” promises more than medicine can."
                quote = _sentence_around(text, match)
                yield Finding("absolute", sentence, field, blocks=False, quote=quote, waivable=True)


# What a reviewer should look at.


def an_abbreviation_is_not_explained(document):
    topic = document["topic"]
    short = topic["abbreviation"] if topic else ""
    if not short:
        return
    text = public.text(document["body"]["blocks"])
    first = re.search(rf"(?<![\w-]){re.escape(short)}(?![\w-])", text)
    if first and not (text[: first.start()].endswith("(") or text[first.end() :].startswith(" (")):
        term = topic["preferred_term"] or topic["name"]
        sentence = f"“{short}” is used before it is explained: write “{term} ({short})” first."
        yield Finding("abbreviation", sentence, "body", blocks=False, quote=short)


def there_is_no_disclaimer(document):
    if not document["disclaimer"]["content"]:
        sentence = "The page shows no disclaimer: the organization has none."
        yield Finding("no_disclaimer", sentence, "organization", blocks=False)


def a_sentence_is_long(document):
    for field, text in _texts(document):
        for sentence in readability.sentences(text):
            count = readability.word_count(sentence)
            if count > LONGEST_SENTENCE:
                advice = f"This sentence has {count} words: could it be two?"
                yield Finding("long_sentence", advice, field, blocks=False, quote=sentence[:80])


def the_text_is_hard_to_read(document):
    text = "\n".join(text for _, text in _texts(document))
    grade = readability.grade(text)
    if grade is not None and grade > HIGHEST_GRADE:
        sentence = f"The text reads at school grade {grade}; patients read best at grade 6 to 8."
        yield Finding("reading_grade", sentence, _field_of(document), blocks=False)


def the_minutes_differ_from_the_assessment(document):
    assessment = document["assessment"]
    if not assessment:
        return
    minutes = assessment["estimated_minutes"]
    for field, node in _nodes(document):
        target = node.get("target")
        if not isinstance(target, dict) or target.get("slug") != assessment["slug"]:
            continue
        match = _MINUTES.search(_words_of(node)) if target.get("type") == "assessment" else None
        if match and int(match[1]) != minutes:
            sentence = f"The link says {match[1]} minutes; the assessment takes {minutes}."
            yield Finding("minutes", sentence, field, blocks=False, quote=_words_of(node))


def a_link_says_nothing(document):
    for field, node in _nodes(document):
        if node.get("type") == "link" and _words_of(node).strip(" .").lower() in _VAGUE:
            sentence = "A link should say where it leads, also when it is read alone."
            yield Finding("vague_link", sentence, field, blocks=False, quote=_words_of(node))


def a_question_is_asked_twice(document):
    questions = Counter(faq["question"].casefold() for faq in document["faqs"]["items"])
    for question, count in questions.items():
        if count > 1:
            yield Finding(
                "duplicate_question", "A question is asked twice.", "faqs", blocks=False, quote=question
            )


OF_ARTICLE: list[Rule] = [
    something_is_missing,
    a_heading_level_is_skipped,
    two_headings_share_an_address,
    a_link_has_no_words,
    a_character_is_unseen,
    a_retracted_source_is_cited_as_if_it_stood,
    a_source_no_longer_stands,
    a_claim_names_no_source,
    an_abbreviation_is_not_explained,
    the_text_promises_too_much,
    there_is_no_disclaimer,
    a_sentence_is_long,
    the_text_is_hard_to_read,
    the_minutes_differ_from_the_assessment,
    a_link_says_nothing,
    a_question_is_asked_twice,
]
OF_FAQ: list[Rule] = [
    an_answer_is_empty,
    a_link_has_no_words,
    a_character_is_unseen,
    a_retracted_source_is_cited_as_if_it_stood,
    a_source_no_longer_stands,
    a_claim_names_no_source,
    the_text_promises_too_much,
    a_sentence_is_long,
    a_link_says_nothing,
]


# Walking a document.


def _field_of(document):
    return "answer" if "answer" in document else "body"


def _parts(document) -> Iterator[tuple[str, list[dict]]]:
    """The written parts of a document: (form field, public blocks or inline nodes)."""
    if "answer" in document:
        yield "answer", document["answer"]["blocks"]
        return
    yield "body", document["body"]["blocks"]
    for faq in document["faqs"]["items"]:
        yield "faqs", faq["answer"]["blocks"]
    for name in ("providers", "next_step"):
        yield f"{name}_content", document[name]["content"]


def _nodes(document) -> Iterator[tuple[str, dict]]:
    for field, part in _parts(document):
        for node in _inside(part):
            yield field, node


def _blocks(document) -> Iterator[tuple[str, dict]]:
    for field, part in _parts(document):
        if not field.endswith("_content"):
            for block in part:
                yield field, block


def _texts(document) -> Iterator[tuple[str, str]]:
    if "dek" in document:
        yield "dek", document["dek"]
    for field, block in _blocks(document):
        if block["type"] != "heading":
            yield field, public.text([block])


def _inside(value) -> Iterator[dict]:
    if isinstance(value, dict):
        if "type" in value:
            yield value
        for _name, child in sorted(value.items()):
            yield from _inside(child)
    elif isinstance(value, list):
        for child in value:
            yield from _inside(child)


def _sentence_around(text: str, match: re.Match) -> str:
    """The sentence in which something was found: what is accepted once is accepted for that sentence only."""
    end = 0
    for sentence in readability.sentences(text):
        begin = text.index(sentence, end)
        end = begin + len(sentence)
        if begin <= match.start() < end:
            return sentence
    return match[0]


def _words_of(node) -> str:
    return node.get("text") or node.get("label") or ""
