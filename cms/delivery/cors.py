"""CORS for an API that is public to every site."""

from corsheaders.conf import conf
from corsheaders.middleware import CorsMiddleware


class PublicCors(CorsMiddleware):
    """The answer is the same whoever asks, so it says so always, and a shared cache keeps one copy of it.

    The package would answer `Vary: origin`, because it adds its headers only to requests with an Origin; a
    CDN would then keep a copy for each site that embeds a page.
    """

    def add_response_headers(self, request, response):
        vary = response.headers.get("Vary")
        response = super().add_response_headers(request, response)
        if not self.is_enabled(request):
            return response
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = ", ".join(conf.CORS_EXPOSE_HEADERS)
        if vary:
            response.headers["Vary"] = vary
        else:
            del response.headers["Vary"]
        return response
