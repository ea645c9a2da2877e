from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "cms.search"
    verbose_name = "Search"

    def ready(self):
        from . import checks  # noqa: F401  (importing the checks registers them)
