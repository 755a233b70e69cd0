"""Gates on the calendar: those to be decided before a planned move, open conditions by their day, overrides by their last day."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core.permissions import Verb, scope
from rollout.staging import selectors as standing
from rollout.staging.gating.standing import binding
from rollout.staging.gating.versions import starts_in_force
from rollout.staging.models import Condition, OfficeRollout, Override
from rollout.staging.plan import selectors
from rollout.staging.plan.calendar import Asked, Entry
from rollout.staging.states import PERMITS


def gates(asked: Asked) -> Iterator[Entry]:
    """What a reader may see of gates: of all offices, or of their own."""
    reached = scope(asked.actor, Verb.VIEW, "gate_decision")
    for entry in chain(to_decide(asked), due_conditions(asked), ending_overrides(asked)):
        if reached.everything or entry.office_id in reached.office_ids:
            yield entry


def to_decide(asked: Asked) -> Iterator[Entry]:
    """The gate in front of each office, on the day planned for the move through it, unless a go was decided."""
    programme = standing.programme()
    starts = starts_in_force([programme.pk]) if programme else frozenset()
    plans = selectors.plans(asked.today) if starts else {}
    rollouts = {row.office_id: row for row in OfficeRollout.objects.filter(office__in=plans).select_related("office")}
    decided = binding([row.pk for row in rollouts.values()]) if rollouts else {}
    for office, plan in plans.items():
        on = plan.planned.get(plan.next) if plan.next else None
        if plan.next is None or plan.reached not in starts or on is None or not asked.first <= on <= asked.last:
            continue
        decision = decided.get((rollouts[office].pk, plan.reached.value))
        if decision is not None and decision.outcome in PERMITS:
            continue
        title = _("%(office)s: gate to “%(stage)s”") % {"office": rollouts[office].office, "stage": plan.next.label}
        late = on < asked.today
        note = _("overdue") if late else _("to be decided")
        yield Entry("gate", title, on, on, office, gate_of(office), note, "bad" if late else "watch")


def due_conditions(asked: Asked) -> Iterator[Entry]:
    rows = Condition.objects.filter(met__isnull=True, due__range=(asked.first, asked.last)).select_related("decision__rollout__office")
    for row in rows.order_by("due", "pk"):
        office = row.decision.rollout.office
        title, late = _("%(office)s: %(what)s") % {"office": office, "what": row.text}, row.due < asked.today
        url = reverse("staging:gate_decision", args=[row.decision_id])
        yield Entry("gate", title, row.due, row.due, office.pk, url, _("condition"), "bad" if late else "watch")


def ending_overrides(asked: Asked) -> Iterator[Entry]:
    rows = Override.objects.filter(ended__isnull=True, until__range=(asked.first, asked.last)).select_related(
        "rollout__office", "criterion"
    )
    for row in rows.order_by("until", "pk"):
        office = row.rollout.office
        title = _("%(office)s: %(what)s") % {"office": office, "what": row.criterion}
        yield Entry("gate", title, row.until, row.until, office.pk, gate_of(office.pk), _("override runs out"), "watch")


def gate_of(office: int) -> str:
    return reverse("staging:office_gate", args=[office])
