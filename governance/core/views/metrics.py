"""A page per metric: how it is computed, its value for a subject and a day as known at an instant, and the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import itemgetter
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import metrics, written
from governance.core.actor import Actor
from governance.core.dates import DayField
from governance.core.errors import NotAllowed
from governance.core.known import InstantField
from governance.core.metrics import Direction, Measurement, Metric, Subject, SubjectKind
from governance.core.pages import Request, needs
from governance.core.permissions import TABLE, Reach, Verb
from governance.core.roles import Role
from governance.core.tables import Column, Empty, Table

WEEKS_SHOWN = 8
DIRECTIONS = {
    Direction.HIGHER: gettext_lazy("more is better"),
    Direction.LOWER: gettext_lazy("less is better"),
    Direction.NEUTRAL: gettext_lazy("neither more nor less is better"),
}
REACHES = {
    Reach.ALL: "%(role)s",
    Reach.OFFICE: gettext_lazy("%(role)s (own office)"),
    Reach.OWN: gettext_lazy("%(role)s (own figures)"),
}


@dataclass(frozen=True)
class Point:
    """The value on one earlier day."""

    day: date
    found: Measurement


def readers(what: str) -> str:
    """Who may see this object, in words."""
    rights = TABLE[what].get(Verb.VIEW, {})
    return written.together(str(REACHES[reach]) % {"role": Role(role).label} for role, reach in rights.items())


def subjects_for(metric: Metric, actor: Actor) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the reader may ask this metric about, grouped by kind: for the field of choices."""
    groups = []
    for kind in SubjectKind:
        if kind in metric.subjects:
            named = metrics.named(kind, actor).items()
            seen = [(f"{kind.value}:{key}", name) for key, name in named if metrics.may_see(metric, Subject(kind, key), actor)]
            if seen:
                groups.append((str(kind.label), seen))
    return groups


class AskForm(forms.Form):
    """About what, for which day, as known when."""

    subject = forms.ChoiceField(label=gettext_lazy("About"))
    day = DayField(label=gettext_lazy("Day"))
    known_at = InstantField(label=gettext_lazy("As known on"), required=False)

    def __init__(self, *args: Any, subjects: list[tuple[str, list[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = subjects  # type: ignore[attr-defined]

    def asked(self) -> tuple[Subject, date, datetime | None]:
        kind, key = self.cleaned_data["subject"].split(":")
        return Subject(SubjectKind(kind), int(key)), self.cleaned_data["day"], self.cleaned_data["known_at"]


@needs(Verb.VIEW, "metric")
def index(request: Request) -> HttpResponseBase:
    """All metrics, with what each is about."""
    columns = [
        Column("label", gettext_lazy("Metric"), link=lambda metric: reverse("core:metric", args=[metric.code])),
        Column("subjects", gettext_lazy("About"), value=lambda metric: written.together(kinds(metric)), nowrap=True),
        Column("unit", gettext_lazy("Unit"), value=lambda metric: metric.unit.label),
        Column("minimum_sample", gettext_lazy("Least sample"), numeric=True),
        Column("explanation", gettext_lazy("How it is computed"), sort=False, phone="foot"),
    ]
    empty = Empty(gettext_lazy("No figures are registered"), icon="gauge")
    shown = Table(request, columns, metrics.registered(), order="label", empty=empty, filename="metrics", compact=15)
    return shown.export() or render(request, "core/metrics.html", {"table": shown})


def kinds(metric: Metric) -> list[str]:
    return [str(kind.label) for kind in SubjectKind if kind in metric.subjects]


@needs(Verb.VIEW, "metric")
def detail(request: Request, code: str) -> HttpResponseBase:
    """One metric; with a subject and a day also its value and the rows behind it."""
    actor: Actor = request.actor
    metric = metrics.get(code)
    subjects = subjects_for(metric, actor)
    form = AskForm(question(request, subjects), subjects=subjects)
    context: dict[str, Any] = {"metric": metric, "form": form, "subjects": subjects, "facts": facts(metric)}
    if subjects and form.is_valid():
        subject, day, known_at = form.asked()
        shown = rows_table(request, metric, subject, day, known_at)
        if shown and (download := shown.export()):
            return download
        context |= answer(metric, subject, day, known_at, actor) | {"table": shown, "known_at": known_at}
    return render(request, "core/metric.html", context)


def question(request: Request, subjects: list[tuple[str, list[tuple[str, str]]]]) -> dict[str, str]:
    """What was asked; unasked, the first subject and today."""
    asked = request.GET
    first = subjects[0][1][0][0] if subjects else ""
    today = timezone.localdate(request.now).isoformat()
    return {
        "subject": asked.get("subject") or first,
        "day": asked.get("day") or today,
        "known_at": asked.get("known_at", ""),
    }


def facts(metric: Metric) -> list[tuple[str, str]]:
    """What stands in the registry about a metric."""
    least = written.number(metric.minimum_sample) if metric.minimum_sample else _("none")
    rows_seen = readers(metric.rows_what) if metric.rows else _("nobody: there are no rows behind it")
    return [
        (_("Code"), metric.code),
        (_("About"), written.together(kinds(metric))),
        (_("Unit"), str(metric.unit.label)),
        (_("Direction"), str(DIRECTIONS[metric.direction])),
        (_("Least sample"), least),
        (_("Who sees the value"), readers(metric.what)),
        (_("Who sees the rows behind it"), rows_seen),
    ]


def answer(metric: Metric, subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> dict[str, Any]:
    """The value of the day and of the weeks before it, in one call to the metric."""
    days = [day - timedelta(weeks=back) for back in range(WEEKS_SHOWN)]
    found = metrics.measure(metric.code, [subject], days, actor=actor, known_at=known_at)
    if (subject, day) not in found:
        raise NotAllowed(_("Your roles do not include this figure."))
    points = [Point(each, found[subject, each]) for each in days if (subject, each) in found]
    return {
        "found": found[subject, day],
        "points": points,
        "too_few": found[subject, day].value is not None and found[subject, day].sample < metric.minimum_sample,
        "arithmetic": arithmetic(metric, found[subject, day]),
        "subject_name": metrics.named(subject.kind, actor).get(subject.id, ""),
        "day": day,
    }


def arithmetic(metric: Metric, found: Measurement) -> str:
    """`12 ÷ 20 = 60.0%`, where the value is that quotient."""
    if found.value is None or found.numerator is None or not found.denominator:
        return ""
    quotient = found.numerator / found.denominator * (100 if metric.unit == "percent" else 1)
    if abs(quotient - found.value) > Decimal("0.05"):
        return ""
    parts = (written.number(found.numerator), written.number(found.denominator), written.figure(found.value, metric.unit))
    return "{} ÷ {} = {}".format(*parts)


def rows_table(request: Request, metric: Metric, subject: Subject, day: date, known_at: datetime | None) -> Table | None:
    """The rows behind a value as a table, or None where the reader may see the value only."""
    actor: Actor = request.actor
    try:
        behind = metrics.rows(metric.code, subject, day, actor=actor, known_at=known_at)
    except NotAllowed:
        return None
    columns = [
        Column(f"c{place}", label, value=itemgetter(place), numeric=figures(behind.cells, place))
        for place, label in enumerate(behind.columns)
    ]
    empty = Empty(gettext_lazy("No rows stand behind this value"), icon="list-details")
    return Table(request, columns, behind.cells, name="rows", empty=empty, compact=15, filename=f"{metric.code}-{day.isoformat()}")


def figures(cells: Any, place: int) -> bool:
    """Whether a column holds figures: its first filled cell does."""
    first = next((row[place] for row in cells if row[place] not in (None, "")), None)
    return isinstance(first, int | float | Decimal) and not isinstance(first, bool)
