from django.core.management.commands import migrate


class Command(migrate.Command):
    """Django's own. It ends by putting triggers back, so a missing one must not keep it from starting."""

    def get_check_kwargs(self, options):
        return {**super().get_check_kwargs(options), "databases": None}
