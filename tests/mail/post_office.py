"""A mail server of a few lines, for workers in processes of their own: it keeps what it is given."""

import contextlib
import socketserver
import threading


class PostOffice(socketserver.ThreadingTCPServer):
    """Takes every mail on a loopback port; calls back with its number before and after acknowledging it."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Counter)
        self.mails: list[tuple[str, str]] = []
        self.before_answer = lambda number: None
        self.after_answer = lambda number: None
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    @property
    def recipients(self):
        return [to for to, _ in self.mails]

    def take(self, to, text):
        with self._lock:
            self.mails.append((to, text))
            return len(self.mails)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self._thread.join()
        self.server_close()


class Counter(socketserver.StreamRequestHandler):
    """One connection, in the little SMTP that a client needs."""

    def handle(self):
        with contextlib.suppress(OSError):  # the other end was killed
            self._talk()

    def _talk(self):
        self._say("220 here")
        to = ""
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
            if verb != "DATA":
                self._say("221 bye" if verb == "QUIT" else "250 fine")
                if verb == "QUIT":
                    return
                continue
            self._say("354 go on")
            text = b""
            while (part := self.rfile.readline()) not in (b".\r\n", b""):
                text += part
            number = self.server.take(to, text.decode())
            self.server.before_answer(number)
            self._say("250 taken")
            self.server.after_answer(number)

    def _say(self, line):
        self.wfile.write(f"{line}\r\n".encode())
