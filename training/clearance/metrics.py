"""This room's figures in the registry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import metrics
from governance.core.actor import Actor
from governance.core.metrics import Direction, Measured, Measurement, Metric, Subject, SubjectKind, Text, Unit
from governance.core.permissions import Verb, allows, scope
from governance.core.suppression import is_small
from training.clearance import figures, listing
from training.clearance.figures import Share
from training.clearance.selectors import counts
from training.clearance.selectors.answers import Answers, answers
from training.clearance.selectors.roles import role_ids

PROGRAMME, OFFICE, ROLE = SubjectKind.PROGRAMME, SubjectKind.OFFICE, SubjectKind.ROLE
SOON = timedelta(days=90)
Found = dict[tuple[Subject, date], Measurement]


def measure_share(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Found:
    told = answers(days, known_at)
    roles = {pk: role for role, pk in role_ids().items()} if any(subject.kind == ROLE for subject in subjects) else {}
    found: Found = {}
    for day, of_day in told.items():
        shares = shares_of(subjects, of_day, roles)
        found |= {(subject, day): measured(shares[subject], of_day.data_at) for subject in subjects}
    return found


def shares_of(subjects: Sequence[Subject], told: Answers, roles: Mapping[int, str]) -> dict[Subject, Share]:
    offices: dict[int, dict[int, bool]] = {}
    for line in told.lines:
        own = offices.setdefault(line.office_id, {})
        own[line.person_id] = own.get(line.person_id, True) and line.allowed
    by_role: dict[str, dict[int, bool]] = {}
    for line in told.lines:
        held = by_role.setdefault(line.crm_role, {})
        held[line.person_id] = held.get(line.person_id, True) and line.allowed
    found = {}
    for subject in subjects:
        if subject.kind == PROGRAMME:
            found[subject] = figures.total(offices)
        elif subject.kind == OFFICE:
            found[subject] = figures.share(offices.get(subject.id, {}))
        else:
            found[subject] = figures.share(by_role.get(roles.get(subject.id, ""), {}))
    return found


def measured(share: Share, data_at: datetime | None) -> Measurement:
    detail = {"small": share.small, "left_out": share.left_out}
    if not share.people:
        return Measurement(None, absent=_("Nobody here must use the CRM on that day."), data_at=data_at, detail=detail)
    above, below = Decimal(share.cleared), Decimal(share.people)
    return Measurement(100 * above / below, above, below, share.people, data_at, detail=detail)


def counting(count: counts.Count) -> metrics.Measure:
    """A metric's measure from what `counts` tells per office and day; an office is small by the people on duty in it."""

    def measure(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Found:
        told, people = count(sorted(set(days)), known_at), answers(days, known_at)
        found: Found = {}
        for day in days:
            sizes: dict[int, set[int]] = {}
            for line in people[day].lines:
                sizes.setdefault(line.office_id, set()).add(line.person_id)
            for subject in subjects:
                found[subject, day] = counted(told[day], subject, sizes)
        return found

    return measure


def counted(told: counts.Counted | None, subject: Subject, sizes: Mapping[int, set[int]]) -> Measurement:
    if told is None:
        return Measurement(None, absent=_("No list of accounts was compared yet."), detail={"small": False})
    number = Decimal(told.everywhere if subject.kind == PROGRAMME else told.by_office.get(subject.id, 0))
    small = subject.kind == OFFICE and is_small(len(sizes.get(subject.id, ())))
    return Measurement(number, number, sample=int(number), data_at=told.data_at, detail={"small": small})


def conceal(found: Measured, actor: Actor) -> Measured:
    """A small group's figure goes to those who see its people by name."""
    return {key: hidden(told) if told.detail.get("small") and not trusted(actor, key[0]) else told for key, told in found.items()}


def trusted(actor: Actor, subject: Subject) -> bool:
    reached = scope(actor, Verb.VIEW, "clearance")
    return reached.everything or (subject.kind == OFFICE and subject.id in reached.office_ids)


def hidden(told: Measurement) -> Measurement:
    absent = _("Fewer than five people: shown to those only who see them by name.")
    return Measurement(None, data_at=told.data_at, absent=absent, detail={"small": True})


def metric(code: str, label: Text, explanation: Text, measure: metrics.Measure, **options: Any) -> Metric:
    plain = Metric(
        code=f"clearance.{code}",
        label=label,
        explanation=explanation,
        unit=Unit.COUNT,
        direction=Direction.LOWER,
        minimum_sample=0,
        subjects=frozenset({PROGRAMME, OFFICE}),
        measure=measure,
        what="clearance_figures",
        rows_what="clearance",
        conceal=conceal,
    )
    return replace(plain, **options)


METRICS = (
    metric(
        "cleared_share",
        gettext_lazy("Cleared for the CRM"),
        gettext_lazy(
            "People who are cleared for every role in which they must use the CRM that day, divided by all who must use it. Cleared "
            "means: every course attended, test passed and policy signed that the role requires, none run out, or waived for that day."
        ),
        measure_share,
        unit=Unit.PERCENT,
        direction=Direction.HIGHER,
        minimum_sample=5,
        subjects=frozenset({PROGRAMME, OFFICE, ROLE}),
        rows=listing.clearance_rows,
    ),
    metric(
        "certificates_expiring",
        gettext_lazy("Certificates running out"),
        gettext_lazy("Valid certificates that run out within 90 days of the day, of the people who belong to the office then."),
        counting(counts.expiring),
        rows=listing.certificate_rows,
    ),
    metric(
        "proxy_open",
        gettext_lazy("Proxy permits open"),
        gettext_lazy("Permits under which a clerk may type for somebody on that day."),
        counting(counts.proxies_open),
        rows=listing.open_permit_rows,
    ),
    metric(
        "proxy_past_end",
        gettext_lazy("Proxy permits past their end"),
        gettext_lazy(
            "Clerk and person whose last permit is over while both still belong to the office. What the clerk types for the person "
            "from then on is a breach."
        ),
        counting(counts.proxies_past),
        rows=listing.past_permit_rows,
    ),
    metric(
        "access_without_clearance",
        gettext_lazy("Access without clearance"),
        gettext_lazy(
            "Active CRM accounts of people who were not cleared, by the last comparison on or before the day. Accounts whose access was "
            "reported as taken away are not counted."
        ),
        counting(counts.uncleared_access),
        rows=listing.access_rows,
    ),
)


def role_names(actor: Actor) -> Mapping[int, str]:
    return {pk: role for role, pk in role_ids().items()} if allows(actor, Verb.VIEW, "clearance_figures") else {}


def register() -> None:
    """Called once when the room is ready."""
    metrics.register_names(metrics.SubjectNames(ROLE, role_names))
    metrics.register(*METRICS)
