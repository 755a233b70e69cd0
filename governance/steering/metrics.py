"""This room's entries in the metric registry: ballots open past their day, and matters with a named authority."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from governance.core.actor import Actor
from governance.core.metrics import Direction, Measurement, Metric, Rows, Subject, SubjectKind, Unit, register
from governance.steering import selectors
from governance.steering.authority import resolve
from governance.steering.matters import Matter
from governance.steering.models import Ballot, CharterSigning, Closing

PROGRAMME = SubjectKind.PROGRAMME
Found = Mapping[tuple[Subject, date], Measurement]


def ballots_known(known_at: datetime | None) -> list[tuple[Ballot, date, date | None]]:
    """Each ballot with the day it was opened and the day it was closed, as far as known."""
    closings = Closing.objects.all() if known_at is None else Closing.objects.filter(recorded_at__lte=known_at)
    closed = {ballot: timezone.localdate(at) for ballot, at in closings.values_list("ballot_id", "recorded_at")}
    rows = Ballot.objects.known_at(known_at).select_related("committee").order_by("due_on", "pk")
    return [(row, timezone.localdate(row.recorded_at), closed.get(row.pk)) for row in rows]


def open_on(day: date, known: list[tuple[Ballot, date, date | None]]) -> list[Ballot]:
    return [ballot for ballot, opened, closed in known if opened <= day and (closed is None or closed > day)]


def overdue(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Found:
    known = ballots_known(known_at)
    newest = max((ballot.recorded_at for ballot, _opened, _closed in known), default=None)
    found: dict[tuple[Subject, date], Measurement] = {}
    for day in days:
        standing = open_on(day, known)
        late = Decimal(sum(ballot.due_on < day for ballot in standing))
        measured = Measurement(late, late, Decimal(len(standing)), len(standing), newest)
        found |= {(subject, day): measured for subject in subjects}
    return found


def overdue_rows(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    late = [ballot for ballot in open_on(day, ballots_known(known_at)) if ballot.due_on < day]
    cells = [(ballot.question, str(ballot.committee), ballot.due_on) for ballot in late]
    return Rows([pgettext("a ballot", "Question"), _("Committee"), _("Last day to vote")], cells)


def matters_named(subjects: Sequence[Subject], days: Sequence[date], known_at: datetime | None) -> Found:
    held = selectors.record(known_at)
    signings = CharterSigning.objects.all() if known_at is None else CharterSigning.objects.filter(recorded_at__lte=known_at)
    newest = signings.order_by("-recorded_at").values_list("recorded_at", flat=True).first()
    found: dict[tuple[Subject, date], Measurement] = {}
    for day in days:
        named, total = Decimal(sum(resolve(held, matter, day).named for matter in Matter)), Decimal(len(Matter))
        measured = Measurement(100 * named / total, named, total, len(Matter), newest)
        found |= {(subject, day): measured for subject in subjects}
    return found


def matters_rows(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    cells = [(found.matter.label, found.named, found.explanation) for found in selectors.authorities(day, known_at)]
    return Rows([_("Matter"), _("Named"), _("Why")], cells)


register(
    Metric(
        "steering.ballots_overdue",
        gettext_lazy("Ballots open past their day"),
        gettext_lazy("Ballots whose last day to vote has passed and that nobody has closed, of all that were open."),
        Unit.COUNT,
        Direction.LOWER,
        0,
        frozenset({PROGRAMME}),
        overdue,
        overdue_rows,
        what="ballot",
        rows_what="ballot",
    ),
    Metric(
        "steering.matters_named",
        gettext_lazy("Matters with a named authority"),
        gettext_lazy("Of all matters, the share for which a signed charter names a committee, or a person who still holds the role."),
        Unit.PERCENT,
        Direction.HIGHER,
        0,
        frozenset({PROGRAMME}),
        matters_named,
        matters_rows,
        what="charter",
        rows_what="charter",
    ),
)
