"""What is on record at gates: decisions with their evidence, attestations, conditions, overrides."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.core.errors import NotFound
from governance.core.languages import said
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, allows, scope
from governance.core.tables import Column, Empty, Table, status
from governance.steering import naming
from rollout.staging import actions, selectors
from rollout.staging.actions.attesting import speaks_as
from rollout.staging.decision_paper import decision_pdf
from rollout.staging.gate_forms import MetForm
from rollout.staging.gate_lines import ballot_of, of_decision, overrides_of
from rollout.staging.gates import Asks, Verdict
from rollout.staging.gating.facts import Asked, attestation_key, attestations
from rollout.staging.gating.readiness import of_programme, readiness
from rollout.staging.gating.standing import binding
from rollout.staging.models import Attestation, Condition, GateDecision, Override
from rollout.staging.states import PERMITS, Decided
from rollout.staging.views.gate_office import kept
from rollout.staging.views.gate_tabs import tabs

VERDICTS = {Verdict.PASS: "good", Verdict.FAIL: "bad", Verdict.INCONCLUSIVE: "watch"}
OUTCOMES = {
    Decided.GO: "good",
    Decided.CONDITIONAL: "watch",
    Decided.HOLD: "watch",
    Decided.ROLL_BACK: "bad",
    Decided.STOP: "bad",
}


def decisions_for(request: Request) -> Any:
    """The decisions this reader may see."""
    rows = GateDecision.objects.select_related("rollout__office", "rollout__wave__programme", "version__gate", "snapshot")
    reached = scope(request.actor, Verb.VIEW, "gate_decision")
    return rows if reached.everything else rows.filter(rollout__office__in=reached.office_ids)


def decision_of(request: Request, pk: int) -> GateDecision:
    found: GateDecision | None = decisions_for(request).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such decision, or it is not yours to see."))
    return found


@needs(Verb.VIEW, "gate_decision")
def register(request: Request) -> HttpResponseBase:
    """Every decision at a gate, the latest first."""
    rows = list(decisions_for(request))
    names = naming.deciders({row.username for row in rows}, request.actor)
    columns = [
        Column("office", _("Office"), value=lambda row: str(row.rollout.office), link=lambda row: row.get_absolute_url()),
        Column("gate", _("Gate"), value=lambda row: str(row.version)),
        Column("on", _("On")),
        Column(
            "outcome",
            _("Decision"),
            value=lambda row: row.get_outcome_display(),
            where="outcome",
            choices=Decided.choices,
            show=lambda row: status(OUTCOMES[Decided(row.outcome)], row.get_outcome_display()),
        ),
        Column(
            "verdict",
            _("Verdict of the gate"),
            value=lambda row: row.get_verdict_display(),
            where="verdict",
            choices=Verdict.choices,
            show=lambda row: status(VERDICTS[Verdict(row.verdict)], row.get_verdict_display()),
        ),
        Column("by", _("By"), value=lambda row: names.get(row.username, row.username)),
        Column("reason", _("Reason")),
    ]
    empty = Empty(
        _("Nothing has been decided at a gate yet"),
        _("Open an office's gate to bring it to decision."),
        reverse("staging:readiness"),
        _("Readiness"),
    )
    shown = Table(request, columns, rows, empty=empty, filename="gate-decisions")
    context = {
        "table": shown,
        "tabs": tabs(request),
        "title": _("Decisions at gates"),
        "lead": _("Each decision opens with all the evidence it rested on."),
    }
    return shown.export() or render(request, "staging/gate_listing.html", context)


@needs(Verb.VIEW, "gate_decision")
def decision(request: Request, pk: int) -> HttpResponseBase:
    found = decision_of(request, pk)
    conditions = list(found.conditions.select_related("met", "owner__identity"))
    today = selectors.local_day(request.now)
    owners = naming.officers(row.owner_id for row in conditions)
    still = binding([found.rollout_id]).get((found.rollout_id, found.version.gate.start)) == found
    context = {
        "decision": found,
        "lines": [{"line": line} for line in of_decision(found, request.actor)],
        "look": VERDICTS[Verdict(found.verdict)],
        "outcome_look": OUTCOMES[Decided(found.outcome)],
        "conditions": [
            {
                "row": row,
                "owner": owners.get(row.owner_id, ""),
                "met": getattr(row, "met", None),
                "overdue": row.due < today and not hasattr(row, "met"),
                "may_meet": not hasattr(row, "met") and allows(request.actor, Verb.CHANGE, "gate_condition", person_id=row.owner_id),
            }
            for row in conditions
        ],
        "overrides": overrides_of(found),
        "ballot": ballot_of(found),
        "ballot_url": reverse("steering:ballot", args=[found.ballot])
        if found.ballot and allows(request.actor, Verb.VIEW, "ballot")
        else "",
        "authority": said(found.frozen["decision"]["authority"]),
        "binds": still,
        "permits": found.outcome in PERMITS,
        "languages": settings.LANGUAGES,
        "hash_parts": [found.sha256[start : start + 8] for start in range(0, 64, 8)],
        "may_gate": allows(request.actor, Verb.VIEW, "gate_evidence", office_id=found.rollout.office_id),
        "stop": getattr(found, "stop", None),
        "rollback": found.rollbacks.first(),
        "may_rollback": allows(request.actor, Verb.VIEW, "rollback", office_id=found.rollout.office_id),
    }
    return render(request, "staging/gate_decision.html", context)


@needs(Verb.VIEW, "gate_decision")
def decision_paper(request: Request, pk: int) -> HttpResponseBase:
    """The decision with its evidence on paper, in the language asked for."""
    found = decision_of(request, pk)
    asked = request.GET.get("language", "") or get_language() or "en"
    language = asked if asked in dict(settings.LANGUAGES) else "en"
    pdf = decision_pdf(found, language, actor=request.actor, at=request.now)
    name = f"gate-{found.frozen['office']['code']}-{found.frozen['gate']['start']}-{found.on.isoformat()}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@needs(Verb.VIEW, "gate_attestation")
def my_attestations(request: Request) -> HttpResponseBase:
    """What is asked of me at the next gate of each office, and what I have stated."""
    asked = []
    for each in readiness(of_programme(), at=request.now).values():
        for row in each.version.criteria.all() if each.version else ():
            if row.asks == Asks.ATTESTATION and speaks_as(request.actor, row, each.rollout):
                asked.append((each, row))
    stated = attestations([Asked(each.rollout, (row,)) for each, row in asked], request.now)
    todo = [
        {"rollout": each.rollout, "gate": each.version, "row": row, "stated": stated.get(attestation_key(row, each.rollout))}
        for each, row in asked
    ]
    said = Attestation.objects.filter(username=request.actor.username).select_related(
        "rollout__office", "wave", "criterion", "gate", "evidence"
    )
    context = {"todo": sorted(todo, key=lambda one: one["stated"] is not None), "said": said.order_by("-recorded_at", "-pk")[:100]}
    return render(request, "staging/attestations.html", context)


@needs(Verb.VIEW, "gate_condition")
def conditions(request: Request) -> HttpResponseBase:
    """Conditions by their day, those still open first."""
    rows = Condition.objects.select_related("decision__rollout__office", "decision__version__gate", "met", "owner__identity")
    reached = scope(request.actor, Verb.VIEW, "gate_condition")
    if not reached.everything:
        own = rows.filter(owner=reached.person_id) if reached.person_id else rows.none()
        rows = rows.filter(decision__rollout__office__in=reached.office_ids) | own
    found = sorted(rows.distinct(), key=lambda row: (hasattr(row, "met"), row.due, row.pk))
    owners, today = naming.officers(row.owner_id for row in found), selectors.local_day(request.now)
    seen = set(decisions_for(request).values_list("pk", flat=True)) if allows(request.actor, Verb.VIEW, "gate_decision") else set()

    bound = {decision.pk for decision in binding({row.decision.rollout_id for row in found}).values()}

    def state(row: Condition) -> tuple[str, str]:
        if hasattr(row, "met"):
            return "good", _("met")
        if row.decision_id not in bound:
            return "none", _("its decision was replaced")
        return ("bad", _("overdue")) if row.due < today else ("none", _("open"))

    def link(row: Condition) -> str | None:
        if not hasattr(row, "met") and allows(request.actor, Verb.CHANGE, "gate_condition", person_id=row.owner_id):
            return reverse("staging:meet_condition", args=[row.pk])
        return row.decision.get_absolute_url() if row.decision_id in seen else None

    columns = [
        Column("text", _("Condition"), link=link),
        Column("office", _("Office"), value=lambda row: str(row.decision.rollout.office)),
        Column("gate", _("Gate"), value=lambda row: str(row.decision.version.gate)),
        Column("owner", _("Owner"), value=lambda row: owners.get(row.owner_id, "")),
        Column("due", _("Due")),
        Column("state", _("State"), value=lambda row: state(row)[1], show=lambda row: status(*state(row))),
    ]
    empty = Empty(_("There are no conditions"), _("They come with a conditional go."))
    shown = Table(request, columns, found, empty=empty, filename="gate-conditions")
    context = {
        "table": shown,
        "tabs": tabs(request),
        "title": _("Conditions"),
        "lead": _("A condition that is overdue puts its office on hold by itself."),
    }
    return shown.export() or render(request, "staging/gate_listing.html", context)


@needs(Verb.CHANGE, "gate_condition")
def meet(request: Request, pk: int) -> HttpResponseBase:
    row = Condition.objects.select_related("decision__rollout__office", "decision__rollout__wave").filter(pk=pk).first()
    if row is None or not allows(request.actor, Verb.CHANGE, "gate_condition", person_id=row.owner_id):
        raise NotFound(_("There is no such condition, or it is not yours."))
    form = MetForm(request.POST or None, request.FILES or None)

    @transaction.atomic
    def act(given: dict[str, Any]) -> object:
        evidence = kept(request, given.pop("evidence"), row.decision.rollout.office_id)
        return actions.meet_condition(row, evidence=evidence, **given, actor=request.actor, at=request.now)

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The condition is met."))
        return redirect("staging:conditions")
    context = {"form": form, "title": row.text, "subtitle": str(row.decision.rollout.office), "back": reverse("staging:conditions")}
    return render(request, "staging/gate_form.html", context | {"files": True})


@needs(Verb.VIEW, "gate_override")
def overrides(request: Request) -> HttpResponseBase:
    """Overrides, those that run out next first."""
    rows = Override.objects.select_related("rollout__office", "criterion__version__gate", "ended")
    reached = scope(request.actor, Verb.VIEW, "gate_override")
    if not reached.everything:
        rows = rows.filter(rollout__office__in=reached.office_ids)
    today = selectors.local_day(request.now)
    found = sorted(rows, key=lambda row: (row.until < today, row.until, row.pk))
    names = naming.deciders({row.username for row in found}, request.actor)

    def state(row: Override) -> tuple[str, str]:
        if hasattr(row, "ended"):
            return ("good", _("run out, met")) if row.ended.met else ("bad", _("run out, not met"))
        return ("watch", _("runs")) if row.until >= today else ("bad", _("run out, to be measured"))

    columns = [
        Column(
            "criterion",
            _("Criterion"),
            value=lambda row: str(row.criterion),
            link=lambda row: reverse("staging:office_gate", args=[row.rollout.office_id]),
        ),
        Column("office", _("Office"), value=lambda row: str(row.rollout.office)),
        Column("gate", _("Gate"), value=lambda row: str(row.criterion.version.gate)),
        Column("until", _("Runs until")),
        Column("days", _("Days left"), numeric=True, value=lambda row: max((row.until - today).days, 0)),
        Column("state", _("State"), value=lambda row: state(row)[1], show=lambda row: status(*state(row))),
        Column("by", _("By"), value=lambda row: names.get(row.username, row.username)),
        Column("reason", _("Reason")),
    ]
    empty = Empty(_("No criterion is passed over"), _("An override is given on an office's gate."))
    shown = Table(request, columns, found, empty=empty, filename="gate-overrides")
    lead = _("When an override runs out, the criterion is measured again; if it is not met, the office goes on hold.")
    context = {"table": shown, "tabs": tabs(request), "title": _("Overrides"), "lead": lead}
    return shown.export() or render(request, "staging/gate_listing.html", context)
