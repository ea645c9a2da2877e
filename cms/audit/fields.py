"""The column types of the record: whatever a cursor returns is exactly what was hashed."""

from django.db import models

from cms import instant


class InstantField(models.CharField):
    """A moment, kept as UTC text of fixed width (cms.instant); in Python an aware datetime."""

    description = "A moment in UTC, stored as text"

    def __init__(self, *args, **kwargs):
        kwargs["max_length"] = instant.WIDTH
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def from_db_value(self, value, expression, connection):
        return instant.from_text(value) if value else None

    def to_python(self, value):
        return instant.from_text(value) if isinstance(value, str) and value else value

    def get_prep_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return instant.to_text(value)

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))


class DigestField(models.CharField):
    """A SHA-256 as 64 lower-case hexadecimal digits."""

    def __init__(self, *args, **kwargs):
        kwargs["max_length"] = 64
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs
