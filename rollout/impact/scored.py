"""Coverage as a component of the adoption score, from the version of the weights that names it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from governance.core.permissions import Verb
from rollout.adoption.further import Addition, Remedy, register_component
from rollout.adoption.scoring import Further
from rollout.impact.selectors.joined import by_week

NO_LISTS = "no_lists"
COVERAGE = Addition(
    part=Further("coverage", _("Coverage")),
    explanation=_("Customers with an order or payment in the period who exist in the CRM, divided by all such customers."),
    metric="impact.joined_coverage",
    read=by_week,
    absent=NO_LISTS,
    reasons={NO_LISTS: _("no customer lists of the last two months")},
    remedies={NO_LISTS: Remedy("impact:coverage", _("Compare customer lists"), Verb.IMPORT, "coverage")},
)


def register() -> None:
    register_component(COVERAGE)
