"""An assessment as a writer makes it, built row by row: eight questions about leg pain."""

from articles.body import markdown
from articles.models import Citation, Topic
from assessments import models
from assessments.models import Assessment
from tests.publishing import builders

RISKS = """\
smoking | I smoke or used to smoke | 2
diabetes | Diabetes | 2
pressure | High blood pressure | 1
cholesterol | High cholesterol | 1
none | None of these | 0 | alone
"""
SITES = "calf | Calf\nthigh | Thigh\nbuttock | Buttock\nfoot | Foot\nelsewhere | Elsewhere"
EASES = "minutes | Within 10 minutes | 3\nlonger | It takes longer | 0"

QUESTIONS = [
    {"key": "age", "type": "integer", "text": "How old are you?", "minimum": "18", "maximum": "120",
     "unit": "years", "bands": "18 | 49 | 0\n50 | 64 | 1\n65 | 120 | 2"},
    {"key": "sores", "type": "yes_no", "text": "Do you have a sore on your foot that does not heal?"},
    {"key": "cold", "type": "yes_no", "text": "Has one leg suddenly become cold, pale and painful?"},
    {"key": "pain", "type": "yes_no", "text": "Do you get pain in your legs when you walk?"},
    {"key": "site", "type": "multi", "text": "Where do you get it?", "options": SITES, "section": "walking"},
    {"key": "eases", "text": "How soon does it ease when you rest?", "options": EASES, "section": "walking"},
    {"key": "distance", "type": "decimal", "text": "How far can you walk?", "required": False, "unit": "km",
     "minimum": "0", "maximum": "50", "places": 1, "section": "walking"},
    {"key": "risks", "type": "multi", "text": "Which of these do you have?", "options": RISKS},
]  # fmt: skip

OUTCOMES = [
    {"key": "emergency", "title": "Get help now", "urgency": "emergency"},
    {"key": "today", "title": "Have your foot seen today", "urgency": "urgent"},
    {"key": "see-doctor", "title": "See your doctor", "urgency": "soon", "show_score": True},
    {"key": "low", "title": "A narrowed artery is less likely", "urgency": "none", "show_score": True,
     "does_not_rule_out": "This does not rule out a narrowed artery. See a doctor if pain comes back."},
]  # fmt: skip

STEPS = [
    {"outcome": "emergency", "kind": "phone", "label": "Call 999", "address": "999"},
    {"outcome": "today", "kind": "phone", "label": "Call 111", "address": "111"},
    {
        "outcome": "see-doctor",
        "kind": "link",
        "label": "Find a doctor",
        "address": "https://example.org/find",
    },
    {"outcome": "low", "kind": "link", "label": "Keep walking", "address": "https://example.org/walk"},
    {"outcome": "", "kind": "phone", "label": "Call 111", "address": "111"},
]

RULES = [
    {"key": "cold-leg", "outcome": "emergency", "red_flag": True},
    {"key": "open-sore", "outcome": "today", "red_flag": True},
    {"key": "likely", "outcome": "see-doctor"},
]

CRITERIA = [
    {"rule": "cold-leg", "subject": "cold", "operator": "=", "value": "yes"},
    {"rule": "open-sore", "subject": "sores", "operator": "=", "value": "yes"},
    {"rule": "likely", "subject": "score:risk", "operator": ">=", "value": "4"},
]

FIELDS = {
    "title": "PAD assessment",
    "description": "Eight questions about pain in the legs.",
    "intended_use": "Helps adults with leg pain decide whom to see. It makes no diagnosis.",
    "min_age": 18,
    "excludes": "People who have had an artery of the leg opened",
    "otherwise": "Ask the clinic that looks after you.",
    "limits": "Questions alone miss many people with narrowed arteries.",
    "disclaimer": "This is general information, not medical advice.",
    "default_outcome": "low",
    "instrument_name": "",
}


def pad(clock, slug="pad", *, by=None, topic=None, sources=None, told="See a doctor soon.", **fields):
    """The draft, saved as one revision; `told` is Markdown that the outcome “see-doctor” says."""
    topic = topic or Topic.objects.order_by("pk").first() or builders.topic(clock)
    sources = [citation(clock)] if sources is None else sources
    draft = Assessment(slug=slug, topic=topic, **{**FIELDS, **fields})
    return builders.save(draft, clock, by=by, write=lambda item: write_rows(item, sources, told))


def citation(clock, slug="aha-acc-pad-2024", **fields):
    return builders.save(
        Citation(
            slug=slug,
            **{
                "title": "A guideline about leg arteries",
                "issued": "2024",
                "source_kind": "guideline",
                **fields,
            },
        ),
        clock,
    )


def write_rows(item, sources=(), told=""):
    made = {
        models.Source: [{"citation": one} for one in sources],
        models.Section: [{"key": "walking", "title": "When you walk"}],
        models.Question: QUESTIONS,
        models.Condition: [{"target": "walking", "question": "pain", "operator": "=", "value": "yes"}],
        models.Score: [{"key": "risk", "label": "Risk points"}],
        models.Outcome: [
            one | {"content": text(told) if one["key"] == "see-doctor" else text("Read on.")}
            for one in OUTCOMES
        ],
        models.NextStep: STEPS,
        models.Rule: RULES,
        models.Criterion: CRITERIA,
    }
    for model, rows in made.items():
        for position, row in enumerate(rows):
            model.objects.create(assessment=item, position=position, **row)


def text(said):
    """A body of one's own from Markdown; citations and links name items by slug."""
    from articles.shelf import by_slug

    def resolve(type_, slug):
        found = by_slug(type_, slug, "en-US")
        return found and found.uid

    return markdown.parse(said, resolve)[0]
