from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "cms.search"
    verbose_name = "Search"

    def ready(self):
        from . import checks, verification  # noqa: F401  (importing them registers their checks)
