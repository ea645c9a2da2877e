"""Packs made for tests: unpacked, changed, sealed again, and checked as an auditor checks them."""

import contextlib
import json
import shutil
import subprocess
import sys
import zipfile

from cms import canonical
from cms.evidence import actions, verifier
from cms.evidence.verifier import main, reading
from tests import people

REASON = "The yearly audit."
#: Run under this, nothing can be reached: each attempt to open a socket ends the program.
_WITHOUT_NETWORK = (
    "import sys\n"
    "def refuse(event, args):\n"
    "    if event.startswith('socket.') or event == 'urllib.Request':\n"
    "        raise SystemExit('the network was asked for: ' + event)\n"
    "sys.addaudithook(refuse)\n"
    "sys.argv = sys.argv[1:]\n"
    "import runpy\n"
    "runpy.run_path(sys.argv[0], run_name='__main__')\n"
)


def make(path, clock, by=None, reason=REASON, **about):
    """The pack of an item or a release in this file."""
    with path.open("w+b") as file:
        return actions.export(by=by or people.otto(), clock=clock, reason=reason, file=file, **about)


def unpack(path, folder):
    with zipfile.ZipFile(path) as pack:
        pack.extractall(folder)
    return folder


def checked(path, trusted=()):
    """What the verifier says, in this process: (failures, every line)."""
    lines = []
    report = reading.Report(say=lines.append)
    main.verify(str(path), report, [bytes.fromhex(key) for key in trusted])
    return report.failures, lines


def checked_alone(path, verify, *options):
    """The verifier as an auditor runs it: Python alone, no packages, no network. (exit code, output)"""
    command = [sys.executable, "-I", "-S", "-W", "error", "-c", _WITHOUT_NETWORK, verify, path, *options]
    if _can_unshare():
        command = ["unshare", "--net", "--map-root-user", *command]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd="/")
    assert done.stderr == "" or done.returncode == 2, done.stderr
    return done.returncode, done.stdout + done.stderr


def _can_unshare():
    with contextlib.suppress(OSError):
        return (
            subprocess.run(["unshare", "--net", "--map-root-user", "true"], capture_output=True).returncode
            == 0
        )
    return False


def own_copy(folder):
    """The verifier that an auditor has from somewhere else."""
    path = folder / "my-verify.py"
    path.write_bytes(verifier.source())
    return path


# Forging: somebody who has the unpacked pack and knows the format, but not the key.


def rows(folder, table):
    return json.loads((folder / f"record/{table}.json").read_text())["rows"]


def write_rows(folder, table, changed):
    path = folder / f"record/{table}.json"
    content = json.loads(path.read_text())
    path.write_text(json.dumps({**content, "rows": changed}, ensure_ascii=False))


def entries(folder):
    return json.loads((folder / "trail/entries.json").read_text())


def write_entries(folder, changed):
    (folder / "trail/entries.json").write_text(json.dumps(changed, ensure_ascii=False))


def seal_again(folder):
    """Make manifest and seal fit whatever the files say now. The signature, if there was one, stays."""
    manifest = json.loads((folder / "manifest.json").read_text())
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    outside = ("README.txt", "evidence.pdf", "manifest.json", "seal.json")
    manifest["files"] = [_line(folder, name) for name in names if name not in outside]
    (folder / "manifest.json").write_bytes(canonical.encode(manifest))
    seal = json.loads((folder / "seal.json").read_text())
    del seal["check"]
    for name in seal["files"]:
        line = _line(folder, name)
        seal["files"][name] = {"sha256": line["sha256"], "size": line["size"]}
    (folder / "seal.json").write_bytes(canonical.encode({**seal, "check": canonical.digest_of(seal)}))


def _line(folder, name):
    data = (folder / name).read_bytes()
    return {"name": name, "sha256": canonical.digest(data), "size": len(data), "what": ""}


def copy(folder, target):
    return shutil.copytree(folder, target)
