"""Values of people: typing them in office by office, and one person's months for those few who may see them."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core.errors import NotFound
from governance.core.known import known_at
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.core.tables import Column, Empty, Table
from governance.organisation.models import Membership, Office, Person
from governance.organisation.selectors import names_for, offices_for
from rollout.kpis import actions, saying
from rollout.kpis.actions import Entered, PersonEntry
from rollout.kpis.models import Kpi, KpiState
from rollout.kpis.rules import later
from rollout.kpis.selectors.people import PersonMonth, person_months, within_reach
from rollout.kpis.selectors.values import values_of_people
from rollout.kpis.views.months import kept_badge, kept_words
from rollout.kpis.views.values import KINDS, Cell, about_month, asked_month, by_row, cell_of, taken_in
from rollout.staging.selectors import local_day

WHAT = "person_kpi"


@needs(Verb.CHANGE, WHAT)
def enter(request: Request, pk: int) -> HttpResponseBase:
    """One KPI and month for the people of one office."""
    kpi = get_object_or_404(Kpi.objects.exclude(state=KpiState.RETIRED).filter(per_person=True), pk=pk)
    month = asked_month(request)
    offices = list(offices_for(request.actor, Verb.CHANGE, WHAT).branches().order_by("code"))
    office = next((one for one in offices if str(one.pk) == request.GET.get("office")), offices[0] if offices else None)
    people = members(office, month) if office else []
    found = values_of_people([kpi.pk], [person.pk for person in people], month, month)
    cells = [cell_of(kpi, person, month, kind, found) for person in people for kind in KINDS]

    def save(changed: list[Cell]) -> Entered:
        entries = [PersonEntry(kpi.pk, cell.of.pk, month, cell.kind, cell.value) for cell in changed]
        return actions.enter_of_people(entries, actor=request.actor, at=request.now, reason=request.POST.get("reason", ""))

    refused = taken_in(request, cells, save) if request.method == "POST" else ""
    if refused is None and office:
        return redirect(f"{reverse('kpis:enter_people', args=[kpi.pk])}?month={month:%Y-%m-%d}&office={office.pk}")
    named = {"people": True, "office": office, "offices": offices, "refused": refused}
    context = {"kpi": kpi, "rows": by_row(cells, names_for(people, request.actor))} | named
    wrong = bool(refused) or any(cell.error for cell in cells)
    return render(request, "kpis/enter.html", context | about_month(request, month), status=422 if wrong else 200)


def members(office: Office, month: date) -> list[Person]:
    """Who belonged to the office on some day of the month, by pseudonym."""
    there = Membership.objects.current().during(month, later(month, 1) - timedelta(days=1)).filter(office=office, person__confirmed=True)
    return list(Person.objects.filter(pk__in=there.values("person")).select_related("identity").order_by("pseudonym"))


@needs(Verb.VIEW, WHAT)
def of_person(request: Request, person_id: int) -> HttpResponseBase:
    """One person's values month by month: for the person, their head, human resources and the project office."""
    person = Person.objects.select_related("identity").filter(pk=person_id).first()
    if person is None or not within_reach(person.pk, request.actor, local_day(request.now)):
        raise NotFound(_("There is no such person, or their values are not yours to see."))
    instant = known_at(request)
    table = months_table(request, person_months(person.pk, instant), person)
    mine = request.actor.person_id == person.pk
    name = "" if mine else names_for([person], request.actor)[person.pk]
    context = {"table": table, "mine": mine, "name": name, "known_at": instant}
    return table.export() or render(request, "kpis/person.html", context)


def months_table(request: Request, rows: list[PersonMonth], person: Person) -> Table:
    columns = [
        Column("kpi", _("KPI"), lambda row: str(row.kpi)),
        Column("month", _("Month"), lambda row: row.month, show=lambda row: saying.month(row.month)),
        Column("actual", _("Actual"), lambda row: row.actual, show=lambda row: saying.amount(row.kpi, row.actual), numeric=True),
        Column("plan", _("Plan"), lambda row: row.plan, show=lambda row: saying.amount(row.kpi, row.plan), numeric=True),
        Column("baseline", _("Baseline"), lambda row: row.baseline, show=lambda row: saying.amount(row.kpi, row.baseline), numeric=True),
        Column(
            "kept",
            _("Plan kept"),
            lambda row: kept_words(row.kpi.better, row.actual, row.plan),
            show=lambda row: kept_badge(row.kpi.better, row.actual, row.plan),
        ),
        Column("recorded_at", _("Recorded at"), lambda row: row.recorded_at),
    ]
    empty = Empty(_("No values yet"), _("Values of people come from a file or are typed in by the project office."), icon="chart-bar")
    return Table(request, columns, rows, name="months", order="-month", empty=empty, filename=f"kpis-{person.pseudonym}", per_page=100)
