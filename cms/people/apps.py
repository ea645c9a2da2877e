from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "cms.people"
    verbose_name = "People"

    def ready(self):
        from django.db.models.signals import post_migrate

        from . import checks, net, role_sync  # noqa: F401  (importing the checks registers them)

        net.connect()
        post_migrate.connect(role_sync.after_migrate, dispatch_uid="people.sync_roles")
