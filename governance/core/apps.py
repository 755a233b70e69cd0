"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "governance.core"
    label = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        from governance.core import formlook, navigation  # noqa: F401
        from governance.core.navigation import Entry
        from governance.core.permissions import Verb

        section = _("About the figures")
        navigation.register(
            Entry(section, _("Metrics"), "core:metrics", "math-function", "metric", order=90),
            Entry(section, _("Design system"), "core:design", "ruler-measure", "account", Verb.CHANGE, order=99),
        )
