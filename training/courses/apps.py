"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "training.courses"
    label = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        from governance.core.navigation import Entry, register
        from training.courses import imports, metrics  # noqa: F401  (what registers itself)

        register(
            Entry(_("Training"), _("My training"), "courses:mine", "school", what="own_training", order=30, short=_("Training")),
            Entry(_("Training"), _("Sessions"), "courses:sessions", "calendar-event", what="session", order=31),
            Entry(_("Training"), _("Planner"), "courses:planner", "calendar-week", what="session", order=32),
            Entry(_("Training"), _("Who needs training"), "courses:needed", "list-check", what="session", order=33),
            Entry(_("Training"), _("Courses"), "courses:courses", "book", what="course", order=34),
        )
