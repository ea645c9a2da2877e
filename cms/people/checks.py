"""System checks of signing in: production without a second factor is an error."""

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security, deploy=True)
def second_factors_are_on(app_configs, **kwargs):
    if settings.TWO_FACTOR or settings.LOCAL:
        return []
    return [
        checks.Error(
            "Whoever may sign signs in with a password alone: TWO_FACTOR is off.",
            hint="Leave TWO_FACTOR out of the environment, or set it to true.",
            id="people.E001",
        )
    ]
