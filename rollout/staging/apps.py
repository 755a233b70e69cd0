"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StagingConfig(AppConfig):
    name = "rollout.staging"
    label = "staging"
    verbose_name = _("Staging")

    def ready(self) -> None:
        from governance.core import navigation
        from governance.core.navigation import Entry
        from rollout.staging import metrics

        metrics.register()
        section = _("Rollout")
        navigation.register(
            Entry(section, _("Programme"), "staging:programme", "route", "programme", order=20),
            Entry(section, _("Waves"), "staging:waves", "stack", "programme", order=21),
            Entry(section, _("Moves"), "staging:moves", "arrows-exchange", "programme", order=22),
        )
