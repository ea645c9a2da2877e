"""What every content type here shares: its draft rows as one canonical state, and back."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction

from articles import body, mentions
from articles.documents import companions
from cms.publishing.models import Composition, Finding, Mention, Publishable

#: Columns that belong to the row and not to what was written.
OF_THE_ROW = frozenset({"id", "uid", "version", "archived_at"})


@dataclass(frozen=True)
class Rows:
    """Ordered rows that belong to an item: `accessor` finds them, `columns` are what they say."""

    accessor: str
    columns: tuple[str, ...]


class Draft(Publishable):
    """An item of ours. `public_form` is the module of articles/documents/ that decides what readers get."""

    public_form: ClassVar
    #: The ordered rows that a state holds, by their name in it.
    rows: ClassVar[dict[str, Rows]] = {}
    #: The rows of a copy that says what a state says; see as_stated().
    _stated_rows: dict[str, list] | None = None

    class Meta:
        abstract = True

    # What a revision keeps.

    def state(self) -> dict:
        state = {field.name: _said(self, field) for field in self._kept_fields()}
        for name, rows in self.rows.items():
            state[name] = [_row_state(row, rows) for row in self._rows_of(rows)]
        return state

    def apply_state(self, state: dict) -> None:
        """Make the draft rows what the state says; what an older state did not know takes its default."""
        values = {field.name: _heard(field, state) for field in self._kept_fields()}
        rows = {name: self._read_rows(rows, state.get(name, [])) for name, rows in self.rows.items()}
        self._refuse_taken_address(values["slug"], values["locale"])
        with transaction.atomic():
            for name, value in values.items():
                setattr(self, name, value)
            self.save()
            for name, made in rows.items():
                self._replace_rows(self.rows[name], made)

    @classmethod
    def in_whole(cls, uids) -> dict[str, Draft]:
        found = cls.objects.filter(uid__in=uids)
        relations = [field.name for field in cls._kept_fields() if field.is_relation]
        items = list(found.select_related(*relations) if relations else found)
        cls.read_in_whole(items)
        return {item.uid: item for item in items}

    @classmethod
    def read_in_whole(cls, items) -> None:
        wanted = [field.name for field in cls._kept_fields() if field.is_relation]
        for rows in cls.rows.values():
            model = cls._meta.get_field(rows.accessor).related_model
            inside = [name for name in rows.columns if model._meta.get_field(name).is_relation]
            wanted += [rows.accessor, *(f"{rows.accessor}__{name}" for name in inside)]
        models.prefetch_related_objects(items, *wanted)

    def take_over(self, before: dict, after: dict) -> None:
        differing = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        columns = {field.name: field for field in self._kept_fields()}
        if not differing <= columns.keys():
            self.apply_state(after)
            return
        for name in differing:
            setattr(self, name, _heard(columns[name], after))
        self.save(update_fields=sorted(differing))

    @classmethod
    def _kept_fields(cls) -> list[models.Field]:
        return [field for field in cls._meta.concrete_fields if field.name not in OF_THE_ROW]

    def as_stated(self, state: dict, find) -> Draft:
        stated = copy.copy(self)
        stated._state = copy.copy(self._state)
        stated._state.fields_cache = {}
        for field in self._kept_fields():
            setattr(stated, field.name, _heard(field, state, find))
            if hasattr(field, "profile"):
                setattr(stated, field.attname, body.settle(getattr(stated, field.attname), field.profile))
        stated._stated_rows = {
            rows.accessor: [
                _settled(_row_model(self, rows)(position=position, **values))
                for position, values in enumerate(self._read_rows(rows, state.get(name, []), find))
            ]
            for name, rows in self.rows.items()
        }
        return stated

    def _rows_of(self, rows: Rows):
        if self._stated_rows is not None:
            return self._stated_rows[rows.accessor]
        if not self.pk:
            return []
        if rows.accessor in getattr(self, "_prefetched_objects_cache", {}):
            return sorted(getattr(self, rows.accessor).all(), key=lambda row: (row.position, row.pk))
        relations = [
            name for name in rows.columns if _row_model(self, rows)._meta.get_field(name).is_relation
        ]
        found = getattr(self, rows.accessor).order_by("position", "pk")
        return found.select_related(*relations) if relations else found

    def _read_rows(self, rows: Rows, said: list, find=None) -> list[dict]:
        fields = [_row_model(self, rows)._meta.get_field(name) for name in rows.columns]
        return [
            {
                field.name: _heard(field, row if isinstance(row, dict) else {field.name: row}, find)
                for field in fields
            }
            for row in said
        ]

    def _replace_rows(self, rows: Rows, made: list[dict]) -> None:
        manager = getattr(self, rows.accessor)
        manager.all().delete()
        owner = {manager.field.name: self}
        manager.bulk_create(
            manager.model(position=position, **owner, **values) for position, values in enumerate(made)
        )

    def _refuse_taken_address(self, slug: str, locale: str) -> None:
        taken = type(self).objects.filter(slug=slug, locale=locale).exclude(pk=self.pk).first()
        if taken:
            raise ValueError(f"The address “{slug}” now belongs to “{taken}”.")

    # What readers get: decided in `public_form`.

    def compose(self, composition: Composition) -> dict:
        return self.public_form.compose(self, composition)

    def summary(self) -> dict:
        return self.public_form.summary(self)

    @classmethod
    def summarize(cls, document: dict) -> dict:
        return cls.public_form.summarize(document)

    @classmethod
    def schema(cls) -> dict:
        return cls.public_form.schema()

    @classmethod
    def problems(cls, document: dict) -> list[Finding]:
        return cls.public_form.problems(document)

    @classmethod
    def obstacles(cls, document: dict) -> list[Finding]:
        # Only what rests on sources can be overtaken by what became of them.
        find = getattr(cls.public_form, "obstacles", None)
        return find(document) if find else []

    @classmethod
    def substance(cls, document: dict) -> dict[str, list]:
        return cls.public_form.substance(document)

    @classmethod
    def card(cls, document: dict) -> dict:
        return cls.public_form.card(document)

    @classmethod
    def facets(cls, document: dict) -> dict[str, list[str]]:
        return cls.public_form.facets(document)

    @classmethod
    def search_text(cls, document: dict) -> dict[str, str]:
        return cls.public_form.search_text(document)

    @classmethod
    def tags(cls, document: dict) -> list[str]:
        shown = cls.mentions(document, mentions.EVERYTHING)
        return [*super().tags(document), *mentions.tags(document, shown)]

    @classmethod
    def mentions(cls, document: dict, wanted) -> list[Mention]:
        return mentions.of(document, wanted)

    @classmethod
    def organization_of(cls, document: dict) -> str:
        return mentions.organization_of(document)

    def dealt_with(self, state: dict, decision: str, old, new) -> dict:
        made = dict(state)
        for field in self._kept_fields():
            if hasattr(field, "profile") and state.get(field.name):
                made[field.name] = _dealt_with(state[field.name], field, decision, old, new)
        for name, rows in self.rows.items():
            for column in _body_columns(self, rows):
                made[name] = [
                    row | {column.name: _dealt_with(row[column.name], column, decision, old, new)}
                    if row.get(column.name)
                    else row
                    for row in made.get(name, [])
                ]
        return made

    @classmethod
    def companion_parts(cls, document: dict, around) -> dict:
        return companions.of(document, around)


def _row_model(item: Draft, rows: Rows):
    return item._meta.get_field(rows.accessor).related_model


def _body_columns(item: Draft, rows: Rows) -> list[models.Field]:
    fields = (_row_model(item, rows)._meta.get_field(name) for name in rows.columns)
    return [field for field in fields if hasattr(field, "profile")]


def _settled(row):
    for field in row._meta.concrete_fields:
        if hasattr(field, "profile"):
            setattr(row, field.attname, body.settle(getattr(row, field.attname), field.profile))
    return row


def _dealt_with(said: dict, field, decision: str, old, new) -> dict:
    return body.settle(mentions.dealt_with(said, decision, old, new), field.profile)


def _row_state(row, rows: Rows):
    said = {name: _said(row, row._meta.get_field(name)) for name in rows.columns}
    return next(iter(said.values())) if len(said) == 1 else said


def _said(row, field):
    """A column as a canonical value."""
    if field.is_relation:
        other = getattr(row, field.name)
        return other.uid if other else None
    value = field.value_from_object(row)
    return value.isoformat() if isinstance(value, date) else value


def _heard(field, state: dict, find=None):
    """The value of a column as a state says it; ValueError when it names what no longer exists."""
    if field.name not in state:
        return field.get_default()
    said = state[field.name]
    if said is None:
        return None
    if field.is_relation:
        other = find(said) if find and hasattr(field.related_model, "uid_prefix") else None
        if other is None:
            other = field.related_model._default_manager.filter(uid=said).first()
        if other is None:
            label = field.related_model._meta.verbose_name
            raise ValueError(f"The {label} {said}, named as “{field.verbose_name}”, no longer exists.")
        return other
    try:
        return field.to_python(said)
    except ValidationError as error:
        raise ValueError(f"“{field.verbose_name}”: {' '.join(error.messages)}") from error
