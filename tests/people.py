"""The cast: each function brings its person, added through the product's own action when first called."""

from django.utils import timezone

from cms.people import actions
from cms.people.models import User

PASSWORD = "walking-uphill-42"  # everybody's


def wanda():
    """Writes."""
    return _person("Wanda Wright", ["writer"])


def mila():
    """The medical reviewer."""
    return _person("Mila Moreau", ["medical_reviewer"], credentials="MD, FACC")


def otto():
    """The compliance officer."""
    return _person("Otto Oberman", ["compliance_officer"])


def pia():
    """Publishes."""
    return _person("Pia Palmer", ["publisher"])


def ada():
    """Administrates."""
    return _person("Ada Archer", ["administrator"])


def nobody():
    """May look at nothing: signs in, holds no role."""
    return _person("Nobody Nemo", [])


def everybody():
    return [wanda(), mila(), otto(), pia(), ada(), nobody()]


def _person(name, roles, credentials=""):
    email = f"{name.split()[0].lower()}@example.org"
    known = User.objects.filter(email=email).first()
    return known or actions.add_person(
        email=email,
        name=name,
        roles=roles,
        credentials=credentials,
        password=PASSWORD,
        by=actions.system_person("tests"),
        clock=timezone.now,
    )
