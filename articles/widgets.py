"""The rich text editor of the admin: django-prose-editor with our nodes and nothing else."""

from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django_prose_editor.widgets import AdminProseEditorWidget
from js_asset import ImportMap, Media, Script

from articles.body import grammar

# Names, not relative paths: hashed static files rename the modules, and only an import map follows.
_OURS = ImportMap(
    {
        "articles/body-dialog": "articles/body-dialog.js",
        "articles/body-picker": "articles/body-picker.js",
        "articles/body-tools": "articles/body-tools.js",
        "articles/body-guard": "articles/body-guard.js",
    }
)
_MENU = [
    {"group": "blockType -lists", "type": "dropdown", "minItems": 2},
    {"group": "marks"},
    {"group": "lists"},
    {"group": "nodes -blockType -lists"},
    {"group": "references"},
    {"group": "table"},
    {"group": "history"},
]


class BodyWidget(AdminProseEditorWidget):
    """An editor for one profile; `picker_url` answers its searches (see articles/admin/picker.py)."""

    def __init__(self, *args, profile="article", picker_url=None, **kwargs):
        self.profile = profile
        self.picker_url = picker_url
        super().__init__(*args, **{"preset": "configurable", **kwargs})

    @property
    def media(self):
        return super().media + Media(
            importmap=_OURS,
            css={"all": ["articles/body-editor.css"]},
            js=[Script("articles/body-nodes.js", type="module")],
        )

    def get_config(self):
        # Written out whole, not through the package's registry: the schema is closed to settings too.
        extensions = {
            "Text": True,
            "BodyNodes": {
                "profile": self.profile,
                "picker": self._picker(),
                "aspects": [[aspect, aspect.replace("_", " ").capitalize()] for aspect in grammar.ASPECTS],
                "callouts": list(grammar.CALLOUTS),
                "kinds": list(grammar.KINDS),
            },
            "History": True,
            "Dropcursor": True,
            "Gapcursor": True,
            "Menu": {"defaultItems": True, "groups": _MENU},
        }
        return {"extensions": extensions, "js_modules": [static("articles/body-nodes.js")]}

    def _picker(self):
        if self.picker_url is not None:
            return str(self.picker_url)
        try:
            return reverse("admin:articles_picker")
        except NoReverseMatch:
            return ""  # the editor then says that nothing can be searched
