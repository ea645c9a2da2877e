"""How long verifying a long record takes: `python -m benchmarks.verification [--entries 100000]`.

Fills a fresh database of each kind with articles that were each saved six times, submitted, signed twice and
published, over and over; about 10 kB for a revision. Everything is as the product's own actions write it, the
triggers included, only many rows at a time. The goal is under 30 s for 100,000 entries, with no finding.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAVES, CYCLES = 6, 10
ENTRIES_OF_AN_ITEM = (SAVES + 4) * CYCLES
AT_ONCE = 100  # items whose rows are inserted together


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--db", choices=["sqlite", "postgres"], action="append")
    parser.add_argument("--step", choices=["fill", "verify"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        import django

        django.setup()
        {"fill": fill, "verify": verify}[options.step](options.entries)
        return
    from tests import databases

    with ExitStack() as rest:
        folder = rest.enter_context(tempfile.TemporaryDirectory(prefix="cms-benchmark-"))
        for name in options.db or ["sqlite", "postgres"]:
            if name == "sqlite":
                engine = databases.SQLite(folder)
            else:
                given = os.environ.get("TEST_DATABASE_URL")
                engine = databases.Postgres(given or rest.enter_context(databases.embedded_postgres()))
            database = engine.create()
            print(name, flush=True)
            for step in ("fill", "verify", "verify"):
                command = [sys.executable, "-m", "benchmarks.verification", "--step", step]
                command += ["--entries", str(options.entries)]
                subprocess.run(command, check=True, cwd=ROOT, env=database.environment)
            database.drop()


class Memory:
    """The most that this process held of its own; the mapped file of a database is not its own."""

    def __init__(self):
        self._most, self._done = 0, threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()

    def _look(self):
        while not self._done.wait(0.1):
            status = Path("/proc/self/status").read_text()
            self._most = max(self._most, int(status.partition("RssAnon:")[2].split()[0]) / 1024)

    def most(self) -> float:
        self._done.set()
        self._watch.join()
        return self._most


def verify(entries: int) -> None:
    from django.db import connection

    from cms.audit import checkpoints, verification

    checked, memory = verification.Checked(), Memory()
    began, cpu = time.perf_counter(), time.process_time()
    found = list(verification.verify(connection, checked=checked))
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    print(
        f"  verify  {took:6.1f} s, {cpu:6.1f} s of CPU, {memory.most():.0f} MB: {checked.summary}", flush=True
    )
    for finding in found[:5]:
        print("   ", finding)
    began = time.perf_counter()
    head = checkpoints.head(connection)
    took = time.perf_counter() - began
    began = time.perf_counter()
    checkpoints.proof(head.sequence // 2, head.sequence)
    print(f"  head {took:.2f} s, one inclusion proof {time.perf_counter() - began:.2f} s", flush=True)


def fill(entries: int) -> None:
    from django.core.management import call_command
    from django.db import connection, transaction

    from cms.publishing import live_table, standings

    began = time.perf_counter()
    call_command("migrate", verbosity=0, interactive=False)
    pattern = Pattern()
    items = max(1, entries // ENTRIES_OF_AN_ITEM)
    for first in range(0, items, AT_ONCE):
        some = [Item(number) for number in range(first, min(first + AT_ONCE, items))]
        for _ in range(CYCLES):
            with transaction.atomic():
                for item in some:
                    pattern.add_cycle(item)
                pattern.flush()
        with transaction.atomic():
            for item in some:
                pattern.add_draft(item)
    with transaction.atomic():
        live_table.rebuild(pattern.now)
        standings.refresh(pattern.items, pattern.now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"  filled in {time.perf_counter() - began:.0f} s", flush=True)


class Item:
    """One of the articles: its number, its newest revision and the one that is live."""

    def __init__(self, index: int):
        self.slug, self.uid = f"page-{index}", f"art_{index:020}"
        self.number = self.published = 0

    @property
    def title(self) -> str:
        return f"{self.slug}, state {self.number}"


class Pattern:
    """One article that went the whole way through the product's actions, written out again and again."""

    def __init__(self):
        from articles.models import Article
        from cms import canonical
        from cms.audit.models import Entry
        from cms.publishing import record
        from cms.publishing.models import Member, Publication
        from tests import people
        from tests.publishing import builders

        people.everybody()
        clock = builders.Clock()
        words = "Walk slowly until it hurts, rest, and walk again; say so when it hurts at rest. "
        self.article = builders.article(clock, slug="pattern-slug", title="Pattern title", words=words * 100)
        builders.go_live(self.article, clock)
        self.article = Article.objects.get(pk=self.article.pk)
        self.state = canonical.encode(self.article.state()).decode()
        self.member = Member.objects.get(item=self.article.uid)
        self.publication = Publication.objects.get(item=self.article.uid)
        self.content = record.bytes_of(self.member.content)
        self.snapshot = record.bytes_of(self.publication.snapshot_id)
        last = Entry.objects.first()
        self.sequence, self.hash, self.now = last.sequence, last.hash, clock()
        self.number = self.publication.number
        self.ids = {}
        self.rows, self.entries, self.items = {}, [], []
        self.people = {name: getattr(people, name)() for name in ("wanda", "mila", "otto", "pia")}

    def add_cycle(self, item: Item) -> None:
        from cms.publishing import models

        kind = {"item": item.uid, "kind": "articles"}
        place = {"key": f"articles/{item.slug}", "locale": "en-US"}
        for _ in range(SAVES):
            item.number += 1
            with self.action("draft.save", "wanda", item.uid) as add:
                digest = self.keep(add, models.Content, self.state, item)
                add(
                    models.Revision(
                        number=item.number, parent=item.number - 1, digest=digest, title=item.title,
                        at=self.now, by=self.people["wanda"].uid, by_name="Wanda Wright",
                        reason="It reads better.", **kind,
                    )
                )  # fmt: skip
        with self.action("release.submit", "wanda", item.uid) as add:
            content = self.keep(add, models.Content, self.content, item)
            release = models.Release(
                uid=f"rel_{self.sequence:020}", change="substantive", reason="It is ready.", at=self.now,
                by=self.people["wanda"].uid, by_name="Wanda Wright",
            )  # fmt: skip
            member = models.Member(
                release=release, position=0, title=item.title, revision=item.number, after=item.published,
                content=content, **kind, **place,
            )  # fmt: skip
            needs = ["compliance", "medical"]
            release.digest = models.Release.compute_digest(release, [member], needs)
            add(release)
            add(member)
            for meaning in needs:
                add(models.Requirement(release=release, meaning=meaning))
        for meaning, name in (("medical", "mila"), ("compliance", "otto")):
            with self.action("release.sign", name, release.uid) as add:
                signature = models.Signature(
                    release=release, signer=self.people[name].uid, meaning=meaning, means="password",
                    printed_name=self.people[name].printed_name, at=self.now, profile="",
                    signed_digest=release.digest,
                )  # fmt: skip
                signature.binding = signature.compute_binding()
                add(signature)
                add.detail = {"binding": signature.binding}
        with self.action("release.publish", "pia", release.uid) as add:
            served = self.keep(add, models.Content, self.snapshot, item, cycle=item.number)
            add(models.Snapshot(digest=served, content=content, release=release, **kind))
            if not item.published:
                add(models.Key(**kind, **place))
                self.items.append((item.uid, "articles"))
            self.number += 1
            item.published = item.number
            add(
                models.Publication(
                    number=self.number, outcome="document", revision=item.number, effective_at=self.now,
                    at=self.now, release=release, snapshot_id=served, **kind, **place,
                )
            )  # fmt: skip

    def add_draft(self, item: Item) -> None:
        from articles.models import Article, ArticleAuthor

        draft = Article.objects.get(pk=self.article.pk)
        draft.pk, draft.uid, draft.slug, draft.title = None, item.uid, item.slug, item.title
        draft.version, draft._state.adding = item.number, True
        draft.save()
        for row in ArticleAuthor.objects.filter(article=self.article.pk):
            ArticleAuthor.objects.create(article=draft, author=row.author, position=row.position)

    def keep(self, add, Content, text, item: Item, cycle=0) -> str:
        from cms import canonical

        words = {"pattern-slug": item.slug, "Pattern title": item.title, self.article.uid: item.uid}
        for old, new in words.items():
            text = text.replace(old, new)
        if cycle:  # what publishing adds differs each time
            text = text.replace('"release":"', f'"release":"{cycle}-')
        digest = canonical.digest(text.encode())
        add(Content(digest=digest, body=text))
        return digest

    def action(self, name, by, subject):
        return _Action(self, name, self.people[by], subject)

    def flush(self) -> None:
        from cms.audit.models import Entry

        for model, rows in self.rows.items():
            model.objects.bulk_create(rows, batch_size=500)
        Entry.objects.bulk_create(self.entries, batch_size=500)
        self.rows, self.entries = {}, []


class _Action:
    """What trail.entry() does, without a query for each row."""

    def __init__(self, pattern, name, by, subject):
        self.pattern, self.name, self.by, self.subject = pattern, name, by, subject
        self.named, self.detail = [], {}

    def __enter__(self):
        self.pattern.sequence += 1
        self.pattern.now += timedelta(seconds=7)
        return self

    def __call__(self, row):
        model = type(row)
        row.entry = self.pattern.sequence
        if model._meta.pk.name == "id":
            row.pk = self.pattern.ids[model] = self.pattern.ids.get(model, 1_000_000) + 1
        self.named.append([model._meta.db_table, str(row.pk), row.row_digest()])
        self.pattern.rows.setdefault(model, []).append(row)

    def __exit__(self, kind, error, trace):
        from cms import canonical
        from cms.audit.models import Entry

        if error:
            return
        entry = Entry(
            sequence=self.pattern.sequence, at=self.pattern.now, action=self.name, actor=self.by.uid,
            actor_name=self.by.printed_name, subject=self.subject, reason="It reads better.",
            detail=canonical.encode(self.detail).decode(),
            rows=canonical.encode(self.named).decode(), previous=self.pattern.hash,
        )  # fmt: skip
        entry.hash = self.pattern.hash = entry.compute_hash()
        self.pattern.entries.append(entry)


if __name__ == "__main__":
    main()
