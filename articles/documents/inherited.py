"""Texts that an article inherits from its organisation or topic: tokens replaced, links resolved."""

from collections.abc import Callable

from articles import shelf, tokens
from articles.body import markdown, public
from cms.publishing.models import Composition, Finding


def values(
    organization: dict | None, topic: dict | None, assessment: dict | None, treatment: dict | None
) -> dict[str, str | int | None]:
    """What each token stands for, from public documents and summaries."""
    found: dict[str, str | int | None] = {}
    if organization:
        found |= {f"organization.{name}": organization[name] for name in ("name", "legal_name", "url")}
    if topic:
        words = ("name", "inline_label", "preferred_term", "abbreviation")
        found |= {f"topic.{name}": topic[name] for name in words}
        found |= {
            f"topic.{name}": topic[name] and topic[name]["slug"] for name in ("assessment", "treatment")
        }
    if assessment:
        found |= {f"assessment.{name}": assessment[name] for name in ("slug", "title", "estimated_minutes")}
    if treatment:
        found |= {"treatment.slug": treatment["slug"], "treatment.name": treatment["title"]}
    return found


def links(text: str, values: dict, locale: str) -> list[tuple[str, str]]:
    """(kind, uid) of the items that an inherited text links to; what cannot be resolved is left out."""
    said, problems = tokens.substitute(text, values, markdown=True)
    found: list[tuple[str, str]] = []
    if text and not problems:

        def resolve(kind: str, slug: str) -> str | None:
            item = shelf.by_slug(kind, slug, locale) if kind != "citation" else None
            if item:
                found.append((kind, item.uid))
            return item.uid if item else None

        markdown.inline(said, resolve)
    return found


class Speaker:
    """Says inherited texts for one document; what cannot be said becomes a finding for the writer."""

    def __init__(
        self,
        composition: Composition,
        values: dict,
        locale: str,
        target_of: Callable[[str, str], dict | None],
        known: dict[tuple[str, str], str],
        topic_name: str = "",
    ):
        self.composition = composition
        self.values = values
        self.locale = locale
        self.target_of = target_of
        #: uid by (kind, slug) of the items that tokens name: their live address counts, not the draft's.
        self.known = known
        self.topic_name = topic_name
        self.cited = False

    def plain(self, text: str, what: str, field: str) -> str:
        """A heading or a sentence without markup."""
        said, problems = tokens.substitute(text, self.values)
        self._report(problems, what, field)
        return said

    def rich(self, text: str, what: str, field: str) -> list[dict]:
        """One line with marks and links, as inline nodes."""
        if not text.strip():
            return []
        said, problems = tokens.substitute(text, self.values, markdown=True)
        self._report(problems, what, field)
        self.cited = False
        nodes, sentences = markdown.inline(said, self._resolve)
        if self.cited:
            self._find("inherited_citation", f"{what} cites a source: cite it in the body instead.", field)
        elif not problems:  # an unreplaced token makes its link fail too; one finding is enough
            for sentence in sentences:
                self._find("inherited_text", f"{what}: {sentence}", field)
        return public.inline(nodes, self.target_of, _no_number)

    def _resolve(self, kind: str, slug: str) -> str | None:
        if kind == "citation":
            self.cited = True  # its number would depend on where the text is inherited
            return None
        if (kind, slug) in self.known:
            return self.known[kind, slug]
        item = shelf.by_slug(kind, slug, self.locale)
        return item.uid if item else None

    def _report(self, problems: list[tokens.Problem], what: str, field: str) -> None:
        for problem in problems:
            namespace, _, name = problem.token.partition(".")
            if not problem.known:
                sentence = f"{what}: {problem.sentence}"
            elif namespace in ("topic", "assessment", "treatment"):
                if not self.topic_name:
                    continue  # an article without a topic is told so already
                lacks = (name if namespace == "topic" else namespace).replace("_", " ")
                sentence = (
                    f"{what} uses {{{problem.token}}}, but the topic “{self.topic_name}” has no {lacks}: "
                    "fill it in there, or write another text here."
                )
            else:
                sentence = f"{what} uses {{{problem.token}}}, but {tokens.KNOWN[problem.token]} is empty."
            self._find("token", sentence, field)

    def _find(self, rule: str, sentence: str, field: str) -> None:
        finding = Finding(rule, sentence, field)
        if finding not in self.composition.findings:
            self.composition.findings.append(finding)


def _no_number(uid: str) -> int:
    raise LookupError(f"{uid} is cited in an inherited text")
