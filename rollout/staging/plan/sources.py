"""What this room and the rooms below it put on the calendar: planned and real moves, sessions, contract milestones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.contracts.access import contracts_for
from governance.contracts.exposure import records
from governance.contracts.models import Milestone
from governance.core.permissions import Verb
from governance.organisation.models import Office
from rollout.staging.plan import selectors
from rollout.staging.plan.calendar import Asked, Entry, Source, register
from rollout.staging.plan.gate_dates import gates
from rollout.staging.plan.reckoning.dates import DATED, Basis, expected
from training.courses.access import sessions_for


def moves(asked: Asked) -> Iterator[Entry]:
    """Each office's stages on the day they began or are planned to; a planned day that went by stays where it was, marked."""
    names = Office.objects.in_bulk()
    for office, plan in selectors.plans(asked.today).items():
        for stage in DATED:
            found = expected(plan, stage, asked.today)
            on = found.on if found.basis == Basis.ACTUAL else plan.planned.get(stage) if not plan.passed(stage) else None
            if on is None or not asked.first <= on <= asked.last:
                continue
            status, note = {
                Basis.ACTUAL: ("good", _("done")),
                Basis.OVERDUE: ("bad", _("planned, not done")),
            }.get(found.basis, ("info", _("planned")))
            title = _("%(office)s: %(stage)s") % {"office": names[office], "stage": stage.label}
            yield Entry("move", title, on, on, office, reverse("staging:plan_office", args=[office]), note, status)


def sessions(asked: Asked) -> Iterator[Entry]:
    """Sessions that take place, on the days of their own place."""
    # A day more on both sides: a place may lie in another zone.
    margin = timedelta(days=1)
    rows = sessions_for(asked.actor).taking_place().select_related("course", "office")
    rows = rows.filter(starts_at__date__lte=asked.last + margin, ends_at__date__gte=asked.first - margin)
    for session in rows.order_by("starts_at", "pk"):
        url = reverse("courses:session", args=[session.pk])
        first, last = session.local_start.date(), session.local_end.date()
        note = f"{session.local_start:%H:%M}–{session.local_end:%H:%M} · {session.where}"
        yield Entry("session", str(session.course), first, last, session.office_id, url, note, "none", session.starts_at)


def milestones(asked: Asked) -> Iterator[Entry]:
    """Milestones of the contracts the reader may see, on the day they are due with all extensions."""
    mine = contracts_for(asked.actor, Verb.VIEW, "milestone", asked.today).values("pk")
    for held in records(Milestone.objects.filter(contract__in=mine), asked.today):
        due = held.milestone.due + timedelta(days=held.extension_days)
        if not asked.first <= due <= asked.last:
            continue
        if held.standing.accepted is not None:
            status, note = "good", _("accepted")
        else:
            status, note = ("bad", _("overdue")) if due < asked.today else ("info", _("due"))
        url = reverse("contracts:milestone", args=[held.milestone.pk])
        yield Entry("milestone", str(held.milestone), due, due, None, url, note, status)


def register_all() -> None:
    """Called once when the room is ready."""
    register(Source("move", gettext_lazy("Moves of offices"), "route", moves))
    register(Source("gate", gettext_lazy("Gates"), "barrier-block", gates, what="gate_decision"))
    register(Source("session", gettext_lazy("Training sessions"), "school", sessions, what="session"))
    register(Source("milestone", gettext_lazy("Contract milestones"), "flag", milestones, what="milestone"))
