"""The page that must come through whole: as content files, and as the lines that readers see."""

import json
from pathlib import Path

import yaml

HERE = Path(__file__).parent
SEED = HERE.parents[2] / "shared" / "seed"


class Page:
    """A folder of content files with one article, and `page.txt`: every line of its page, in order."""

    def __init__(self, folder):
        self.folder = folder
        self.content = folder / "content"

    @property
    def slug(self):
        return next((self.content / "articles").glob("*.md")).stem

    @property
    def article(self):
        """The front matter of the article, and its text."""
        [path] = (self.content / "articles").glob("*.md")
        _, front, text = path.read_text(encoding="utf-8").split("---\n", 2)
        return yaml.safe_load(front), text

    @property
    def citations(self):
        return json.loads((self.content / "citations.json").read_text(encoding="utf-8"))

    @property
    def lines(self):
        text = (self.folder / "page.txt").read_text(encoding="utf-8")
        return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


OURS = Page(HERE / "page")
#: The real page where this checkout stands beside it; ours has the same structure and other words.
REAL = Page(SEED) if (SEED / "page.txt").exists() else OURS
PAGES = {"ours": OURS} | ({"real": REAL} if REAL is not OURS else {})
