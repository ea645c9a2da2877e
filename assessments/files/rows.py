"""One row of an assessment's file: its keys, read into the columns of a model, each problem at its line."""

from django.core.exceptions import ValidationError
from django.db.models import TextField

from articles.files.forms import Flag, items_of, text_of
from articles.files.given import Mapping, Text
from articles.files.kinds import BAD
from articles.files.problems import did_you_mean, short
from articles.files.reading import refuse_unknown
from assessments import lines


class Keys:
    """One row of the file: its keys, read into the columns of a model."""

    def __init__(self, given, model, reading):
        self.given = given
        self.model = model
        self.reading = reading

    def line_of(self, name):
        entry = self.given.entries.get(name)
        return entry.line if entry else self.given.line

    def text(self, name, column="", *, required=False) -> str:
        said = self._said(name)
        if not said:
            if required and said == "":
                self.reading.report(self.line_of(name), f"“{name}” is missing: add it.")
            return ""
        check(self.model, column or name, said, self.line_of(name), self.reading, name)
        return said

    def item_text(self, name, column) -> str:
        """A text that is a column of the assessment itself."""
        said = self._said(name)
        self.reading.name = name
        return said if said and self.reading.checked(column, said, self.line_of(name)) is not BAD else ""

    def _said(self, name):
        entry = self.given.get(name)
        said = "" if entry is None else text_of(entry.value, self.reading, name)
        return None if said is BAD else said

    def choice(self, name, usual) -> str:
        said = self._said(name) or usual
        choices = [value for value, _ in self.model._meta.get_field(name).flatchoices]
        if said not in choices:
            hint = did_you_mean(said, choices)
            self.reading.report(
                self.line_of(name), f"“{short(said)}” is not one of {', '.join(choices)}.{hint}"
            )
            return usual
        return said

    def flag(self, name, *, usual=False) -> bool:
        entry = self.given.get(name)
        if entry is None:
            return usual
        said = Flag().read(entry.value, _Named(self.reading, name), name)
        return usual if said is BAD else said

    def whole(self, name) -> int:
        said = self._said(name) or "0"
        if not said.isascii() or not said.isdecimal() or len(said) > 4:
            self.reading.report(self.line_of(name), f"“{short(said)}” is not a whole number, such as 2.")
            return 0
        check(self.model, name, int(said), self.line_of(name), self.reading, name)
        return int(said)

    def number(self, name) -> str:
        said = self._said(name)
        number = lines.number(said) if said else ""
        if number is None:
            self.reading.report(
                self.line_of(name), f"“{short(said)}” is no number: write such as 18 or 36.5."
            )
        return number or ""

    def lines(self, name, parse) -> list[dict]:
        """The rows that lines such as “calf | Calf | 2” say."""
        given = self.words(name)
        found, wrong = parse("\n".join(line for _, line in given))
        for problem in wrong:
            at = given[min(problem.line, len(given)) - 1][0]
            self.reading.report(at, problem.sentence)
        return found

    def words(self, name) -> list[tuple[int, str]]:
        """The texts of a list, each on one line, with the lines where they stand."""
        entry = self.given.get(name)
        items = [] if entry is None else items_of(entry.value, self.reading, name)
        found = []
        for one in [] if items is BAD else items:
            said = text_of(one, self.reading, f"each of {name}")
            if said is BAD:
                continue
            if not said or len(said.splitlines()) != 1:
                self.reading.report(one.line, f"Each of {name} must stand on one line.")
                continue
            found.append((one.line, said))
        return found

    def prose(self, name, previous) -> dict:
        entry = self.given.get(name)
        if entry is None or not isinstance(entry.value, Text):
            if entry is not None:
                text_of(entry.value, self.reading, name)
            return self.model._meta.get_field(name).get_default()
        given = entry.value
        first = given.first_line or given.line
        return self.reading.prose(given.value, first, bool(given.first_line), "faq", previous)

    def reference(self, type_):
        said = self._said(type_)
        return self.reading.wanted(type_, said, self.line_of(type_)) if said else None


class _Named:
    """A reading that tells another line's problems."""

    def __init__(self, reading, name):
        self.name = name
        self.report = reading.report


def check(model, column, value, line, reading, name) -> None:
    """Report what the model's own checks say against a value."""
    field = model._meta.get_field(column)
    if isinstance(value, str) and "\n" in value and not isinstance(field, TextField):
        reading.report(line, f"“{name}” must stand on one line: take the line breaks out.")
        return
    try:
        field.run_validators(value)
    except ValidationError as error:
        reading.report(line, f"“{name}”: {' '.join(error.messages)}")


def inside(mapping, name, known, reading) -> Mapping | None:
    """The keys under a key; without `reading` nothing is reported, because somebody else does."""
    entry = mapping.get(name)
    if entry is None:
        return None
    if not isinstance(entry.value, Mapping):
        if reading:
            reading.report(entry.line, f"“{name}” holds keys: {', '.join(f'{one}: …' for one in known)}.")
        return None
    if reading:
        refuse_unknown(entry.value, known, reading, f"“{name}”")
    return entry.value


def each(mapping, name, known, model, reading):
    entry = mapping.get(name)
    if entry is not None:
        yield from rows_of(entry, name, known, model, reading)


def rows_of(entry, name, known, model, reading):
    items = items_of(entry.value, reading, name)
    for one in [] if items is BAD else items:
        if isinstance(one, Mapping):
            refuse_unknown(one, known, reading, f"each of {name}")
            yield Keys(one, model, reading)
        else:
            reading.report(one.line, f"Each of {name} holds keys, such as {known[0]}: …")
