"""The settings of a test run: the product's own, with a password hasher that costs nothing."""

import os

from cms.settings import *  # noqa: F403  (all of them, also those that come later)
from cms.settings import MIDDLEWARE
from tests import halting, lending

# Signing asks for the password again, so every walk through the workflow would pay for Argon2 several times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Tests ask from one address, thousands of times.
EVALUATIONS_PER_MINUTE = 0

if lending.FILE in os.environ:
    MIDDLEWARE = ["tests.lending.Lent", *MIDDLEWARE]
if halting.PAUSE in os.environ:
    MIDDLEWARE = ["tests.halting.Halting", *MIDDLEWARE]
