"""Somebody's phone, for tests: set up as the product does it, it shows the codes that an app would."""

import time

from django.utils import timezone
from django_otp.oath import hotp

from cms.people import second_factor


class Phone:
    """An app with one secret. A code is taken only once, so each call gives that of the next step."""

    def __init__(self, key):
        self.key = key
        self._step = 0

    def code(self):
        self._step = max(int(time.time()) // 30, self._step + 1)
        return self.last_code

    @property
    def last_code(self):
        return f"{hotp(bytes.fromhex(self.key), self._step):06d}"

    def wrong_code(self):
        """Six digits that are no code within reach."""
        now = int(time.time()) // 30
        near = {f"{hotp(bytes.fromhex(self.key), now + n):06d}" for n in range(-9, 10)}
        return next(code for code in ("000000", "111111", "222222") if code not in near)


def set_up(person):
    """(phone, recovery codes) of a person who set up the second factor."""
    phone = Phone(second_factor.new_key())
    _, codes = second_factor.enrol(person=person, key=phone.key, code=phone.code(), clock=timezone.now)
    return phone, codes
