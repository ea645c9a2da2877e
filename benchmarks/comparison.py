"""How long the comparison of two long documents takes: `python -m benchmarks.comparison`.

The goal is under one second of CPU for 400 paragraphs, whatever was changed.
"""

import time

from cms.publishing.diff import compare
from tests.publishing import long_texts


def main() -> None:
    for paragraphs in (100, 200, 400):
        for edit in long_texts.EVERY:
            old, new = long_texts.pair(paragraphs, edit)
            began = time.process_time()
            compare(old, new)
            print(f"{paragraphs:4} paragraphs, {edit:18} {time.process_time() - began:6.3f} s")


if __name__ == "__main__":
    main()
