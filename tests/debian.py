"""Programs for tests that come with no Python package: installed from Debian where that may be done."""

import os
import shutil
import subprocess


def nginx():
    """The path of nginx, or None."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def install(package):
    """Install a package of Debian's where this process may do that; say why not otherwise."""
    if not shutil.which("apt-get"):
        return "there is no apt-get here"
    if os.geteuid() != 0:
        return "that needs root"
    for command in (["update"], ["install", "-y", "--no-install-recommends", package]):
        done = subprocess.run(
            ["apt-get", *command],
            # In this runlevel Debian starts no service that it installs.
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            return f"apt-get {command[0]} failed: {last}"
    return None
