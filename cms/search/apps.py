from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "cms.search"
    verbose_name = "Search"
