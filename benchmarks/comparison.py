"""How long comparing takes: `python -m benchmarks.comparison`.

Two long documents, compared and drawn: the goal is under one second of CPU for 400 paragraphs, whatever was
changed. Then the list of changes of a large release: a thousand pages in which one citation was replaced.
"""

import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.template.loader import render_to_string  # noqa: E402  (needs Django set up)

from cms.publishing.diff import compare  # noqa: E402  (needs Django set up)
from tests.articles import sample_document  # noqa: E402  (needs Django set up)
from tests.publishing import long_texts  # noqa: E402  (needs Django set up)

PAGES = 1000


def main() -> None:
    for paragraphs in (100, 200, 400):
        for edit in long_texts.EVERY:
            old, new = long_texts.pair(paragraphs, edit)
            began = time.process_time()
            difference = compare(old, new)
            compared = time.process_time()
            render_to_string("publishing/difference.html", {"difference": difference, "sides": True})
            drawn = time.process_time()
            print(
                f"{paragraphs:4} paragraphs, {edit:18} compared {compared - began:6.3f} s,"
                f" drawn side by side {drawn - compared:6.3f} s"
            )
    old, new = sample_document.article(), sample_document.article()
    source = sample_document.BODY.replace("cite:old-2016", "cite:new-2024")
    new["body"]["blocks"] = sample_document.blocks(source)
    began = time.process_time()
    for _ in range(PAGES):
        compare(old, new)
    print(f"{PAGES} pages with a citation replaced {time.process_time() - began:6.3f} s")


if __name__ == "__main__":
    main()
