"""How long a guideline recall takes: `python -m benchmarks.recall [--articles 1000] [--database URL]`.

Builds live articles that all cite one source, supersedes it, and times the impact list, the batch release
and its publication, with the number of queries. The goals: the list in under 1 s, the batch in under 60 s
on two cores. `--database` names an empty PostgreSQL database; without it a SQLite file is made in a
temporary folder.
"""

import argparse
import cProfile
import os
import pstats
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

PARAGRAPHS = 12
SENTENCE = "When your legs cramp as you walk and ease when you rest, tell a doctor about it. "


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextmanager
def timed(what: str):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        began, cpu = time.perf_counter(), time.process_time()
        yield
        took, used = time.perf_counter() - began, time.process_time() - cpu
    # The log of a connection holds the last 9000 queries.
    count = len(asked.captured_queries)
    say(f"{what:34} {took:7.2f} s  ({used:6.2f} s CPU)  {count:6} queries")


def body(source: str, number: int) -> dict:
    def paragraph(*nodes):
        return {"type": "paragraph", "content": list(nodes)}

    def text(words):
        return {"type": "text", "text": words}

    attrs = {"target": source, "label": "2016 guideline", "locator": "p. 12", "cited_as": ""}
    cite = {"type": "citation", "attrs": attrs}
    blocks = [paragraph(text(f"Part {part} of page {number}. {SENTENCE * 3}")) for part in range(PARAGRAPHS)]
    blocks[3] = paragraph(text(f"On page {number} walking comes first ("), cite, text("). It helps."))
    return {"type": "doc", "content": blocks}


def fill(articles: int, clock):
    """The articles, live in releases of a hundred, by the actions themselves."""
    from articles.models import FAQ, Article, ArticleAuthor, ArticleFAQ, Citation
    from cms.publishing import actions, composing
    from cms.publishing.actions.publishing import put_live  # noqa: F401  (what the actions below come to)
    from tests import people
    from tests.publishing import builders

    people.everybody()
    wanda = people.wanda()
    old = builders.save(Citation(slug="aha-2016", title="Old guideline", short_title="2016 guideline",
                                 issued="2016", url="https://example.org"), clock)  # fmt: skip
    new = builders.save(Citation(slug="acc-2024", title="New guideline", short_title="2024 guideline",
                                 issued="2024", url="https://example.org"), clock)  # fmt: skip
    builders.go_live(new, clock)
    faq = builders.save(FAQ(slug="rest", question="Rest?", answer=builders.body("Yes, rest.")), clock)
    model = builders.article(clock, slug="model", title="Model")
    builders.go_live(model, clock)
    builders.go_live(faq, clock)
    author = model.ordered_authors()[0]
    made = []
    for number in range(articles):
        draft = Article(slug=f"page-{number}", title=f"Page {number}", dek="When to walk.", topic=model.topic,
                        organization=model.organization, body=body(old.uid, number))  # fmt: skip

        def rows(item):
            ArticleAuthor.objects.create(article=item, author=author, position=0)
            ArticleFAQ.objects.create(article=item, faq=faq, position=0)

        actions.save(item=draft, by=wanda, clock=clock, write=rows)
        made.append(draft)
    for begin in range(0, len(made), 100):
        *rest, last = made[begin : begin + 100]
        with composing.one_moment():
            release = actions.submit(
                item=last, also=rest, by=wanda, clock=clock, change="substantive", reason="New."
            )
        builders.sign_all(release, clock)
        builders.publish(release, clock)
        clock.forward(minutes=1)
    return old, new


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--database", default="")
    parser.add_argument("--keep", default="", help="a folder to keep the SQLite file in")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = options.keep or folder
        os.environ |= {
            "DATABASE_URL": options.database or f"sqlite:///{place}/db.sqlite3",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        measure(options)


def measure(options) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from articles import citations
    from articles.models import Citation
    from cms.publishing import actions, impact
    from tests import people
    from tests.publishing import builders

    connection.queries_log = type(connection.queries_log)(maxlen=1_000_000)
    call_command("migrate", verbosity=0)
    clock = builders.Clock()
    began = time.perf_counter()
    known = Citation.objects.filter(slug="aha-2016").first()
    if known:
        clock.forward(days=30)
        old, new = known, Citation.objects.get(slug="acc-2024")
    else:
        old, new = fill(options.articles, clock)
    say(
        f"{connection.vendor}: {options.articles} live articles, built in {time.perf_counter() - began:.0f} s"
    )
    if not known:
        clock.forward(days=1)
        citations.supersede(
            citation=old, successor=new, by=people.pia(), clock=clock, reason="A new edition."
        )
    old.refresh_from_db()
    with timed("impact list, with every sentence"):
        found = impact.of(old, clock())
    with timed("impact list again"):
        found = impact.of(old, clock())
    say(f"{len(found)} pages, {sum(len(one.mentions) for one in found)} sentences")
    with timed("on their way"):
        impact.on_their_way(old, clock(), found)
    profile = cProfile.Profile()
    with timed("batch release composed, written"):
        if options.profile:
            profile.enable()
        done = actions.recall(
            cause=old, because="superseded", places=[(one.item, "successor") for one in found],
            reason="A new edition.", deadline=clock.after(days=14).date(), by=people.pia(), clock=clock,
        )  # fmt: skip
        profile.disable()
    if options.profile:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(60)
    say(f"{done.release.members.count()} members")
    for meaning, who in builders.SIGNERS.items():
        with timed(f"signature, {meaning}"):
            builders.sign(done.release, meaning, clock, by=who())
    if not impact.of(old, clock()):
        say("nothing live rests on it any more")


if __name__ == "__main__":
    main()
