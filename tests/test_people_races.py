"""Several processes guess at once: one lock, one entry."""

from cms.audit.models import Entry
from cms.people import lockout
from tests import people

RACE = """
import sys
from django.test import Client
print("ready", flush=True)
sys.stdin.readline()
client = Client(HTTP_HOST="localhost")
client.post("/admin/login/", {"username": "mila@example.org", "password": "wrong"})
print(client.post("/admin/login/", {"username": "mila@example.org", "password": "wrong"}).status_code)
"""


def test_failures_at_once_make_one_lock_and_one_entry(own_database):
    people.mila()
    racers = [own_database.start_python(RACE) for _ in range(5)]
    for racer in racers:
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        racer.stdin.write("go\n")
        racer.stdin.flush()

    said = [racer.communicate() for racer in racers]

    assert not [err for _, err in said if "Traceback" in err]
    assert {out.strip() for out, _ in said} <= {"200", "429"}
    assert Entry.objects.filter(action=lockout.ACTION).count() == 1
    assert lockout.is_locked_out(people.mila())
