#!/usr/bin/env python3
"""Runs every command of the CMS; needs nothing but Python until its packages are there."""

import os
import sys


def main():
    if sys.version_info < (3, 11):
        found = ".".join(str(part) for part in sys.version_info[:3])
        sys.exit("manage.py needs Python 3.11 or newer; " + sys.executable + " is " + found + ".")

    from cms import bootstrap

    bootstrap.prepare(sys.argv[1:])
    command = bootstrap.command_in(sys.argv[1:])
    if command == "test":
        from tests import suite

        sys.exit(suite.main(sys.argv[2:]))
    if command == "demo":
        os.environ.setdefault("DEBUG", "true")
    run_django()


def run_django():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        _ = settings.INSTALLED_APPS  # Django's own start hides what is wrong with the settings
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        print(f"manage.py: {error}", file=sys.stderr)
        sys.exit(2)
    except OperationalError as error:
        if "--traceback" in sys.argv:
            raise
        reason = " ".join(str(error).split())
        print(f"manage.py: the database can't be used: {reason}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
