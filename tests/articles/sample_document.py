"""A published article as front ends get it, made without a database: it has every part there is.

`article()` gives a fresh copy each time, so a test may change it at will.
"""

from articles import json_ld
from articles.body import markdown, public, settle, words

BODY = """\
If your calves ache on the stairs and stop aching when you stand still, take note. It may be poor flow to the
leg, called *peripheral artery disease* (PAD).

::: urgent
Call 911 if a leg turns cold, pale and numb.
:::

## How it feels

The ache comes with walking and goes with rest. It is easy to take it for **age**.

- It begins after the same distance.
- It fades within minutes of rest.

## Begin with the basics

Guidelines put walking first, because it helps and does little harm
([2016 guideline on leg arteries](cite:old-2016)).
Most people need no more than that.

| Step | How often |
| --- | --- |
| Walking with rests | 3 times a week |
| Blood pressure check | every month |

## Opening the artery

A thin tube can open the artery from the inside; it avoids a cut ([2016 guideline](cite:old-2016 "p. 12")).

::: quote A patient
I walked to the shop again.
:::

If this sounds like you, try our [2-minute PAD check](assessment:pad), or read about [our PAD
care](treatment:pad-care). You can also call [the clinic](tel:+15550100).
"""

KINDS = {"cite": "citation"}
ROUTES = {"assessment": "/check/{}", "treatment": "/care/{}", "citation": "/sources/{}"}


def uid(kind: str, slug: str) -> str:
    return f"{kind[:3]}_{slug}"


def blocks(source: str, profile: str = "article") -> list[dict]:
    """The public blocks of this Markdown; every record that it names exists."""
    tree, problems = markdown.parse(source, uid)
    assert not problems, problems
    return public.blocks(settle(tree, profile), _target_of, lambda _uid: 1)


def _target_of(kind, known):
    slug = known.partition("_")[2]
    return {"type": kind, "slug": slug, "href": ROUTES.get(kind, "/{}").format(slug)}


def text_part(source: str) -> dict:
    made = blocks(source, "faq")
    return {"blocks": made, "html": public.html(made), "text": public.text(made)}


def inline(*parts) -> dict:
    """Inline content: text, or (label, type, slug) for a link."""
    made = [
        {"type": "text", "text": part, "marks": []}
        if isinstance(part, str)
        else {
            "type": "link",
            "target": {"type": part[1], "slug": part[2]},
            "href": ROUTES[part[1]].format(part[2]),
            "text": part[0],
            "children": [{"type": "text", "text": part[0], "marks": []}],
        }
        for part in parts
    ]
    return {"content": made, "html": public.inline_html(made)}


def article() -> dict:
    made = blocks(BODY)
    tree, _ = markdown.parse(BODY, uid)
    next_step = inline(
        ("Take our 2-minute check", "assessment", "pad"),
        " or ",
        ("explore our care", "treatment", "pad-care"),
        ".",
    )
    document = {
        "schema": "article/1",
        "id": "art_sample",
        "slug": "sore-calves",
        "locale": "en-US",
        "href": "/learn/sore-calves",
        "title": "Sore Calves on the Stairs: Could It Be PAD?",
        "dek": "Calves that ache on the stairs can be a sign of poor flow to the legs — and often treatable.",
        "seo": {"title": "Sore calves and PAD", "description": "When aching calves deserve a check."},
        "audience": {"people": "patients", "min_age": 18},
        "disclosure": "Harbor Clinic provides treatments described here.",
        "organization": {
            "slug": "harbor-clinic",
            "name": "Harbor Clinic",
            "href": "/about/harbor-clinic",
            "url": "https://harbor.example",
            "logo": None,
        },
        "topic": {
            "id": "top_pad",
            "slug": "pad",
            "name": "Peripheral Artery Disease",
            "href": "/conditions/pad",
            "inline_label": "peripheral artery",
            "preferred_term": "peripheral artery disease",
            "abbreviation": "PAD",
            "specialty": "Cardiovascular",
            "codes": [{"system": "ICD-10-CM", "code": "I73.9"}],
            "review_interval_months": 12,
        },
        "tags": [{"slug": "leg-pain", "name": "leg pain"}, {"slug": "pad", "name": "PAD"}],
        "byline": {
            "text": "By the Harbor Care Team and Ana Ruiz, MD",
            "parts": [
                {"text": "By the "},
                {"text": "Harbor Care Team", "author": "harbor-care-team"},
                {"text": " and "},
                {"text": "Ana Ruiz, MD", "author": "ana-ruiz"},
            ],
            "authors": [
                _author("team", "harbor-care-team", "Harbor Care Team", ""),
                _author("person", "ana-ruiz", "Ana Ruiz", "MD"),
            ],
        },
        "display_date": "2026-07-01",
        "display_date_text": "Jul 1, 2026",
        "reading_minutes": 2,
        "hero": None,
        "urgent_help": {
            "heading": "A cold, numb leg is an emergency",
            **inline("Call 911 if a leg turns cold and numb."),
            "phone": "911",
        },
        "corrections": [
            {"date": "2026-07-03", "kind": "correction", "text": "The second step was said to be weekly."}
        ],
        "body": {
            "blocks": made,
            "html": public.html(made),
            "toc": public.toc(made),
            "word_count": words(tree),
        },
        "references": [reference(1, "old-2016", "2016 Guideline on Leg Arteries", 2016, status="superseded")],
        "faqs": {
            "heading": "Common questions",
            "items": [
                faq(
                    "is-it-serious", "Is it serious?", "It can be. Narrow leg arteries go with heart disease."
                ),
                faq("surgery", "Do I need surgery?", "Often not. Walking and medicine come first."),
                faq("keep-walking", "Can I keep walking?", "Yes. Rest when it hurts, then go on."),
            ],
        },
        "providers": {
            "heading": "The people who provide this care",
            **inline("The treatments described here are provided at Harbor Clinic."),
            "people": [],
        },
        "disclaimer": {
            **inline("This article is general information, not medical advice."),
            "version": "7d1f",
        },
        "next_step": {
            "eyebrow": "Next step",
            "heading": "Wondering if peripheral artery care is right for you?",
            **next_step,
            "actions": [
                {"label": node["text"], "target": node["target"], "href": node["href"]}
                for node in next_step["content"]
                if node["type"] == "link"
            ],
        },
        "related": {
            "eyebrow": "Resource library",
            "heading": "Continue reading",
            "picks": [
                {
                    "type": "article",
                    "id": "art_other",
                    "slug": "walking-plan",
                    "title": "A Walking Plan for Sore Legs",
                    "dek": "Eight weeks, three walks a week.",
                    "href": "/learn/walking-plan",
                }
            ],
        },
        "assessment": {
            "type": "assessment",
            "id": "ass_pad",
            "slug": "pad",
            "title": "PAD check",
            "estimated_minutes": 2,
            "available": True,
            "version": None,
            "href": "/check/pad",
        },
        "publication": {
            "first_published_at": "2026-07-01T09:00:00.000000Z",
            "published_at": "2026-07-03T09:00:00.000000Z",
            "updated_at": "2026-07-03T09:00:00.000000Z",
            "revision": 3,
            "release": 12,
            "content_digest": "0" * 64,
            "reviewed_by": [
                {
                    "name": "Mila Torres",
                    "credentials": "MD",
                    "href": "/people/mila-torres",
                    "date": "2026-07-01",
                }
            ],
            "last_reviewed": "2026-07-01",
            "review_due": "2027-07-01",
        },
    }
    document["json_ld"] = json_ld.of_article(document)
    return document


def faq(slug: str, question: str, answer: str) -> dict:
    return {"id": f"faq_{slug}", "slug": slug, "question": question, "answer": text_part(answer)}


def reference(number: int, key: str, title: str, year: int, status: str = "current") -> dict:
    successor = {
        "type": "citation",
        "id": "cit_new-2024",
        "slug": "new-2024",
        "title": "2024 Guideline on Leg Arteries",
        "year": 2024,
        "href": "/sources/new-2024",
    }
    return {
        "number": number,
        "id": f"cit_{key}",
        "key": key,
        "kind": "guideline",
        "title": title,
        "short_title": title,
        "authors_text": "Doe J",
        "container_title": "Circulation",
        "year": year,
        "doi": "10.1161/CIR.0000000000000471",
        "pmid": "",
        "url": "",
        "csl": {"type": "article-journal", "title": title},
        "formatted": f"Doe J. {title}. Circulation. {year}. doi:10.1161/CIR.0000000000000471",
        "status_when_signed": status,
        "superseded_by": successor if status == "superseded" else None,
        "href": f"/sources/{key}",
        "mentions": [{"id": "m-00000001", "part": "body", "block": "b-00000001"}],
    }


def _author(type_, slug, name, credentials):
    return {
        "type": type_,
        "slug": slug,
        "name": name,
        "credentials": credentials,
        "photo": None,
        "href": f"/people/{slug}",
    }
