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
        from governance.core.permissions import Verb
        from rollout.staging import gate_metrics, imports, jobs, metrics, subjects  # noqa: F401
        from rollout.staging.plan import metrics as plan_metrics
        from rollout.staging.plan import sources

        metrics.register()
        gate_metrics.register()
        plan_metrics.register()
        sources.register_all()
        subjects.register_all()
        section = _("Rollout")
        navigation.register(
            Entry(section, _("Programme"), "staging:programme", "route", "programme", order=20),
            Entry(section, _("Status rules"), "staging:status", "gauge", "status_rule", order=23),
            Entry(section, _("Readiness"), "staging:readiness", "lock-open", "gate", order=22),
            Entry(section, _("My attestations"), "staging:attestations", "check", "gate_attestation", verb=Verb.CHANGE, order=48),
            Entry(section, _("Waves"), "staging:waves", "stack-2", "programme", order=24),
            Entry(section, _("Offices in the rollout"), "staging:offices", "list-details", "programme", order=21, short=_("Offices")),
            Entry(section, _("Plan"), "staging:plan", "calendar-stats", "plan", order=23),
            Entry(section, _("Calendar"), "staging:calendar", "calendar-event", "plan", order=24),
        )
