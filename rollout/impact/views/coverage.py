"""Joined systems: which share of the customers with business is in the CRM, and from when there is no order without a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.columns import Column, Empty
from governance.core.errors import NotFound
from governance.core.known import known_at
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows, require
from governance.core.tables import Table, status
from governance.organisation.models import Office
from governance.organisation.selectors import offices_for
from governance.organisation.views.acting import Ask, ask
from rollout.impact import coverage_charts
from rollout.impact.actions import joined, lists
from rollout.impact.forms.joined import OrderStopForm
from rollout.impact.forms.migration import CoverageListsForm
from rollout.impact.models import ListPair, OrderStop, PairState, Purpose
from rollout.impact.rules.coverage import Checked, answering
from rollout.impact.selectors.joined import checks, order_stops
from rollout.impact.views.batches import GONE_SOON
from rollout.staging.forms import ReasonForm
from rollout.staging.selectors import go_live_dates

WHAT = "coverage"


@dataclass(frozen=True)
class Line:
    """One office in the overview."""

    office: Office
    check: Checked | None
    stop: OrderStop | None
    today: date

    @property
    def url(self) -> str:
        return reverse("impact:coverage_office", args=[self.office.pk])

    @property
    def share(self) -> float | None:
        return None if self.check is None or self.check.share is None else float(100 * self.check.share)

    @property
    def state(self) -> Any:
        """Whether “no record, no order” holds, comes, or is not set."""
        if self.stop is None or self.stop.first_day is None:
            return status("none", _("not set"))
        if self.stop.first_day <= self.today:
            return status("good", _("in force since %(day)s") % {"day": written.day(self.stop.first_day)})
        return status("info", _("from %(day)s") % {"day": written.day(self.stop.first_day)})


@needs(Verb.VIEW, WHAT)
def coverage(request: Request) -> HttpResponseBase:
    """Every office in the rollout the reader may see."""
    instant = known_at(request)
    today = timezone.localdate(instant or request.now)
    held, stops, live = checks(instant), order_stops(instant), go_live_dates(instant)
    offices = [
        office
        for office in offices_for(request.actor, Verb.VIEW, WHAT).filter(kind="office", closed_on__isnull=True).order_by("code")
        if office.pk in held or office.pk in stops or (office.pk in live and live[office.pk] <= today)
    ]
    rows = [Line(office, answering(held.get(office.pk, ()), today), stops.get(office.pk), today) for office in offices]
    may = allows(request.actor, Verb.IMPORT, WHAT) and instant is None
    columns = [
        Column(
            "name", _("Office"), value=lambda row: str(row.office), link=lambda row: reverse("impact:coverage_office", args=[row.office.pk])
        ),
        Column("share", _("In the CRM"), numeric=True, percent=True, decimals=1),
        Column("customers", _("Customers with business"), value=lambda row: row.check and row.check.customers, numeric=True),
        Column("lacking", _("Lacking"), value=lambda row: row.check and row.check.lacking, numeric=True),
        Column("period", _("Period"), value=lambda row: row.check and row.check.last_day, show=lambda row: period(row.check)),
        Column("stop", _("No record, no order"), value=lambda row: row.stop and row.stop.first_day, show=lambda row: row.state),
    ]
    text = _("Send in who ordered or paid in a period, and who is in the CRM. Each live office then sees how many customers are lacking.")
    empty = Empty(
        _("No office is live yet"), text, reverse("impact:coverage_new") if may else "", _("Compare customer lists"), "users-group"
    )
    table = Table(request, columns=columns, rows=rows, name="coverage", order="name", empty=empty, filename="coverage", per_page=100)
    told = [row.check for row in rows if row.check]
    waiting = ListPair.objects.filter(purpose=Purpose.COVERAGE, state__in=[PairState.SENT, PairState.COMPARED]) if may else ()
    context = {
        "table": table,
        "may_import": may,
        "known_at": instant,
        "customers": sum(one.customers for one in told),
        "found": sum(one.found for one in told),
        "offices": len(told),
        "silent": len(rows) - len(told),
        "waiting": waiting,
    }
    return table.export() or render(request, "impact/coverage.html", context)


def period(check: Checked | None) -> str:
    return written.DASH if check is None else f"{written.day(check.first_day)} – {written.day(check.last_day)}"


def fetch_office(request: Request, pk: int, verb: Verb = Verb.VIEW, what: str = WHAT) -> Office:
    office: Office | None = offices_for(request.actor, Verb.VIEW, what).filter(pk=pk).first()
    if office is None:
        raise NotFound(_("There is no such office, or none you may know of."))
    require(request.actor, verb, what, office_id=office.pk)
    return office


@needs(Verb.VIEW, WHAT)
def office(request: Request, pk: int) -> HttpResponse:
    """One office: its checks over time, what is lacking, and “no record, no order”."""
    of, instant = fetch_office(request, pk), known_at(request)
    today = timezone.localdate(instant or request.now)
    own = checks(instant, offices=[of.pk]).get(of.pk, [])
    stop = order_stops(instant, offices=[of.pk]).get(of.pk)
    may_set = instant is None and allows(request.actor, Verb.CHANGE, "order_stop", office_id=of.pk)
    entries = OrderStop.objects.filter(office=of).select_related("policy").order_by("-recorded_at", "-pk")
    context = {
        "office": of,
        "known_at": instant,
        "check": answering(own, today),
        "latest": own[-1] if own else None,
        "checks": list(reversed(own)),
        "trend": coverage_charts.trend(own, get_language() or "en") if len(own) > 1 else None,
        "line": Line(of, None, stop, today),
        "stop": stop,
        "may_read_policy": allows(request.actor, Verb.VIEW, "policy"),
        "entries": entries if instant is None else entries.filter(recorded_at__lte=instant),
        "may_set": may_set,
        "may_lift": may_set and stop is not None,
        "may_import": instant is None and allows(request.actor, Verb.IMPORT, WHAT),
        "files": files(request, own),
    }
    return render(request, "impact/coverage_office.html", context)


def files(request: Request, own: list[Checked]) -> dict[int, ListPair]:
    """Check → the lists it came from, for who sees all offices: the rows of others stand in them too."""
    if not allows(request.actor, Verb.IMPORT, WHAT):
        return {}
    return {row.pk: row for row in ListPair.objects.filter(checks__pk__in=[one.pk for one in own]).distinct()}


@needs(Verb.IMPORT, WHAT)
def new(request: Request) -> HttpResponse:
    form: list[CoverageListsForm] = []

    def build(*args: Any, **options: Any) -> CoverageListsForm:
        form.append(CoverageListsForm(*args, **options))
        return form[-1]

    def act(*, first: Any, second: Any, actor: Any, at: Any, **typed: Any) -> HttpResponse:
        named = {"first": first, "first_name": first.name, "second": second, "second_name": second.name}
        days = (typed["first_day"], typed["last_day"])
        return redirect(lists.send_lists(**named, period=days, office=typed["office"], reading=form[-1].reading, actor=actor, at=at))

    back = reverse("impact:coverage")
    words = Ask(_("Compare customer lists"), _("Send in"), back, GONE_SOON, [(_("Joined systems"), back)])
    last = timezone.localdate(request.now).replace(day=1) - timedelta(days=1)
    options: dict[str, Any] = {"files": request.FILES} if request.method == "POST" else {}
    initial = {"first_day": last.replace(day=1), "last_day": last}
    return ask(request, build, words, act, initial=initial, **options)


def order_words(of: Office, heading: str, submit: str, **options: Any) -> Ask:
    back = reverse("impact:coverage_office", args=[of.pk])
    return Ask(heading, submit, back, crumbs=[(_("Joined systems"), reverse("impact:coverage")), (str(of), back)], **options)


@needs(Verb.CHANGE, "order_stop")
def enforce(request: Request, pk: int) -> HttpResponse:
    of = fetch_office(request, pk, Verb.CHANGE, "order_stop")
    lead = _("From that day the office takes no order and no payment of a customer who is not in the CRM.")
    words = order_words(of, _("No record, no order"), _("Set the day"), lead=lead, done=_("The day is set."))
    return ask(request, OrderStopForm, words, lambda **typed: joined.enforce(office=of, **typed))


@needs(Verb.CHANGE, "order_stop")
def lift(request: Request, pk: int) -> HttpResponse:
    of = fetch_office(request, pk, Verb.CHANGE, "order_stop")
    words = order_words(of, _("Lift “no record, no order”"), _("Lift it"), danger=True, done=_("It is no longer enforced."))
    return ask(request, ReasonForm, words, lambda **typed: joined.lift(office=of, **typed))
