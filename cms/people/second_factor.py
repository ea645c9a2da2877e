"""The second factor: codes from an app on a phone, and recovery codes for the day the phone is lost.

django-otp keeps the devices and the throttling. Of a recovery code only a keyed digest is stored.
"""

import base64
import hashlib
import hmac
import io
import re
import secrets
import time
from dataclasses import dataclass

import qrcode
import qrcode.image.svg
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms.audit import trail

from .models import User
from .refusals import NotProven

#: Whoever holds one of these signs, and so gives a code.
SIGNING = re.compile(r"publishing\.(sign_\w+|attest|seal)")
RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that reads like something else
CODE, RECOVERY_CODE = "code", "recovery code"


@dataclass(frozen=True)
class Checked:
    """That a code was right: which device took it, by what means, and how many recovery codes are left."""

    device: TOTPDevice | StaticDevice
    means: str
    left: int | None = None


def can_sign(person: User) -> bool:
    return any(SIGNING.fullmatch(name) for name in person.get_all_permissions())


def is_asked_of(person: User) -> bool:
    """Whether this person gives a code: all who may sign, and whoever set one up of their own accord."""
    return settings.TWO_FACTOR and (device_of(person) is not None or can_sign(person))


def device_of(person: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=person, confirmed=True).order_by("pk").first()


def recovery_codes_left(person: User) -> int:
    return StaticToken.objects.filter(device__user=person).count()


def new_key() -> str:
    """The secret that phone and server will share, in hexadecimal digits."""
    return secrets.token_hex(20)


def secret_text(key: str) -> str:
    """The secret as people type it into an app: in groups of four."""
    text = base64.b32encode(bytes.fromhex(key)).decode()
    return " ".join(re.findall(".{1,4}", text))


def picture(person: User, key: str) -> str:
    """The QR code that an app reads, as an address with the whole SVG in it."""
    drawn, data = io.BytesIO(), TOTPDevice(user=person, key=key).config_url
    qrcode.make(data, image_factory=qrcode.image.svg.SvgPathImage, border=2).save(drawn)
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.getvalue()).decode()}"


def check(person: User, code: str) -> Checked:
    """Take a code from the app, or a recovery code, which is spent by it. Raises NotProven."""
    said = re.sub(r"[\s-]", "", code).lower()
    if not said:
        raise NotProven("Type the code that your app shows.", "code")
    is_app = re.fullmatch(r"\d{6}", said, re.ASCII) is not None
    with transaction.atomic():
        kind = TOTPDevice if is_app else StaticDevice
        device = kind.objects.select_for_update().filter(user=person, confirmed=True).order_by("pk").first()
        refusal = _refusal(device, said if is_app else _digest(person, said))
    # Raised outside, so that a failure is counted although nothing else is written.
    if refusal:
        raise NotProven(refusal, "code")
    if is_app:
        return Checked(device, CODE)
    return Checked(device, RECOVERY_CODE, device.token_set.count())


def _refusal(device, said: str) -> str:
    """Why the device does not take this; empty when it did, and then it takes it never again."""
    if device is None:
        return "That code is not right."
    allowed, why = device.verify_is_allowed()
    if not allowed:
        seconds = int((why["locked_until"] - timezone.now()).total_seconds()) + 1
        return f"Too many wrong codes. Wait {seconds} second{'' if seconds == 1 else 's'}, then try again."
    if isinstance(device, TOTPDevice):
        if _was_used(device, said):
            return "That code was used already. Wait until your app shows the next one."
        if device.verify_token(said):
            return ""
        return "That code is not right. Type the one that your app shows now."
    if device.verify_token(said):
        return ""
    return "That is no recovery code of yours, or it was used already."


def _was_used(device: TOTPDevice, said: str) -> bool:
    def fits(earliest):
        totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
        totp.time = time.time()
        return totp.verify(int(said), device.tolerance, earliest)

    return fits(None) and not fits(device.last_t + 1)


def enrol(*, person: User, key: str, code: str, clock: trail.Clock) -> tuple[TOTPDevice, list[str]]:
    """Take the phone that showed this code, in place of any earlier one, and make recovery codes."""
    said = re.sub(r"\s", "", code)
    totp = TOTP(bytes.fromhex(key))
    totp.time = time.time()
    if not re.fullmatch(r"\d{6}", said, re.ASCII) or not totp.verify(int(said), tolerance=1):
        raise NotProven("That code is not right. Type the one that your app shows now.", "code")
    with trail.entry(action="person.second_factor", by=person, clock=clock, subject=person.uid) as entry:
        replaced, _ = TOTPDevice.objects.filter(user=person).delete()
        device = TOTPDevice.objects.create(
            user=person, name="app", key=key, last_t=totp.t(), drift=totp.drift
        )
        codes = _make_recovery_codes(person)
        entry.detail["second_factor"] = "replaced" if replaced else "set up"
    return device, codes


def renew_recovery_codes(*, person: User, clock: trail.Clock) -> list[str]:
    """New recovery codes for oneself; those before are worth nothing any more."""
    with trail.entry(action="person.recovery_codes", by=person, clock=clock, subject=person.uid):
        return _make_recovery_codes(person)


def remove(person: User) -> bool:
    """Take away phone and recovery codes; only inside an action. Says whether there were any."""
    apps, _ = TOTPDevice.objects.filter(user=person).delete()
    codes, _ = StaticDevice.objects.filter(user=person).delete()
    return bool(apps or codes)


def _make_recovery_codes(person: User) -> list[str]:
    StaticDevice.objects.filter(user=person).delete()
    device = StaticDevice.objects.create(user=person, name="recovery codes")
    made = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    for code in made:
        device.token_set.create(token=_digest(person, code))
    return [f"{code[:5]}-{code[5:]}" for code in made]


def _digest(person: User, code: str) -> str:
    """What is stored of a recovery code: 64 bits keyed with the secret key, as the column is 16 wide."""
    said = f"recovery:{person.uid}:{code}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()[:16]
