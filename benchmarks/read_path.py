"""How fast published content is read, beside the same through plain serializers over the draft tables.

    python benchmarks/read_path.py [--seconds 2] [--rounds 3] [--articles 200]

Starts granian with one worker on a fresh SQLite database in a temporary folder and asks over one kept-open
connection, the variants in turn. Only the ratios mean something: machines are shared and the client is slow.
"""

import argparse
import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

PATHS = {
    "document": "/api/v1/articles/page-7",
    "document, plain serializers": "/plain/articles/page-7",
    "document, 304": "/api/v1/articles/page-7",
    "list of 20": "/api/v1/articles",
    "list of 20, plain serializers": "/plain/articles",
    "search": "/api/v1/search?q=leg+pain",
}


def routes():
    """The product's addresses, and beside them what one would write first: serializers over the drafts."""
    from django.urls import path
    from rest_framework import generics, serializers

    from articles.models import Article
    from cms import urls

    class Complete(serializers.ModelSerializer):
        class Meta:
            model = Article
            exclude = ("related",)
            depth = 1

    queryset = Article.objects.select_related("topic", "organization").prefetch_related("authors", "faqs")

    class One(generics.RetrieveAPIView):
        serializer_class = Complete
        lookup_field = "slug"

    class Many(generics.ListAPIView):
        serializer_class = Complete

        def get_queryset(self):
            return queryset[:20]

    One.queryset = queryset
    return [
        path("plain/articles/<slug:slug>", One.as_view()),
        path("plain/articles", Many.as_view()),
        *urls.urlpatterns,
    ]


if __name__ != "__main__":  # the server's ROOT_URLCONF
    urlpatterns = routes()


def fill(articles: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from tests.publishing import builders

    call_command("migrate", verbosity=0)
    clock = builders.Clock(timezone.now())
    words = "When your legs cramp as you walk and ease when you rest, tell a doctor about it. " * 60
    for number in range(articles):
        slug = f"page-{number}"
        builders.go_live(builders.article(clock, slug=slug, title=f"Leg pain {number}", words=words), clock)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def rate(host: str, path: str, headers: dict, seconds: float) -> float:
    connection = http.client.HTTPConnection(host, timeout=30)
    asked, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        response.read()
        if response.status not in (200, 304):
            raise SystemExit(f"{path} answered {response.status}")
        asked += 1
    connection.close()
    return asked / seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--articles", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{probe.getsockname()[1]}"
        probe.close()
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "DJANGO_SETTINGS_MODULE": "benchmark_settings",
            "PYTHONPATH": f"{ROOT}:{folder}",
        }
        Path(folder, "benchmark_settings.py").write_text(
            "from tests.settings import *\nROOT_URLCONF = 'benchmarks.read_path'\nLOG_LEVEL = 'ERROR'\n"
        )
        sys.path.insert(0, folder)
        say(f"publishing {options.articles} articles …")
        fill(options.articles)
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--workers", "1"]
        command += ["--host", "127.0.0.1", "--port", host.partition(":")[2], "cms.wsgi:application"]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            measure(host, options)
        finally:
            server.terminate()
            server.wait()


def measure(host: str, options) -> None:
    for _ in range(100):
        try:
            rate(host, PATHS["document"], {}, 0.1)
            break
        except OSError:
            time.sleep(0.2)
    found: dict[str, list[float]] = {name: [] for name in PATHS}
    for _ in range(options.rounds):
        for name, path in PATHS.items():
            headers = {"If-None-Match": "*"} if name.endswith("304") else {}
            found[name].append(rate(host, path, headers, options.seconds))
    for name, rates in found.items():
        say(f"{name:32} {statistics.median(rates):8.0f} a second")


if __name__ == "__main__":
    main()
