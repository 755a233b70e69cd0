"""This room's entries in the metric registry: signatures against those who must sign, and how many sanctions are under way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core.actor import Actor
from governance.core.errors import Text
from governance.core.metrics import Direction, Measurement, Metric, Rows, Subject, SubjectKind, Unit, register
from governance.core.permissions import Verb, scope
from governance.core.reading import once
from governance.organisation.models import Office
from governance.organisation.selectors import office_parents, people_names
from governance.policies.models import Policy, SanctionEvent, Signature
from governance.policies.rules import sanctions
from governance.policies.rules.signing import Standing
from governance.policies.selectors import Line, lines
from governance.policies.states import SanctionStep

PROGRAMME, OFFICE = SubjectKind.PROGRAMME, SubjectKind.OFFICE
Found = Mapping[tuple[Subject, date], Measurement]
Figure = Callable[[Sequence[Line]], Measurement]


def over(figure: Figure) -> Callable[[Sequence[Subject], Sequence[date], datetime | None], Found]:
    """A measure from a figure of the lines of a subject: who must sign which policy in force that day. Offices count those below them."""

    def measure(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Found:
        parents = office_parents(known_at)
        newest = newest_signature(known_at)
        found: dict[tuple[Subject, date], Measurement] = {}
        for day in days:
            grouped: dict[int, list[Line]] = defaultdict(list)
            everything = lines(day, known_at)
            for line in everything:
                grouped[line.office_id].append(line)
            for subject in subjects:
                mine = everything
                if subject.kind == OFFICE:
                    mine = [line for office in Office.below([subject.id], parents) for line in grouped[office]]
                found[subject, day] = stamped(figure(mine), newest)
        return found

    return measure


@once
def newest_signature(known_at: datetime | None) -> datetime | None:
    rows = Signature.objects.all() if known_at is None else Signature.objects.filter(recorded_at__lte=known_at)
    return rows.order_by("-recorded_at").values_list("recorded_at", flat=True).first()


def stamped(found: Measurement, newest: datetime | None) -> Measurement:
    return Measurement(found.value, found.numerator, found.denominator, found.sample, newest, found.absent)


def nothing_to_sign() -> Measurement:
    return Measurement(None, absent=_("No policy in force is addressed to anybody here."))


def signed_share(rows: Sequence[Line]) -> Measurement:
    if not rows:
        return nothing_to_sign()
    signed, total = Decimal(sum(row.standing == Standing.SIGNED for row in rows)), Decimal(len(rows))
    return Measurement(100 * signed / total, signed, total, len({row.person_id for row in rows}))


def open_signatures(rows: Sequence[Line]) -> Measurement:
    """Not signed, and those who have to sign again while their older signature still counts."""
    return counted(rows, [row for row in rows if row.standing != Standing.SIGNED or row.carried_until is not None])


def overdue(rows: Sequence[Line]) -> Measurement:
    return counted(rows, [row for row in rows if row.standing == Standing.OVERDUE])


def counted(rows: Sequence[Line], which: Sequence[Line]) -> Measurement:
    if not rows:
        return nothing_to_sign()
    number, total = Decimal(len(which)), Decimal(len(rows))
    return Measurement(number, number, total, len({row.person_id for row in rows}))


def sanctions_open(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Found:
    """Cases proposed by that day and not ended by it."""
    events = SanctionEvent.objects.order_by("pk")
    events = events if known_at is None else events.filter(recorded_at__lte=known_at)
    rows = list(events.values_list("sanction_id", "step", "on"))
    found: dict[tuple[Subject, date], Measurement] = {}
    for day in days:
        steps: dict[int, set[SanctionStep]] = defaultdict(set)
        for case, step, on in rows:
            if on <= day:
                steps[case].add(SanctionStep(step))
        number = Decimal(sum(sanctions.is_open(taken) for taken in steps.values()))
        found |= {(subject, day): Measurement(number, number, Decimal(len(steps)), len(steps)) for subject in subjects}
    return found


def listed(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    """Who must sign what, of the offices whose lists the reader may read; people by the name the reader may know."""
    parents = office_parents(known_at)
    here = Office.below([subject.id], parents) if subject.kind == OFFICE else frozenset(parents)
    reached = scope(actor, Verb.VIEW, "signature_list")
    rows = [line for line in lines(day, known_at) if line.office_id in here and reached.reaches(line.office_id)]
    names = people_names({line.person_id for line in rows}, actor)
    titles = {policy.pk: str(policy) for policy in Policy.objects.all()}
    offices = {office.pk: str(office) for office in Office.objects.filter(pk__in={line.office_id for line in rows})}
    cells = [(names[line.person_id], offices[line.office_id], titles[line.issue.policy_id], line.due, line.signed_on) for line in rows]
    return Rows(
        [_("Person"), _("Office"), _("Policy"), _("Sign by"), _("Signed on")], sorted(cells, key=lambda row: (row[1], row[0], row[2]))
    )


def metric(code: str, label: Text, explanation: Text, unit: Unit, direction: Direction, figure: Figure) -> Metric:
    subjects = frozenset({PROGRAMME, OFFICE})
    return Metric(f"policies.{code}", label, explanation, unit, direction, 1, subjects, over(figure), listed, rows_what="signature_list")


register(
    metric(
        "signed_share",
        gettext_lazy("Policies signed"),
        gettext_lazy("Of all pairs of a person and a policy in force that is addressed to them, the share with a signature that counts."),
        Unit.PERCENT,
        Direction.HIGHER,
        signed_share,
    ),
    metric(
        "open_signatures",
        gettext_lazy("Signatures still open"),
        gettext_lazy("Pairs of a person and a policy without a signature, and those who have to sign a new version again."),
        Unit.COUNT,
        Direction.LOWER,
        open_signatures,
    ),
    metric(
        "overdue",
        gettext_lazy("Signatures overdue"),
        gettext_lazy("Pairs without a signature whose last day has passed; people on leave that day are not counted."),
        Unit.COUNT,
        Direction.LOWER,
        overdue,
    ),
    Metric(
        "policies.sanctions_open",
        gettext_lazy("Sanctions under way"),
        gettext_lazy("Cases proposed and neither in effect nor lifted nor dropped. Only their number is told."),
        Unit.COUNT,
        Direction.NEUTRAL,
        1,
        frozenset({PROGRAMME}),
        sanctions_open,
    ),
)
