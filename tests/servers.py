"""The production server, for tests: granian in a process of its own, on a copy of the database."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from tests.databases import ROOT


class Server:
    """A running installation: where it listens, what database it stands on, what it said."""

    def __init__(self, database, folder, *, workers=1, **environment):
        self.database = database
        self.log_path = folder / "server.log"
        self.workers = workers
        self.environment = database.environment | {"SECRET_KEY": "only-for-tests-" + "x" * 40} | environment
        self.process = None
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self):
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--workers", str(self.workers), "--blocking-threads", "2"]
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--no-ws", "cms.wsgi:application"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._wait()
        return self

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def restart(self):
        self.stop()
        return self.start()

    def log(self):
        return self.log_path.read_text(errors="replace")

    def _wait(self):
        end = time.monotonic() + 30
        while time.monotonic() < end and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/static/admin/css/base.css", timeout=5).close()
                return
            except urllib.error.HTTPError as error:  # an answer is an answer
                error.close()
                return
            except OSError:
                time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"The server did not start. It said:\n{self.log()}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
