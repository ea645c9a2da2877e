from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "cms.publishing"
    verbose_name = "Publishing"

    def ready(self):
        from . import verification  # noqa: F401  (importing it registers its checks of the record)
