"""The people of the demo, one for each role, and where their sign-ins are kept."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cms.audit import trail
from cms.people import actions
from cms.people.models import User

DOMAIN = "demo.example"


@dataclass(frozen=True)
class Player:
    """One person of the demo: who they are and what the newcomer can try as them."""

    name: str
    credentials: str
    role: str
    tries: str
    superuser: bool = False

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@{DOMAIN}"


CAST = (
    Player("Wanda Ellis", "", "writer", "writes, corrects and submits"),
    Player("Mila Torres", "MD, FACP", "medical_reviewer", "signs for medicine"),
    Player("Otto Brandt", "", "compliance_officer", "signs for compliance, reads the audit trail"),
    Player("Pia Lindgren", "", "publisher", "publishes, schedules, takes down"),
    Player("Ada Reyes", "", "administrator", "manages people", superuser=True),
)


def gather_cast(*, by: User, clock: trail.Clock, password: str) -> dict[str, User]:
    """Role → person; everybody has the given password, or one of their own when it is empty."""
    return {
        player.role: actions.add_person(
            email=player.email,
            name=player.name,
            roles=[player.role],
            by=by,
            clock=clock,
            password=password,
            credentials=player.credentials,
            is_superuser=player.superuser,
        )
        for player in CAST
    }


def new_password() -> str:
    """Easy to type from a terminal, too long to guess."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(5)) for _ in range(3))


class SignIns:
    """The file beside the checkout that remembers the demo's password; only its owner may read it."""

    def __init__(self, path: Path):
        self.path = path

    def keep(self, database: str, password: str) -> None:
        kept = {**self._all(), database: password}
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w") as file:
            json.dump(kept, file)
        self.path.chmod(0o600)

    def password_for(self, database: str) -> str:
        return self._all().get(database, "")

    def _all(self) -> dict:
        try:
            return json.loads(self.path.read_text())
        except (OSError, ValueError):
            return {}
