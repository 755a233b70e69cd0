"""Menu lines of marking, practical tests, item analysis and results."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from governance.core.navigation import Entry, register


def register_all() -> None:
    section = _("Training")
    register(
        Entry(section, _("To mark"), "testing:to-mark", "pencil", what="hand_marking", order=33),
        Entry(section, _("Practical tests"), "testing:practical", "clipboard-check", what="practical", order=34),
        Entry(section, _("Results"), "testing:results", "certificate", what="office_result", order=35),
        Entry(section, _("Item analysis"), "testing:analyses", "chart-dots", what="item_analysis", order=37),
        Entry(section, _("Faulty questions"), "testing:remarks", "alert-octagon", what="quarantine", order=38),
        Entry(section, _("Results by cohort"), "testing:cohorts", "users-group", what="test_cohorts", order=39),
    )
