"""The examples in deploy/ do what they say: settings that are read, a proxy that keeps answers in memory."""

import http.client
import http.server
import json
import os
import re
import shlex
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time

import pytest

from assessments.api import sent
from cms import settings as product
from tests import debian
from tests.databases import ROOT
from tests.servers import free_port

DEPLOY = ROOT / "deploy"
NGINX = debian.nginx()
OPENSSL = shutil.which("openssl")
EXAMPLE = (DEPLOY / "nginx.conf").read_text()
ANSWERED = "/api/v1/assessments/pad/evaluations"


def block(opening):
    """What stands between the braces of this line of the example."""
    return re.search(rf"^    {re.escape(opening)} \{{\n(.*?)^    \}}", EXAMPLE, re.MULTILINE | re.DOTALL)[1]


# Settings


def lines_of_settings():
    lines = (DEPLOY / "cms.env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_a_shell_reads_the_settings_as_systemd_does():
    code = f". {shlex.quote(str(DEPLOY / 'cms.env.example'))}; env -0"
    done = subprocess.run(["sh", "-ac", code], capture_output=True, text=True, check=True, env={})
    read = dict(pair.split("=", 1) for pair in done.stdout.split("\0") if "=" in pair)

    # systemd takes off single quotes, and leaves everything between them as it is.
    for name, value in lines_of_settings().items():
        assert read[name] == value.strip("'"), name


def test_its_settings_are_production_and_each_is_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    values = {name: value.strip("'") for name, value in lines_of_settings().items()}
    values["SECRET_KEY"] = "k3y-" + "abcdefghij0123456789" * 3
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | values,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    for name in values:
        assert f"| `{name}` |" in readme, name


def test_commands_run_as_the_services_do(tmp_path):
    """Through a stand-in for runuser, which would need root: it tells whom it was asked for."""
    runuser = tmp_path / "runuser"
    runuser.write_text('#!/bin/sh\nprintf "%s\\n" "$MAIL_FROM" "$HOME" "$PWD" "$@"\n')
    runuser.chmod(0o755)
    done = subprocess.run(
        [DEPLOY / "manage", "add_person", "a b"],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "CMS_ENV": str(DEPLOY / "cms.env.example")},
        capture_output=True,
        text=True,
        check=True,
    )

    said = done.stdout.splitlines()
    assert said[:3] == ["Medical CMS <cms@example.org>", str(ROOT), str(ROOT)]
    assert said[3:] == ["-u", "cms", "--", ".venv/bin/python", "manage.py", "add_person", "a b"]


def test_the_server_knows_every_option_of_the_unit():
    unit = (DEPLOY / "cms.service").read_text().replace("\\\n", " ")
    _, *options = shlex.split(re.search(r"^ExecStart=(.*)$", unit, re.MULTILINE)[1])

    done = subprocess.run([sys.executable, *options, "--help"], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


# The proxy, as text


def test_the_proxy_lets_through_what_the_web_process_reads():
    assert "client_max_body_size 10m;" in block("location /")
    assert product.DATA_UPLOAD_MAX_MEMORY_SIZE == 10 * 1024 * 1024
    assert sent.MOST_BYTES < 32 * 1024


@pytest.mark.parametrize("place", ["location /assessments/", "location /api/"])
def test_the_largest_body_with_answers_fits_the_buffer(place):
    said = block(place)

    assert "client_max_body_size 32k;" in said
    assert "client_body_buffer_size 32k;" in said
    assert "if ($cms_length_missing) { return 411; }" in said


def test_addresses_are_logged_without_their_query():
    assert "access_log /var/log/nginx/cms.log cms;" in EXAMPLE
    [form] = re.findall(r"^log_format cms (.*?);", EXAMPLE, re.MULTILINE | re.DOTALL)
    assert not set(re.findall(r"\$\w+", form)) & {"$request", "$request_uri", "$args", "$http_referer"}


# The proxy, running


class Upstream(http.server.BaseHTTPRequestHandler):
    """Stands where the web process does, and tells what reached it."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        told = json.dumps({"headers": dict(self.headers), "size": len(body)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    do_GET = do_POST = answer

    def log_message(self, *args):
        """Nothing: the test reads what nginx logs."""


class Proxy:
    """The example with other ports and paths, in front of `Upstream`."""

    def __init__(self, folder):
        self.folder, self.port, plain = folder, free_port(), free_port()
        self.upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
        threading.Thread(target=self.upstream.serve_forever, daemon=True).start()
        self.site = EXAMPLE
        for old, new in {
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl;\n": "",
            "listen 80;": f"listen 127.0.0.1:{plain};",
            "listen 443 ssl;": f"listen 127.0.0.1:{self.port} ssl;",
            "127.0.0.1:8000": f"127.0.0.1:{self.upstream.server_port}",
            "/etc/letsencrypt/live/cms.example.org": str(folder),
            "/var/log/nginx": str(folder),
            # A temporary file is told at this level.
            "cms.error.log error;": "cms.error.log warn;",
        }.items():
            assert old in self.site, old
            self.site = self.site.replace(old, new)
        (folder / "site.conf").write_text(self.site)
        temporary = "".join(
            f"{kind}_temp_path {folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        # Started by root it would become somebody who may not write here.
        as_whom = "user root; " if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(
            f"{as_whom}daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
            f"events {{}}\nhttp {{ access_log off;\n{temporary}include {folder}/site.conf; }}\n"
        )
        self.command = [NGINX, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
        subprocess.run(
            f"{OPENSSL} req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=cms.example.org"
            " -keyout privkey.pem -out fullchain.pem".split(),
            cwd=folder,
            check=True,
            capture_output=True,
        )

    def start(self):
        tried = subprocess.run([*self.command, "-t"], capture_output=True, text=True)
        assert tried.returncode == 0, tried.stderr
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            assert self.process.poll() is None, self.process.stderr.read()
            time.sleep(0.02)

    def stop(self):
        self.process.terminate()
        self.process.communicate()
        self.upstream.shutdown()
        self.upstream.server_close()

    def send(self, head, body=b"", *, host="cms.example.org", to_the_end=False):
        """The answer to these lines, and its body; `to_the_end`: nginx is done with it, its log too."""
        context = ssl.create_default_context(cafile=self.folder / "fullchain.pem")
        context.check_hostname = False  # the certificate names it the old way
        with (
            socket.create_connection(("127.0.0.1", self.port)) as plain,
            context.wrap_socket(plain, server_hostname="cms.example.org") as sent_to,
        ):
            lines = [head[0], f"Host: {host}", "Connection: close", *head[1:], "", ""]
            sent_to.sendall("\r\n".join(lines).encode() + body)
            answer = http.client.HTTPResponse(sent_to)
            answer.begin()
            said = answer.read()
            while to_the_end and sent_to.recv(1):
                continue
            return answer, said

    def said(self, name):
        return (self.folder / name).read_text()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    if not (NGINX and OPENSSL):
        pytest.skip("nginx is not installed here")
    running = Proxy(tmp_path_factory.mktemp("nginx")).start()
    yield running
    running.stop()


def post(address, size):
    return [f"POST {address} HTTP/1.1", "Content-Type: application/json", f"Content-Length: {size}"]


def in_small_chunks(body):
    return b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"


def written_to_files(proxy):
    return [line for line in proxy.said("cms.error.log").splitlines() if "temporary file" in line]


def test_no_answer_is_written_to_a_file(proxy):
    answered, _ = proxy.send(post(ANSWERED, 32_000), b"x" * 32_000)
    chunked = [f"POST {ANSWERED} HTTP/1.1", "Content-Type: application/json", "Transfer-Encoding: chunked"]
    refused, problem = proxy.send(chunked, in_small_chunks(b"x" * 15_000))

    assert answered.status == 200
    assert (refused.status, json.loads(problem)["status"]) == (411, 411)
    assert ANSWERED not in "".join(written_to_files(proxy))


def test_elsewhere_the_log_would_tell_of_a_file(proxy):
    """Else the test above could not fail."""
    answered, _ = proxy.send(post("/admin/", 100_000), b"x" * 100_000)

    assert answered.status == 200
    assert "POST /admin/ " in "".join(written_to_files(proxy))


def test_what_nginx_refuses_itself_is_a_problem_that_front_ends_can_read(proxy):
    answer, body = proxy.send(post(ANSWERED, 40_000))

    assert (answer.status, json.loads(body)["code"]) == (413, "too_large")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_client_cannot_name_its_own_address(proxy):
    spoofed = ["X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: http"]
    _, body = proxy.send(["GET /admin/login/ HTTP/1.1", *spoofed])

    headers = json.loads(body)["headers"]
    assert (headers["X-Forwarded-For"], headers["X-Forwarded-Proto"]) == ("127.0.0.1", "https")
    assert headers["Host"] == "cms.example.org"


def test_another_name_does_not_reach_the_web_process(proxy):
    assert proxy.send(["GET / HTTP/1.1"], host="other.example")[0].status == 421


def test_the_log_has_no_query_and_no_body(proxy):
    proxy.send(post(f"{ANSWERED}?pain=SENTINEL", 8), b"SENTINEL", to_the_end=True)

    assert f'"POST {ANSWERED} HTTP/1.1" 200' in proxy.said("cms.log")
    assert "SENTINEL" not in proxy.said("cms.log") + proxy.said("cms.error.log")
