"""Assessments that readers see: live documents with a definition, and what a page says."""

import hashlib
from urllib.parse import quote_plus as quote

from lxml import html

from assessments.definition import NOTICE
from cms import canonical
from tests.articles.test_pages import put_live
from tests.assessments import samples
from tests.assessments.samples import on_score, option, outcome, question, rule, section, step, when

ADDRESS = "/assessments/legs"
LONG = "Averylongwordthatnobodywouldevertypebutsomebodydid " * 6


def legs():
    """Every type of question, a branch, a section, a score, two red flags and four outcomes."""
    asked = {"all": [when("pain", "=", True)]}
    return samples.definition(
        sections=[section("walking", "When you walk", asked, "Think of the last four weeks.")],
        questions=[
            question(
                "intro", "notice", text="These questions are about your legs.", help="It takes a minute."
            ),
            question(
                "age", "integer", text="How old are you?", minimum="18", maximum="120", unit="years",
                bands=[{"at_least": "65", "at_most": None, "points": "2"}],
            ),
            question("cold", "yes_no", text="Has one leg suddenly become cold?", help="And pale or painful."),
            question("pain", "yes_no", text="Do your legs hurt when you walk?"),
            question(
                "site", "multi", section="walking", text="Where do they hurt?",
                options=[option("calf", points="1.5"), option("thigh", points="1"),
                         option("none", "None of these", "0", exclusive=True)],
            ),
            question(
                "eases", section="walking", text="How soon does it ease?", required=False,
                options=[option("soon", "Within 10 minutes", "1"), option("later", "Later", "0")],
            ),
            question(
                "far", "decimal", section="walking", text="How far can you walk?", required=False,
                minimum="0", maximum="50", places=1, unit="km",
            ),
            question("sore", "yes_no", text="Is there a sore on your foot that does not heal?"),
        ],
        scores=[samples.score("total", ["age", "site", "eases"], "skip")],
        outcomes=[
            outcome("now", "emergency", title="Get help now",
                    next_steps=[step(label="Read about cold legs"), step("phone", "Call an ambulance")]),
            outcome("today", "urgent", title="Have your foot seen today"),
            outcome("doctor", "soon", title="See your doctor", show_score=True),
            outcome("low", title="A narrowed artery is less likely", does_not_rule_out=samples.NOT_RULED_OUT),
        ],
        red_flags=[
            rule("cold-leg", "now", any=[when("cold", "=", True)]),
            rule("open-sore", "today", any=[when("sore", "=", True)]),
        ],
        rules=[rule("high", "doctor", all=[on_score("total", ">=", "3.5")])],
        default="low",
    )  # fmt: skip


def oddly_named():
    """Keys that objects of a browser have themselves, that read as numbers, or differ by a capital only."""
    return samples.definition(
        sections=[
            section("length", "“Cold” <b>days</b> & nights", {"any": [when("hasOwnProperty", "<=", "-0.5")]}),
            section("valueOf", "Ende — النهاية 🦵"),
        ],
        questions=[
            question(
                "hasOwnProperty", "decimal", text="</script>Température ≤ 0?", minimum="-40.5", maximum="50",
                places=1,
                bands=[{"at_least": None, "at_most": "-0.5", "points": "-1.5"},
                       {"at_least": "-0.4", "at_most": "0", "points": "0.1"},
                       {"at_least": "0.1", "at_most": None, "points": "0.2"}],
            ),
            question("__proto__", "yes_no", section="length", text="Är du kall?",
                     options=samples.yes_no_options("0.3", "-0.3")),
            question(
                "constructor", "multi", section="length", text="Where?",
                options=[option("__proto__", "ß", "1"), option("toString", "İ", "0.5"),
                         option("10", "\u202eRTL"), option("constructor", "None", "0", exclusive=True)],
            ),
            question("toString", "integer", section="valueOf", text="How many?", required=False,
                     minimum="-3", maximum="3",
                     bands=[{"at_least": "-3", "at_most": "-1", "points": "2"}]),
            question("10", section="valueOf", text="Which?",
                     options=[option("2", points="2"), option("1", points="1"), option("A"), option("a")]),
            question("/88122-7", "yes_no", section="valueOf", shown_when={"all": [when("10", "!=", "a")]}),
            question("Pain", "yes_no", section="valueOf", required=False),
            question("pain", "yes_no", section="valueOf", required=False),
        ],
        scores=[
            samples.score("__proto__", ["hasOwnProperty", "__proto__", "constructor", "10"], "skip"),
            samples.score("toString", ["toString", "10"], "wait"),
        ],
        outcomes=[
            outcome("__proto__", "emergency", title="Call <now>"),
            outcome("constructor", "soon", title="Soon", show_score=True),
            outcome("10", "routine", title="In time", show_score=True),
            outcome("a", title="Less likely", does_not_rule_out=samples.NOT_RULED_OUT, show_score=True),
        ],
        red_flags=[
            rule("valueOf", "__proto__",
                 all=[when("__proto__", "!=", False), when("constructor", "in", ["10"])]),
        ],
        rules=[
            rule("__proto__", "constructor", all=[on_score("toString", ">=", "3"), when("Pain", "=", True)]),
            rule("constructor", "10", any=[when("constructor", "in", ["__proto__", "toString"]),
                                           on_score("__proto__", "<", "-1.7")]),
        ],
        default="a",
    )  # fmt: skip


def document(definition, slug="legs", **more):
    return {
        "schema": "assessment/1", "id": "asm_" + "0" * 20, "slug": slug, "locale": "en-US",
        "href": f"/assessments/{slug}", "title": "Leg assessment", "description": "A few questions.",
        "topic": {"type": "topic", "slug": "pad", "title": "Leg arteries", "href": "/topics/pad"},
        "estimated_minutes": 2, "available": definition is not None, "version": 1,
        "instrument": {"name": "A known questionnaire", "rights": "Adapted, not validated."},
        "intended_use": "Helps adults with leg pain decide whom to see.",
        "intended_for": {
            "min_age": 18, "max_age": None, "excludes": ["People who had an artery opened"],
            "otherwise": {"text": "Ask your clinic.", "next_steps": [step("phone", "Call the clinic")]},
        },
        "limits": "Questions alone miss many people.", "disclaimer": "General information only.",
        "definition": definition,
        "definition_digest": definition and hashlib.sha256(canonical.encode(definition)).hexdigest(),
        "questionnaire": None,
        "references": [
            {"number": 1, "id": "cit_" + "0" * 20, "key": "guide", "kind": "guideline", "title": "Guide",
             "formatted": "A guideline.", "status_when_signed": "superseded",
             "superseded_by": None, "doi": None, "pmid": None, "url": None,
             "mentions": [{"id": "m1", "part": "outcome doctor", "block": "b"}]},
        ],
        "related": {"picks": []},
        "publication": {"review_due": None},
        **more,
    }  # fmt: skip


def put(definition=None, **more):
    """The assessment, live under ADDRESS; the definition is that of legs() if there is no other."""
    made = document(definition or legs(), **more)
    put_live(made, kind="assessments")
    return made


def main(response):
    """What is on the page; what waits in templates for scripts is not."""
    page = html.fromstring(response.content.decode())
    for one in page.xpath("//template"):
        one.drop_tree()
    [found] = page.xpath("//main")
    return found


def words(element):
    return " ".join(element.text_content().split())


class Walk:
    """A reader without scripts: presses buttons of the page that is there, with all that its form holds."""

    def __init__(self, client, address=ADDRESS):
        self.client, self.address = client, address
        self.show(client.get(address))

    def show(self, response):
        self.response = response
        self.main = main(response)
        self.fields = {}
        for form in self.main.xpath(".//form"):
            for name, value in form.form_values():
                self.fields.setdefault(name, []).append(value)
        return self

    def press(self, go, /, **answers):
        """Fill in fields (a text, a list, None for nothing) and press a button."""
        sent = dict(self.fields)
        for key, value in answers.items():
            sent[f"answer:{key}"] = value if isinstance(value, list) else [] if value is None else [value]
        body = (
            "&".join(f"{quote(name)}={quote(value)}" for name, values in sent.items() for value in values)
            + f"&go={go}"
        )
        self.show(
            self.client.post(self.address, body.lstrip("&"), content_type="application/x-www-form-urlencoded")
        )
        return self

    def next(self, **answers):
        return self.press("next", **answers)

    @property
    def asked(self):
        return [one.get("data-question") for one in self.main.xpath(".//*[@data-question]")]

    @property
    def problems(self):
        return [words(one) for one in self.main.xpath(".//*[contains(@class,'problems')]//li")]

    @property
    def outcome(self):
        found = self.main.xpath(".//*[contains(@class,'outcome-title')]")
        return words(found[0]) if found else None

    @property
    def urgent(self):
        found = self.main.xpath(".//*[contains(@class,'urgent-heading')]")
        return words(found[0]) if found else None

    @property
    def checked(self):
        return [one.get("value") for one in self.main.xpath(".//input[@checked]")]


def said_in_form(definition, answers):
    """Answers of an evaluation as the texts that a form would send."""
    said = {}
    kinds = {one["key"]: one["type"] for one in definition["questions"]}
    for key, value in answers.items():
        if value in (None, []) or kinds.get(key, NOTICE) == NOTICE:
            continue
        if kinds[key] == "yes_no":
            said[key] = ["yes" if value else "no"]
        else:
            said[key] = [str(one) for one in (value if isinstance(value, list) else [value])]
    return said
