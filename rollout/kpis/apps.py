"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KpisConfig(AppConfig):
    name = "rollout.kpis"
    label = "kpis"
    verbose_name = _("KPIs")

    def ready(self) -> None:
        from governance.core.navigation import Entry, register
        from rollout.kpis import imports, metrics  # noqa: F401  (imports: registers the files this room takes in)

        metrics.register_all()
        register(
            Entry(_("Results"), _("KPIs"), "kpis:kpis", "chart-bar", what="kpi", order=45),
            Entry(_("Results"), _("Effect of going live"), "kpis:effects", "report-analytics", what="effect", order=46),
            Entry(_("Results"), _("Appraisal"), "kpis:sheets", "scale", what="appraisal", order=49),
            Entry(_("Results"), _("Benefits"), "kpis:benefits", "report-money", what="benefit", order=47),
            Entry(_("Results"), _("Rollout budget"), "kpis:budget", "clipboard-list", what="budget", order=48),
        )
