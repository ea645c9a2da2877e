from django.apps import AppConfig
from django.core.signals import request_started


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = "Assessments"

    def ready(self):
        from . import files, wall  # noqa: F401 - the first registers its content files

        request_started.connect(wall.set_aside, dispatch_uid="assessments.wall")
