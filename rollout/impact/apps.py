"""App configuration: menu lines, figures, files."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImpactConfig(AppConfig):
    name = "rollout.impact"
    label = "impact"
    verbose_name = _("Impact")

    def ready(self) -> None:
        from governance.core.navigation import Entry, register
        from governance.core.permissions import Verb
        from rollout.impact import imports, jobs, kept, list_jobs, metrics, scored  # noqa: F401  (registers files, and work by the clock)
        from rollout.impact.actions.tasks import give_stage_tasks
        from rollout.impact.windows_shown import SOURCE
        from rollout.staging import following
        from rollout.staging.plan import calendar

        metrics.register_all()
        scored.register()
        kept.register_kinds()
        following.register(give_stage_tasks)
        calendar.register(SOURCE)
        section = _("Impact")
        register(
            Entry(_("Home"), _("My tasks"), "impact:my_tasks", "checklist", "own_tasks", order=4, short=_("Tasks")),
            Entry(_("Home"), _("Surveys for me"), "impact:my_surveys", "message", "own_survey", Verb.CHANGE, order=59, short=_("Surveys")),
            Entry(section, _("Touchpoints"), "impact:touchpoints", "map-pin", "touchpoint", order=53),
            Entry(section, _("Rollout steps"), "impact:steps", "stairs", "rollout_step", order=54),
            Entry(section, _("Left out of scope"), "impact:dropped", "archive", "dropped_item", order=59),
            Entry(section, _("Resistance"), "impact:resistance", "hand-stop", "resistance_figures", order=56),
            Entry(section, _("Office tasks"), "impact:tasks", "list-check", "office_task", order=55),
            Entry(section, _("Surveys"), "impact:surveys", "clipboard-list", "survey", order=57),
            Entry(section, _("Shown to the top"), "impact:demonstrations", "presentation-analytics", "demonstration", order=58),
            Entry(section, _("Migration"), "impact:batches", "database-import", "migration", order=58),
            Entry(section, _("Joined systems"), "impact:coverage", "users-group", "coverage", order=58),
        )
