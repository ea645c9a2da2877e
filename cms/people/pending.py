"""A sign-in under way: the password was right, the rest is still missing. Until then nobody is signed in."""

import time

from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django_otp.models import Device

from . import second_factor
from .models import User
from .second_factor import Checked

_KEY, _NEW_SECRET = "signing_in", "new_second_factor"
#: Seconds from the password to the last step.
_PATIENCE = 15 * 60


class Pending:
    """What the session knows of the sign-in under way. `person` is None when there is none."""

    def __init__(self, request):
        self.request = request
        self._kept = request.session.get(_KEY) or {}
        self.person = self._person()

    @classmethod
    def begin(cls, request, person: User, next_url: str) -> "Pending":
        request.session[_KEY] = {
            "person": person.pk,
            "hash": person.get_session_auth_hash(),
            "at": time.time(),
            "next": next_url,
        }
        return cls(request)

    def _person(self) -> User | None:
        if not self._kept or not 0 <= time.time() - self._kept["at"] < _PATIENCE:
            return None
        person = User.objects.filter(pk=self._kept["person"], is_active=True, is_staff=True).first()
        # A password that was set meanwhile begins the sign-in anew.
        if person is None or not constant_time_compare(person.get_session_auth_hash(), self._kept["hash"]):
            return None
        return person

    @property
    def next_url(self) -> str:
        return self._kept.get("next") or reverse("admin:index")

    @property
    def checked(self) -> Checked | None:
        """The code that was given on the way; None when none was, or its device is gone."""
        if not (said := self._kept.get("checked")):
            return None
        device = Device.from_persistent_id(said["device"])
        if device is None or device.user_id != self.person.pk:
            return None
        return Checked(device, said["means"], said["left"])

    def keep_checked(self, checked: Checked) -> None:
        self._kept["checked"] = {
            "device": checked.device.persistent_id,
            "means": checked.means,
            "left": checked.left,
        }
        self.request.session[_KEY] = self._kept

    def keep_new_password(self) -> None:
        """The person in hand has a new password, and goes on with it."""
        self._kept["hash"] = self.person.get_session_auth_hash()
        self.request.session[_KEY] = self._kept

    def end(self) -> None:
        self.request.session.pop(_KEY, None)
        self.request.session.pop(_NEW_SECRET, None)

    def missing(self) -> str:
        """Name of the page that comes next; empty when everything was proved."""
        person = self.person
        asked = second_factor.is_asked_of(person)
        has_device = asked and second_factor.device_of(person) is not None
        if has_device and not self.checked:
            return "people:code"
        if person.must_change_password:
            return "people:new_password"
        if asked and not has_device:
            return "people:enrol"
        return ""


def new_secret(request) -> str:
    """The secret that the page shows while somebody sets up an app: the same until they are done."""
    if _NEW_SECRET not in request.session:
        request.session[_NEW_SECRET] = second_factor.new_key()
    return request.session[_NEW_SECRET]


def forget_secret(request) -> None:
    request.session.pop(_NEW_SECRET, None)
