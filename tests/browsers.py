"""Chromium for tests: found on the machine, kept to it, and asked for everything that went wrong."""

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    MAC,
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Whatever a page asks for elsewhere has no address.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def find():
    """The path of a Chromium, or None."""
    if path := os.environ.get("CHROMIUM_PATH"):
        return path if Path(path).exists() else None
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def watch(page, troubles):
    """Note in `troubles` each console error, uncaught exception and request that leaves this machine."""

    def on_console(message):
        url = message.location.get("url", "")
        if message.type == "error" and not url.endswith("/favicon.ico"):
            troubles.append(f"console: {message.text} ({url})")

    def on_request(request):
        host = urlsplit(request.url).hostname
        if host not in (None, "", "127.0.0.1", "localhost"):
            troubles.append(f"request to another machine: {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: troubles.append(f"uncaught: {error}"))
    page.on("request", on_request)


def sign_in(page, server, person):
    """Give the page's browser a session of this person, without walking through the sign-in page."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": server.url}])
