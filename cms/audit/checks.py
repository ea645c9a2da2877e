"""System checks of the record: a missing trigger is an error, not a surprise."""

from django.core import checks
from django.db import connections

from . import triggers


@checks.register(checks.Tags.database)
def triggers_are_in_place(app_configs, databases=None, **kwargs):
    errors = []
    for alias in databases or []:
        names = triggers.missing(connections[alias])
        if names:
            errors.append(
                checks.Error(
                    f"The record of database “{alias}” is not protected: {', '.join(names)} missing.",
                    hint="Run `manage.py migrate`, which installs them, and find out what dropped them.",
                    id="audit.E001",
                )
            )
    return errors
