"""Migration batches: the list, one batch with its verdict, and each step it takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import written
from governance.core.columns import Column, Empty
from governance.core.errors import NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows, scope
from governance.core.tables import Table, status
from governance.organisation.views.acting import Ask, ask
from rollout.impact import telling
from rollout.impact.actions import lists, migration
from rollout.impact.forms.migration import BatchForm, EndForm, ListsForm, RepeatForm, StartForm, ToleranceForm
from rollout.impact.models import MigrationBatch
from rollout.impact.rules.batches import BATCH_MOVES, BatchState
from rollout.impact.rules.reconciling import COUNTS, Tolerance
from rollout.staging.forms import ReasonForm

WHAT = "migration"
BADGES = {
    BatchState.PLANNED: "none",
    BatchState.FIXED: "info",
    BatchState.RUNNING: "watch",
    BatchState.LOADED: "watch",
    BatchState.PASSED: "good",
    BatchState.FAILED: "bad",
    BatchState.REPEATED: "none",
    BatchState.WITHDRAWN: "none",
}


def batch_badge(state: str) -> Any:
    return status(BADGES[BatchState(state)], BatchState(state).label)


def seen(request: Request) -> Any:
    """The batches this reader may know of."""
    return MigrationBatch.objects.within(scope(request.actor, Verb.VIEW, WHAT))


def fetch(request: Request, pk: int) -> MigrationBatch:
    found: MigrationBatch | None = seen(request).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such migration batch, or none you may know of."))
    return found


@needs(Verb.VIEW, WHAT)
def batches(request: Request) -> HttpResponseBase:
    """Every batch and how it stands."""
    may = allows(request.actor, Verb.CHANGE, WHAT)
    columns = [
        Column("what", _("Batch"), value=str, sort="what", search="what", link=lambda row: row.get_absolute_url()),
        Column("state", _("State"), choices=BatchState.choices, where="state", show=lambda row: batch_badge(row.state)),
        Column("window_start", _("Window from"), sort="window_start", nowrap=True),
        Column("window_end", _("Window to"), sort="window_end", nowrap=True),
        Column("planned_count", _("Planned"), sort="planned_count", numeric=True),
        Column("loaded_count", _("Loaded"), sort="loaded_count", numeric=True),
        Column("failing", _("Why it failed"), value=why),
    ]
    text = _("Plan a batch outside business hours, say beforehand what may differ, and reconcile it with two lists after the run.")
    empty = Empty(_("No migration batch yet"), text, reverse("impact:batch_new") if may else "", _("Plan a batch"), "database-import")
    rows = seen(request)
    table = Table(request, columns=columns, rows=rows, name="batches", order="-window_start", empty=empty, filename="migration-batches")
    open_ones = rows.filter(state__in=[BatchState.RUNNING, BatchState.LOADED, BatchState.FAILED]).count()
    context = {"table": table, "may_change": may, "open": open_ones, "all": rows.count()}
    return table.export() or render(request, "impact/batches.html", context)


def why(batch: MigrationBatch) -> str:
    """The checks that failed, in words."""
    failing = telling.verdict_of(batch.verdict or ()).failing
    return written.together(telling.line(found).label for found in failing)


@needs(Verb.VIEW, WHAT)
def batch(request: Request, pk: int) -> HttpResponse:
    """One batch: where it stands, what decides it, what was found."""
    found = fetch(request, pk)
    limits = found.limits
    hours = [(office, _("%(opens)s to %(closes)s, %(zone)s") % clock(office)) for office in found.offices.order_by("code")]
    may = allows(request.actor, Verb.CHANGE, WHAT)
    facts = [
        (_("Source"), found.source),
        (_("Window"), _("%(from)s to %(to)s") % {"from": written.moment(found.window_start), "to": written.moment(found.window_end)}),
        (_("Records planned"), written.number(found.planned_count)),
        (_("Records reported as loaded"), written.number(found.loaded_count)),
        (_("Tolerance fixed"), written.moment(found.fixed_at)),
        (_("Run"), _("%(from)s to %(to)s") % {"from": written.moment(found.started_at), "to": written.moment(found.finished_at)}),
    ]
    context = {
        "batch": found,
        "badge": batch_badge(found.state),
        "facts": facts,
        "hours": hours,
        "limits": [(check.label, limits.allowed.get(check, 0)) for check in COUNTS] if limits else [],
        "totals": limits.totals if limits else (),
        "lines": [telling.line(one) for one in telling.verdict_of(found.verdict or ()).findings],
        "failing": [telling.line(one).label for one in telling.verdict_of(found.verdict or ()).failing],
        "overran": found.finished_at is not None and found.finished_at > found.window_end,
        "pairs": found.lists.order_by("-sent_at", "-pk"),
        "steps": [(row, row.get_to_state_display()) for row in found.moves.order_by("-recorded_at", "-pk")],
        "again": MigrationBatch.objects.filter(repeats=found).first(),
        "may": may,
        "may_import": allows(request.actor, Verb.IMPORT, WHAT),
        "next": next_step(found) if may else None,
        "moves": [(url, label) for to, url, label in ways(found) if to in BATCH_MOVES[BatchState(found.state)]] if may else [],
    }
    return render(request, "impact/batch.html", context)


def clock(office: Any) -> dict[str, str]:
    opens, closes = office.hours
    return {"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}", "zone": office.time_zone}


def next_step(found: MigrationBatch) -> tuple[str, str] | None:
    """(address, words) of what comes next."""
    steps = {
        BatchState.PLANNED: ("impact:batch_tolerance", _("Fix the tolerance")),
        BatchState.FIXED: ("impact:batch_start", _("The run begins")),
        BatchState.RUNNING: ("impact:batch_end", _("The run has ended")),
        BatchState.LOADED: ("impact:batch_lists", _("Send in the two lists")),
        BatchState.FAILED: ("impact:batch_repeat", _("Plan it again")),
    }
    name, label = steps.get(BatchState(found.state), ("", ""))
    return (reverse(name, args=[found.pk]), label) if name else None


def ways(found: MigrationBatch) -> list[tuple[BatchState, str, str]]:
    """Other steps, beside the next one."""
    listed = [(BatchState.PLANNED, "impact:batch_replan", _("Change the plan"))]
    if found.state == BatchState.FIXED:
        listed.append((BatchState.FIXED, "impact:batch_tolerance", _("Fix another tolerance")))
    if found.state in (BatchState.RUNNING, BatchState.LOADED):
        listed.append((BatchState.FAILED, "impact:batch_give_up", _("Give the run up")))
    listed.append((BatchState.WITHDRAWN, "impact:batch_withdraw", _("Withdraw")))
    return [(to, reverse(name, args=[found.pk]), label) for to, name, label in listed]


FormOf = Callable[..., forms.Form]
Act = Callable[..., Any]
GONE_SOON = gettext_lazy(
    "Keys are hashed while they are read. The lists themselves are removed as soon as they are compared, at the latest after a day."
)


def asked(
    request: Request, found: MigrationBatch | None, form: FormOf, texts: tuple[str, str], act: Callable[..., Any], **more: Any
) -> HttpResponse:
    """A form about a batch, with its heading and button; afterwards the batch's page."""
    back = found.get_absolute_url() if found else reverse("impact:batches")
    crumbs = [(_("Migration"), reverse("impact:batches")), *([(str(found), back)] if found else [])]
    words = Ask(*texts, back, more.pop("lead", ""), crumbs, more.pop("danger", False), more.pop("done", ""))
    return ask(request, form, words, act, **more)


@needs(Verb.CHANGE, WHAT)
def new(request: Request) -> HttpResponse:
    def act(**typed: Any) -> HttpResponse:
        return redirect(migration.plan_batch(**typed))

    lead = _("Records are moved only while every office they belong to is closed. Another window is refused, with the reason.")
    return asked(request, None, BatchForm, (_("Plan a batch"), _("Plan it")), act, lead=lead)


@needs(Verb.CHANGE, WHAT)
def replan(request: Request, pk: int) -> HttpResponse:
    found = fetch(request, pk)
    fields = ("source", "what", "window_start", "window_end", "planned_count")
    initial = {name: getattr(found, name) for name in fields} | {"offices": list(found.offices.all())}
    lead = _("The tolerance was fixed for the old plan, so it is fixed anew.") if found.state == BatchState.FIXED else ""
    return asked(
        request,
        found,
        BatchForm,
        (_("Change the plan"), _("Save")),
        lambda **typed: migration.replan_batch(found, **typed),
        initial=initial,
        lead=lead,
    )


@needs(Verb.CHANGE, WHAT)
def tolerance(request: Request, pk: int) -> HttpResponse:
    found = fetch(request, pk)
    held: Tolerance | None = found.limits
    form: list[ToleranceForm] = []

    def build(*args: Any, **options: Any) -> ToleranceForm:
        form.append(ToleranceForm(*args, tolerance=held, **options))
        return form[-1]

    def act(*, reason: str, actor: Any, at: Any, **_typed: Any) -> Any:
        return migration.fix_tolerance(found, tolerance=form[-1].tolerance, actor=actor, at=at, reason=reason)

    lead = _("What may differ and the batch still pass. It is said before the run; once the run has begun nobody can change it.")
    return asked(request, found, build, (_("Fix the tolerance"), _("Fix it")), act, lead=lead, done=_("The tolerance is fixed."))


@needs(Verb.CHANGE, WHAT)
def start(request: Request, pk: int) -> HttpResponse:
    found = fetch(request, pk)
    lead = _("From here on the tolerance is locked.")
    act = lambda **typed: migration.start_run(found, **typed)  # noqa: E731
    return asked(request, found, StartForm, (_("The run begins"), _("Begin")), act, lead=lead)


@needs(Verb.CHANGE, WHAT)
def end(request: Request, pk: int) -> HttpResponse:
    found = fetch(request, pk)
    return asked(request, found, EndForm, (_("The run has ended"), _("Record it")), lambda **typed: migration.end_run(found, **typed))


@needs(Verb.CHANGE, WHAT)
def give_up(request: Request, pk: int) -> HttpResponse:
    found = fetch(request, pk)
    lead = _("The batch fails. It can be planned again.")
    act = lambda **typed: migration.give_up(found, **typed)  # noqa: E731
    return asked(request, found, ReasonForm, (_("Give the run up"), _("Give up")), act, lead=lead, danger=True)


@needs(Verb.CHANGE, WHAT)
def repeat(request: Request, pk: int) -> HttpResponse:
    found = fetch(request, pk)

    def act(**typed: Any) -> HttpResponse:
        return redirect(migration.repeat_batch(found, **typed))

    lead = _("The same records in another window. The tolerance is fixed anew, before that run.")
    initial = {"planned_count": found.planned_count}
    return asked(request, found, RepeatForm, (_("Plan it again"), _("Plan it")), act, initial=initial, lead=lead)


@needs(Verb.CHANGE, WHAT)
def withdraw(request: Request, pk: int) -> HttpResponse:
    found = fetch(request, pk)
    act = lambda **typed: migration.withdraw_batch(found, **typed)  # noqa: E731
    return asked(request, found, ReasonForm, (_("Withdraw the batch"), _("Withdraw")), act, danger=True)


@needs(Verb.IMPORT, WHAT)
def send_lists(request: Request, pk: int) -> HttpResponse:
    """The source list and the loaded list of a batch."""
    found = fetch(request, pk)
    form: list[ListsForm] = []

    def build(*args: Any, **options: Any) -> ListsForm:
        form.append(ListsForm(*args, **options))
        return form[-1]

    def act(*, first: Any, second: Any, actor: Any, at: Any, **_typed: Any) -> HttpResponse:
        named = {"first": first, "first_name": first.name, "second": second, "second_name": second.name}
        return redirect(lists.send_lists(**named, batch=found, reading=form[-1].reading, actor=actor, at=at))

    lead = GONE_SOON
    files = {"files": request.FILES} if request.method == "POST" else {}
    return asked(request, found, build, (_("Send in the two lists"), _("Send in")), act, lead=lead, **files)
