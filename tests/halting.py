"""Pages that come as over a bad line: a pause before each answer, and in pieces with pauses between them.

On a quick machine a test that looks at a page before it is there mostly gets away with it. With `--halting`
it fails every time.
"""

import os
import time

from django.http import StreamingHttpResponse

#: The environment variable that holds the length of a pause in seconds.
PAUSE = "HALTING_SECONDS"

#: The pieces that a page comes in.
PIECES = 8


class Halting:
    """A middleware outside all others, for servers only."""

    def __init__(self, get_response):
        self.get_response, self.pause = get_response, float(os.environ[PAUSE])

    def __call__(self, request):
        response = self.get_response(request)
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            time.sleep(self.pause / 3)  # a page asks for many of these
            return response
        time.sleep(self.pause)
        halting = StreamingHttpResponse(self._pieces(response.content), status=response.status_code)
        halting.headers = response.headers
        del halting.headers["Content-Length"]
        halting.cookies = response.cookies
        return halting

    def _pieces(self, content):
        size = len(content) // PIECES + 1
        for start in range(0, len(content), size):
            yield content[start : start + size]
            time.sleep(self.pause)
