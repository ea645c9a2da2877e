"""One body that holds every kind of node, and the records that it names."""

UIDS = {
    ("citation", "guideline-2024"): "cit_2024",
    ("citation", "trial"): "cit_trial",
    ("assessment", "pad"): "asm_pad",
    ("treatment", "pad-treatments"): "trt_pad",
    ("article", "heart"): "art_heart",
    ("topic", "pad"): "top_pad",
    ("author", "team"): "aut_team",
}
SLUGS = {(kind, uid): slug for (kind, slug), uid in UIDS.items()}

MARKDOWN = """\
If your legs cramp — and the discomfort “fades” — that's [claudication]{.term}. H[2]{.sub}O, 10[3]{.sup},
*often* and **always**; 5 \\< 6.

## What it feels like {aspect=symptoms}

Exercise helps ([2024 guideline](cite:guideline-2024 "p. 12")), unlike [one trial](cite:trial){.retracted}.\\
See [our 2-minute assessment](assessment:pad), [treatments](treatment:pad-treatments), [heart](article:heart),
[PAD](topic:pad) and [the team](author:team).

- Walk
- Rest
  1. Sit
  2. Lie *down*

3. three

   and more
4. four

::: urgent
Call [911](tel:911) or read [more](https://example.org/a_(b)?c=1&d=2) and [above](#what-it-feels-like).

- a cold leg
:::

> Walk every day.

::: quote American Heart Association
Walk [*más*]{lang=es}.
:::

| Step | For how long |
| --- | --- |
| walk \\| rest | 30 min ([guideline](cite:guideline-2024)) |
|  | [x]{.bold}y |

#### Don't wait {#dont aspect=when_to_get_help}

[Take the assessment](assessment:pad){.cta}

[Call us](tel:+15551234){.cta}
"""


def resolve(kind, slug):
    return UIDS.get((kind, slug))


def slug_of(kind, uid):
    return SLUGS.get((kind, uid))


def target_of(kind, uid):
    slug = slug_of(kind, uid)
    return slug and {"type": kind, "slug": slug, "href": f"/{kind}s/{slug}"}


def number_of(uid):
    return {"cit_2024": 1, "cit_trial": 2}[uid]
