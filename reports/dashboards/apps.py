"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardsConfig(AppConfig):
    name = "reports.dashboards"
    label = "dashboards"
    verbose_name = _("Dashboards")

    def ready(self) -> None:
        from governance.core import navigation
        from governance.core.navigation import Entry
        from governance.core.permissions import Verb

        home = _("Home")
        navigation.register(
            Entry(home, _("Work"), "dashboards:work", "list-check", "programme", Verb.CHANGE, order=1),
            Entry(home, _("Programme status"), "dashboards:sponsor", "layout-dashboard", "sponsor_page", order=2, short=_("Status")),
            Entry(home, _("Search"), "dashboards:search", "search", "search", order=9),
        )
