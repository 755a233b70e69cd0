"""App configuration."""

from django.apps import AppConfig
from django.db.models import fields
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "governance.core"
    label = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        # Django's own "- Select an option -" is not in its Chinese catalogues.
        fields.BLANK_CHOICE_LABEL = _("Choose one")
        from governance.core import formlook, housekeeping, navigation, reminder_mail  # noqa: F401
        from governance.core.imports import work  # noqa: F401
        from governance.core.jobs import recurring  # noqa: F401
        from governance.core.navigation import Entry
        from governance.core.permissions import Verb

        section = _("About the figures")
        navigation.register(
            Entry(section, _("Metrics"), "core:metrics", "math-function", "metric", order=90),
            Entry(section, _("Jobs"), "core:jobs", "activity", "job", order=95),
            Entry(section, _("Design system"), "core:design", "ruler-measure", "account", Verb.CHANGE, order=99),
        )
        # Rooms register what they have for the kits in modules of these names.
        autodiscover_modules("jobs", "imports")
