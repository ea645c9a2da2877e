"""Fuzzed bodies for evaluations: `python -m benchmarks.evaluation_api [--bodies 100000] [--seed 20]`.

Sends them through the whole WSGI application in this process (middleware, view, database, no socket) and
counts the answers: each has to be 200 or 4xx. Prints the statuses, for each sort of body too, and how long
an answer took: p50 and p99. `--database` names an empty PostgreSQL database; without it a SQLite file is made
in a temporary folder. The suite runs a seeded 2 % of it: tests/assessments/api/test_fuzz.py.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

PATH = "/api/v1/assessments/pad/evaluations"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def ask(application, body) -> tuple[int, bytes]:
    """The status and the body of the answer."""
    told = []
    length = len(body.data) if body.length is None else body.length
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": PATH,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": body.content_type,
        "CONTENT_LENGTH": str(length),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body.data),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    answer = application(environ, lambda status, headers: told.append(int(status[:3])))
    said = b"".join(answer)
    answer.close()
    return told[0], said


def run(application, bodies) -> tuple[dict[str, Counter], list[tuple[float, float]]]:
    """Statuses for each sort of body, and for each body its seconds, by the clock and of the processor."""
    statuses, seconds = defaultdict(Counter), []
    for body in bodies:
        began, used = time.perf_counter(), time.thread_time()
        status, _ = ask(application, body)
        seconds.append((time.perf_counter() - began, time.thread_time() - used))
        statuses[body.sort][status] += 1
    return statuses, seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bodies", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DATABASE_URL": options.database or f"sqlite:///{folder}/db.sqlite3",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "LOG_LEVEL": "ERROR",
        }
        os.environ.setdefault("SECRET_KEY", "only-for-benchmarks-" + "x" * 40)
        return measure(options)


def measure(options) -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.db import connection
    from django.utils import timezone

    from assessments import document
    from tests import people
    from tests.assessments import drafts
    from tests.assessments.api import fuzzing
    from tests.publishing import builders

    call_command("migrate", verbosity=0)
    people.everybody()
    pad = drafts.pad(timezone.now)
    builders.go_live(pad, timezone.now)
    application = get_wsgi_application()
    definition = document.draft_definition(pad)
    run(application, fuzzing.bodies(definition, 500, seed=1))
    statuses, seconds = run(application, fuzzing.bodies(definition, options.bodies, options.seed))
    total = sum(statuses.values(), Counter())
    for sort, counts in sorted(statuses.items()):
        say(f"{sort:16} " + "  ".join(f"{status}: {count}" for status, count in sorted(counts.items())))
    say(f"{'all':16} " + "  ".join(f"{status}: {count}" for status, count in sorted(total.items())))
    say(f"{connection.vendor}, WSGI in this process, {len(seconds)} bodies, seed {options.seed}")
    for name, times in zip(("clock", "processor"), zip(*seconds, strict=True), strict=True):
        times = sorted(times)
        middle, late = (times[int(len(times) * part)] * 1000 for part in (0.5, 0.99))
        say(f"{name:16} p50 {middle:.2f} ms  p99 {late:.2f} ms  slowest {times[-1] * 1000:.1f} ms")
    bad = sorted(status for status in total if not (status == 200 or 400 <= status < 500))
    if bad:
        say(f"Not as it is to be: {bad}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
