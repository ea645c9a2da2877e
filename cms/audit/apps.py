from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "cms.audit"
    verbose_name = "Audit trail"

    def ready(self):
        from django.db.models.signals import post_migrate, pre_migrate

        from . import checks, triggers  # noqa: F401  (importing the checks registers them)

        pre_migrate.connect(triggers.before_migrate, dispatch_uid="audit.before_migrate")
        post_migrate.connect(triggers.after_migrate, dispatch_uid="audit.after_migrate")
