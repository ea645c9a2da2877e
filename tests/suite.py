"""`manage.py test`: sets up what tests need, runs them on both databases, closes with one line of totals."""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests import browsers, databases, debian

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Leg:
    """The tests on one database, running in a process of their own."""

    db: str
    process: subprocess.Popen
    output: Path
    counts: Path

    def follow(self):
        """Print what it printed so far and what it prints until its end."""
        print(f"\n===== tests on {self.db} =====", flush=True)
        with self.output.open("rb") as file:
            while True:
                ended = self.process.poll() is not None
                if text := file.read():
                    sys.stdout.buffer.write(text)
                    sys.stdout.flush()
                elif ended:
                    return
                else:
                    time.sleep(0.1)

    def result(self):
        """How many passed, failed and were skipped; a run that broke down is a failure more."""
        try:
            counts = json.loads(self.counts.read_text())
        except (OSError, ValueError):
            counts = {"passed": 0, "failed": 0, "skipped": 0}
        if self.process.returncode not in (0, 5):  # 5: nothing was selected here
            counts["failed"] = max(counts["failed"], 1)
        return counts


def main(arguments):
    parser = argparse.ArgumentParser(
        prog="manage.py test",
        description="The whole test suite on SQLite and PostgreSQL, browser tests included.",
        epilog="Everything else goes to pytest: manage.py test tests/audit -x",
    )
    parser.add_argument("--db", choices=["sqlite", "postgres", "all"], default="all")
    options, for_pytest = parser.parse_known_args(arguments)
    wanted = ["sqlite", "postgres"] if options.db == "all" else [options.db]
    strict = os.environ.get("CI", "").lower() in ("1", "true", "yes")
    totals = {"passed": 0, "failed": 0, "skipped": 0}
    started = time.monotonic()

    if (named := os.environ.get("CHROMIUM_PATH")) and not browsers.find():
        say("Chromium", f"CHROMIUM_PATH names {named}, and there is nothing.")
    else:
        # Without windows it draws the same pages for two thirds of the work.
        packages = ["chromium-headless-shell", "chromium"]
        set_up("Chromium", packages, browsers.find, "Install it, or name one with CHROMIUM_PATH.")
    set_up("nginx", ["nginx-light"], debian.nginx, "Its tests are left out.")
    with contextlib.ExitStack() as rest:
        folder = Path(rest.enter_context(tempfile.TemporaryDirectory(prefix="cms-suite-")))
        environments = {db: dict(os.environ) for db in wanted}
        if "postgres" in wanted:
            if address := set_up_postgres(rest):
                environments["postgres"]["TEST_DATABASE_URL"] = address
            else:
                del environments["postgres"]
                totals["failed" if strict or options.db == "postgres" else "skipped"] += 1
        # What would say the same twice is asked on one of them.
        divided = ["--divided"] if len(environments) > 1 else []
        legs = [
            start(db, folder, environment, [*divided, *for_pytest])
            for db, environment in environments.items()
        ]
        try:
            for leg in legs:
                leg.follow()
        except KeyboardInterrupt:  # the legs had it too, and say what they did until then
            for leg in legs:
                leg.process.wait()
        for leg in legs:
            for outcome, number in leg.result().items():
                totals[outcome] += number

    print(f"\n{' and '.join(leg.db for leg in legs) or 'nothing'} in {time.monotonic() - started:.0f} s")
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**totals))
    return 1 if totals["failed"] or not totals["passed"] else 0


def start(db, folder, environment, for_pytest):
    output, counts = folder / f"{db}.txt", folder / f"{db}.json"
    # Two legs must not write one another's memory of what failed last.
    command = [sys.executable, "-m", "pytest", "--db", db, "--counts", str(counts)]
    command += ["-o", f"cache_dir=.pytest_cache/{db}"]
    command += ["--color=yes"] if sys.stdout.isatty() else []
    with output.open("wb") as file:
        process = subprocess.Popen(
            [*command, *for_pytest],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    return Leg(db, process, output, counts)


def set_up(name, packages, find, without):
    """Have Debian install a program that is not here, from the first package that it has.

    `without` says what follows where that fails.
    """
    path = find()
    for package in packages if not path else ():
        say(name, f"not here yet: installing {package}")
        reason = debian.install(package)
        if path := find():
            break
    say(name, path or f"could not be installed ({reason}). {without}")


def set_up_postgres(rest):
    """The address of a server on which databases may be made, or None."""
    import psycopg

    try:
        address = os.environ.get("TEST_DATABASE_URL") or rest.enter_context(databases.embedded_postgres())
        with psycopg.connect(address) as connection:
            version = connection.info.server_version // 10_000
    except (databases.Failed, psycopg.Error, OSError) as error:
        source = "TEST_DATABASE_URL" if os.environ.get("TEST_DATABASE_URL") else "The embedded server"
        why = (str(error).strip().splitlines() or ["no reason given"])[0]
        say(
            "PostgreSQL",
            f"left out. {source} does not answer: {why}. A server can be given with TEST_DATABASE_URL.",
        )
        return None
    say("PostgreSQL", f"version {version}" + ("" if os.environ.get("TEST_DATABASE_URL") else ", embedded"))
    return address


def say(what, text):
    print(f"[test] {what:<11} {text}", flush=True)
