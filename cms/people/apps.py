from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "cms.people"
    verbose_name = "People"

    def ready(self):
        from django.db.models.signals import post_migrate

        from . import roles

        post_migrate.connect(roles.after_migrate, dispatch_uid="people.sync_roles")
