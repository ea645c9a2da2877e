"""The forms of an assessment's rows: keys that fill themselves in, lines that are put straight."""

from django import forms
from django.utils.html import format_html

from assessments import lines

from .keys import Keys

_STAYS = (
    "Sites that show this to readers know it as “{key}”: put “{key}” back."
    " For something else, add a new {name}."
)


#: The place of a new row; form-rows.js leaves it so while nothing is said in the row.
AT_THE_END = 999


class KeyInput(forms.TextInput):
    """A key, with those to choose from. `hint` says beside it what is wrong with what was saved."""

    def __init__(self, kind: str = "", attrs=None):
        super().__init__({"autocomplete": "off", "spellcheck": "false", **(attrs or {})})
        if kind:
            self.attrs |= {"list": f"keys-of-{kind}", "data-keys": kind}
        self.hint = ""

    def render(self, name, value, attrs=None, renderer=None):
        if not self.hint:
            return super().render(name, value, attrs, renderer)
        place = f"{(attrs or {}).get('id', name)}-hint"
        drawn = super().render(name, value, {**(attrs or {}), "aria-describedby": place}, renderer)
        return format_html('{}<span class="row-hint" id="{}">{}</span>', drawn, place, self.hint)


class RowForm(forms.ModelForm):
    """One row. Whoever makes the forms of a save gives all rows of one space of names the same `keys`."""

    def __init__(self, *args, keys: Keys | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.keys = keys
        if not self.instance.pk:
            # Behind the others, unless somebody says where.
            self.initial["position"] = AT_THE_END


class KeyedForm(RowForm):
    """A row with a key of its own; left blank, it is made from what the row says."""

    #: The field whose words the key is made from.
    named_by = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.keys is not None and self.instance.pk:
            self.keys.taken.add(self.instance.key)
        if "key" in self.fields:
            field = self.fields["key"]
            field.required = field.widget.is_required = False
            field.help_text = field.help_text or "Other rows name it by this. Left blank, it is filled in."
            if self.is_seen():
                field.widget.attrs["readonly"] = True
                field.help_text = "Readers have seen this, so its key stays."

    def is_seen(self) -> bool:
        return bool(self.instance.pk and self.keys is not None and self.initial.get("key") in self.keys.seen)

    def clean(self):
        cleaned = super().clean()
        if self.keys is None or "key" in self.errors:
            return cleaned
        before = self.initial.get("key", "")
        if not cleaned.get("key"):
            name = self._meta.model._meta.verbose_name
            cleaned["key"] = before or self.keys.make(cleaned.get(self.named_by) or "", name)
        elif self.is_seen() and cleaned["key"] != before:
            self.add_error("key", _STAYS.format(key=before, name=self._meta.model._meta.verbose_name))
        return cleaned


class SectionForm(KeyedForm):
    named_by = "title"


class ScoreForm(KeyedForm):
    named_by = "label"


class OutcomeForm(KeyedForm):
    named_by = "title"


class RuleForm(KeyedForm):
    named_by = "outcome"


class QuestionForm(KeyedForm):
    """A question. Its lines are kept as the program writes them; wrong ones stay as they were typed."""

    named_by = "text"

    def clean(self):
        cleaned = super().clean()
        for name, read, write in (
            ("options", lines.options, lines.write_options),
            ("bands", lines.bands, lines.write_bands),
        ):
            found, problems = read(cleaned.get(name) or "")
            if not problems:
                cleaned[name] = write(found)
        return cleaned


class CriterionForm(RowForm):
    def clean(self):
        cleaned = super().clean()
        asks_score = (cleaned.get("subject") or "").startswith("score:")
        if asks_score and lines.number(cleaned.get("value") or "") is None and "value" not in self.errors:
            self.add_error("value", "A score is compared with a number, such as 4 or 2.5.")
        return cleaned
