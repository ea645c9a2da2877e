"""Pages of the admin are read with GET and sent with POST; any other method is refused before it is taken
for reading.
"""

from django.http import HttpResponseNotAllowed

KNOWN = ("GET", "HEAD", "POST", "OPTIONS")
_BEGINS = "/admin/"


class PagesAndForms:
    """Answers 405 under /admin/, whoever asks."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(_BEGINS) and request.method not in KNOWN:
            return HttpResponseNotAllowed(KNOWN)
        return self.get_response(request)
