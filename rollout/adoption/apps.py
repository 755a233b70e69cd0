"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdoptionConfig(AppConfig):
    name = "rollout.adoption"
    label = "adoption"
    verbose_name = _("Adoption")

    def ready(self) -> None:
        from governance.core import navigation
        from governance.core.navigation import Entry
        from governance.core.permissions import Verb
        from rollout.adoption import data_metrics, due_imports, jobs, kept, metrics, proxy_metrics  # noqa: F401

        metrics.register_all()
        data_metrics.register_all()
        proxy_metrics.register_all()
        kept.register_kinds()
        section = _("Adoption")
        navigation.register(
            Entry(section, _("Adoption by office"), "adoption:offices", "chart-line", "adoption", order=30, short=_("Adoption")),
            Entry(section, _("Cohorts"), "adoption:cohorts", "users-group", "cohorts", order=32),
            Entry(section, _("My usage"), "adoption:mine", "user-check", "person_usage", order=33),
            Entry(section, _("People's own scores"), "adoption:own_scores", "certificate", "own_score_contest", Verb.CHANGE, order=33),
            Entry(section, _("Exemplars"), "adoption:exemplars", "award", "exemplar", order=34),
            Entry(section, _("Weights of the score"), "adoption:weights", "adjustments", "score_weights", order=34),
            Entry(section, _("Core features"), "adoption:features", "star", "adoption", Verb.CHANGE, order=35),
            Entry(section, _("Usage imports"), "adoption:imports", "database-import", "usage_import", order=40, short=_("Usage")),
            Entry(section, _("Customers and deals due"), "adoption:due_lists", "calendar-event", "usage_import", order=40),
            Entry(section, _("Age of the data"), "adoption:sources", "clock", "usage_import", order=40),
            Entry(section, _("Active users"), "adoption:active-users", "users", "usage_import", order=41),
            Entry(section, _("Match users"), "adoption:match-users", "user-question", "usage_import", order=42),
            Entry(section, _("What is still missing"), "adoption:missing", "checklist", "usage_import", order=43),
        )
