"""How a checkout gets its packages: `.venv` from the hash-checked lock, using the standard library only.

`demo`, `test` and `bootstrap` make `.venv` when it is not complete; every command then runs with its Python.
The marker in `.venv` is written last: a `.venv` without it was never finished; the next start does that.
"""

import ast
import contextlib
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
VENV = HERE / ".venv"
MARKER = VENV / "installed.json"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCKS = {"runtime": HERE / "requirements.lock", "dev": HERE / "requirements-dev.lock"}
REEXECUTED = "MANAGE_PY_REEXECUTED"


class Failed(Exception):
    """One step of the installation did not work; carries what it printed."""


def command_in(arguments):
    return arguments[0] if arguments else "help"


def prepare(arguments):
    """Return when this Python has the packages that the command needs; start again with `.venv` otherwise."""
    if is_inside():
        os.environ.pop(REEXECUTED, None)
    command = command_in(arguments)
    needed = {"demo": "runtime", "test": "dev", "bootstrap": "runtime"}.get(command)
    if command == "bootstrap" and (unknown := set(arguments[1:]) - {"--dev"}):
        sys.exit(f"bootstrap takes --dev only, not {' '.join(sorted(unknown))}.")
    if "--dev" in arguments[1:] and command == "bootstrap":
        needed = "dev"

    if needed:
        if not (is_complete(needed) if is_inside() else is_activated() and has_every_pin(LOCKS[needed])):
            make_complete(needed, arguments)
        if command == "bootstrap":
            next_command = "test" if needed == "dev" else "demo"
            print(f"The packages are installed. Go on with: python3 manage.py {next_command}")
            sys.exit(0)
    elif is_inside() or (is_activated() and has_django()):
        return
    elif is_complete("runtime"):
        start_again(PYTHON, arguments)
    elif not has_django():
        sys.exit("The packages are not installed yet: run python3 manage.py bootstrap")


# What is there


def is_inside():
    return Path(sys.prefix).resolve() == VENV.resolve()


def is_activated():
    return sys.prefix != sys.base_prefix and not is_inside()


def has_django():
    return importlib.util.find_spec("django") is not None


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def is_complete(needed):
    """Whether `.venv` was finished here, from the lock as it is now, for a Python that is still the same."""
    try:
        marker = json.loads(MARKER.read_text())
        return (
            marker["folder"] == str(VENV)
            and marker["python"] == os.path.realpath(PYTHON)
            and PYTHON.exists()
            and digest(LOCKS[needed]) in marker["locks"]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def has_every_pin(lock):
    """Whether the running environment holds each package in exactly the version of the lock."""
    for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)[ \\]*$", lock.read_text(), re.MULTILINE):
        try:
            if importlib.metadata.version(name) != version:
                return False
        except importlib.metadata.PackageNotFoundError:
            return False
    return True


# Making it


def make_complete(needed, arguments):
    if is_inside():  # a Python does not rebuild the environment that it runs in
        start_again(sys._base_executable, arguments)
    try:
        with one_at_a_time():
            if not is_complete(needed):
                install(needed)
            if not is_complete(needed):
                raise Failed(
                    "The packages were installed, but .venv is not as it should be: remove it, try again."
                )
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. The same command goes on where this one stopped.")
    except Failed as failure:
        sys.exit(f"\n{failure}")
    except PermissionError as error:
        sys.exit(f"\nThe packages cannot be installed: {error.filename} may not be written to.")
    start_again(PYTHON, arguments)


@contextlib.contextmanager
def one_at_a_time():
    """Two commands started at once take turns; the second then finds the work done."""
    with open(HERE / ".bootstrap.lock", "w") as file:
        try:
            lock(file, wait=False)
        except OSError:
            print("[packages] another manage.py is installing; waiting for it", flush=True)
            lock(file, wait=True)
        yield  # closing the file gives the lock back, also when the process is killed


def lock(file, *, wait):
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


def install(needed):
    started = time.monotonic()
    MARKER.unlink(missing_ok=True)
    if not is_usable():
        make_environment()
    pip = pip_command()
    try:
        install_with_uv(needed, pip)
    except Failed as failure:
        print(f"[packages] the fast installer did not work, so pip does it. It said:\n{failure}", flush=True)
        install_with_pip(needed, pip)
    locks = [digest(LOCKS["runtime"])] + ([digest(LOCKS["dev"])] if needed == "dev" else [])
    marker = {"folder": str(VENV), "python": os.path.realpath(PYTHON), "locks": locks}
    unfinished = MARKER.with_suffix(".new")
    unfinished.write_text(json.dumps(marker) + "\n")
    unfinished.replace(MARKER)
    print(f"[packages] ready after {time.monotonic() - started:.1f} s, every hash checked", flush=True)


def is_usable():
    """Whether `.venv` holds a Python that starts, is recent enough and believes that it lives here."""
    question = "import sys; print(sys.prefix); sys.exit(sys.version_info < (3, 11))"
    try:
        answer = subprocess.run([PYTHON, "-Ic", question], capture_output=True, text=True)
    except OSError:
        return False
    return answer.returncode == 0 and Path(answer.stdout.strip()).resolve() == VENV.resolve()


def make_environment():
    try:
        import venv
    except ImportError:
        raise Failed("This Python has no venv module; on Debian: apt install python3-venv") from None
    print("[packages] making .venv", flush=True)
    venv.EnvBuilder(with_pip=False, clear=True, symlinks=os.name != "nt").create(VENV)


def pip_command():
    """A pip that installs into `.venv`: this Python's own one, or else one put into `.venv`."""
    if importlib.util.find_spec("pip") and pip_version() >= (22, 3):
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    inside = [str(PYTHON), "-m", "pip"]
    if subprocess.run([*inside, "--version"], capture_output=True).returncode != 0:
        if not importlib.util.find_spec("ensurepip"):
            raise Failed("pip is missing; on Debian: apt install python3-pip")
        step("putting pip into .venv", [str(PYTHON), "-m", "ensurepip", "--default-pip"])
    return inside


def pip_version():
    try:
        return tuple(int(part) for part in importlib.metadata.version("pip").split(".")[:2])
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return (0,)


def install_with_uv(needed, pip):
    """Several times as fast as pip, from the same lock with the same hashes (figures: docs/decisions.md)."""
    uv = shutil.which("uv") or shutil.which("uv", path=str(PYTHON.parent))
    if not uv:
        with tempfile.TemporaryDirectory() as folder:
            only_uv = Path(folder) / "uv.lock"
            only_uv.write_text(pinned_uv())
            step(
                "fetching the installer",
                [*pip, "install", "--require-hashes", "--no-deps", "-r", str(only_uv)],
            )
        uv = shutil.which("uv", path=str(PYTHON.parent))
        if not uv:
            raise Failed("uv was installed but is not there.")
    # The dev lock is everything that may be there; the runtime lock leaves what `test` put beside it.
    # A lock needs no resolving: without --no-deps uv would ask the index about each package all the same.
    command = [uv, "pip", *(["sync"] if needed == "dev" else ["install", "--no-deps", "--requirement"])]
    command += [str(LOCKS[needed]), "--python", str(PYTHON), "--require-hashes", "--no-progress"]
    step(f"installing {count(needed)} packages", command, told_to_pip(pip))


def install_with_pip(needed, pip):
    command = [*pip, "install", "--require-hashes", "--no-deps", "-r", str(LOCKS[needed])]
    try:
        step(f"installing {count(needed)} packages with pip", command)
    except Failed as failure:
        raise Failed(
            f"The packages could not be installed. pip said:\n{failure}\n"
            "Look whether the package index can be reached, then give the same command again."
        ) from None


def pinned_uv():
    return re.search(r"^uv==.*\n(?: .*\n)+", LOCKS["dev"].read_text(), re.MULTILINE)[0]


def count(needed):
    return len(re.findall(r"^\w.*==", LOCKS[needed].read_text(), re.MULTILINE))


def told_to_pip(pip):
    """The index and the certificates that this machine's pip is configured with, in uv's words."""
    words = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE"}
    listed = subprocess.run([*pip, "config", "list"], capture_output=True, text=True, env=clean_environment())
    found = {}
    for line in listed.stdout.splitlines():
        name, _, value = line.partition("=")
        if word := words.get(name.rpartition(".")[2]):
            with contextlib.suppress(ValueError, SyntaxError):
                found[word] = str(ast.literal_eval(value))
    return found


def clean_environment():
    """Without what would send packages anywhere but into `.venv`."""
    unwanted = {"PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PYTHONHOME", "VIRTUAL_ENV"}
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    fixed = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    return {**kept, **fixed, "UV_PYTHON_DOWNLOADS": "never"}


def step(title, command, environment=()):
    """Run one command quietly, with a dot for every second, and what it said only when it failed."""
    print(f"[packages] {title} ", end="", flush=True)
    started = time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            env={**clean_environment(), **dict(environment)},
        )
        try:
            while True:
                try:
                    code = process.wait(timeout=1)
                    break
                except subprocess.TimeoutExpired:
                    print(".", end="", flush=True)
        except BaseException:
            process.kill()
            process.wait()
            raise
        said.seek(0)
        text = said.read().decode(errors="replace").strip()
    if code:
        print(" failed", flush=True)
        raise Failed("\n".join(text.splitlines()[-12:]) or f"{command[0]} ended with {code}.")
    print(f" {time.monotonic() - started:.1f} s", flush=True)


def start_again(python, arguments):
    """Replace this process by the same command under another Python."""
    if os.environ.get(REEXECUTED) == str(python):
        sys.exit(f"{python} does not behave like the Python of {VENV}: remove that folder and try again.")
    environment = {**os.environ, REEXECUTED: str(python)}
    environment.pop("PYTHONHOME", None)
    command = [str(python), str(HERE / "manage.py"), *arguments]
    sys.stdout.flush()
    if os.name == "nt":  # there, exec gives the prompt back before the command has ended
        sys.exit(subprocess.call(command, env=environment))
    os.execve(python, command, environment)
