"""How near each office is, an office's gate with every reason, and what is said and decided there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core import attachments
from governance.core.errors import NotAllowed, NotFound
from governance.core.known import known_at
from governance.core.models import Attachment
from governance.core.pages import Request, attempt, needs
from governance.core.permissions import Verb, allows, require
from governance.organisation.models import Person
from governance.steering import selectors as steering
from governance.steering.authority import Authority
from governance.steering.matters import Matter
from rollout.staging import actions, gate_lines, selectors, ways
from rollout.staging.actions.attesting import speaks_as
from rollout.staging.board import Option, options
from rollout.staging.gate_forms import AttestForm
from rollout.staging.gating.readiness import Readiness, of_programme, readiest_first, readiness
from rollout.staging.gating.standing import binding, known, reds, running
from rollout.staging.models import GateCriterion, GateDecision, OfficeRollout, Rollback, RollbackFinish
from rollout.staging.stages import WALK, MoveKind
from rollout.staging.views.gate_tabs import tabs
from rollout.staging.views.offices import rollout_of
from rollout.staging.views.waves import no_programme


@needs(Verb.VIEW, "gate")
def table(request: Request) -> HttpResponseBase:
    """The readiness table that all heads see: the readiest next, the capacity above it."""
    programme = selectors.programme()
    if programme is None:
        return no_programme(request)
    instant = known_at(request)
    rollouts = of_programme(instant)
    found = readiness(rollouts, at=instant or request.now, known_at=instant)
    red = reds(rollouts, request.now) if instant is None else {}
    decided = binding([row.pk for row in rollouts], instant)
    facts = selectors.programme_facts(programme)
    rows = [
        {
            "office": each,
            "reds": red.get(each.rollout.pk, ()),
            "decided": decided.get((each.rollout.pk, each.reached.value)),
            "may_open": allows(request.actor, Verb.VIEW, "gate_evidence", office_id=each.rollout.office_id),
        }
        for each in sorted(readiest_first(list(found.values())), key=lambda each: each.rollout.pk in red)
    ]
    context = {
        "rows": rows,
        "any_gate": any(each.version for each in found.values()),
        "carried": len(facts.carried),
        "capacity": programme.capacity,
        "known_at": instant,
        "tabs": tabs(request),
    }
    return render(request, "staging/readiness.html", context)


def mine(request: Request, office_id: int) -> OfficeRollout:
    """The office, for those who may see what was measured there."""
    rollout = rollout_of(office_id)
    require(request.actor, Verb.VIEW, "gate_evidence", office_id=office_id)
    return rollout


@needs(Verb.VIEW, "gate_evidence")
def office(request: Request, office_id: int) -> HttpResponseBase:
    rollout = mine(request, office_id)
    instant = known_at(request)
    at = instant or request.now
    found = readiness([rollout], at=at, known_at=instant)[office_id]
    decided = binding([rollout.pk], instant).get((rollout.pk, found.reached.value))
    authority = steering.authority(Matter.GATE_DECISION, selectors.local_day(at), instant)
    context = {
        "rollout": rollout,
        "found": found,
        "end": WALK[WALK.index(found.reached) + 1] if found.reached != WALK[-1] else None,
        "lines": lines_of(request, found, at),
        "decision": decided,
        "earlier": GateDecision.objects.filter(rollout=rollout, recorded_at__lte=at).select_related("version__gate"),
        "reds": reds([rollout], at).get(rollout.pk, ()) if instant is None else (),
        "rollback": open_rollback(rollout, instant),
        "running": running([rollout.pk], selectors.local_day(at), instant),
        "forward": forward(rollout, request) if instant is None else None,
        "known_at": instant,
        "may_decide": instant is None and ways.can_decide(request.actor, rollout, found.version, selectors.local_day(at)),
        "may_move": allows(request.actor, Verb.CHANGE, "stage", office_id=office_id),
        "authority": authority.explanation,
        "deciders": deciding(authority, selectors.local_day(at)),
    }
    return render(request, "staging/office_gate.html", context)


def open_rollback(rollout: OfficeRollout, instant: datetime | None) -> Rollback | None:
    """The checklist that was open at that instant."""
    finished = known(RollbackFinish.objects.filter(rollback__rollout=rollout), instant)
    return known(Rollback.objects.filter(rollout=rollout), instant).exclude(pk__in=finished.values("rollback")).first()


def deciding(authority: Authority, day: date) -> list[Person]:
    """The people whom the charter names, and their deputies of that day."""
    if not authority.named:
        return []
    ids = [holder.person_id for holder in authority.holders]
    ids += [deputy.person_id for deputy in authority.deputies if deputy.first_day <= day <= deputy.last_day]
    people = Person.objects.select_related("identity").in_bulk(ids)
    return [people[pk] for pk in dict.fromkeys(ids) if pk in people]


def lines_of(request: Request, found: Readiness, at: Any) -> list[dict[str, Any]]:
    """Each criterion with what this reader may do about it."""
    if found.version is None or found.facts is None or found.evaluation is None:
        return []
    rollout, rows = found.rollout, {row.code: row for row in found.version.criteria.all()}
    shown = gate_lines.of_version(found.version, rollout, found.facts, found.evaluation, selectors.local_day(at), request.actor)
    may_override = ways.may_override(request.actor, selectors.local_day(at), rollout.office_id)
    return [
        {
            "line": line,
            "attest": reverse("staging:attest", args=[rollout.office_id, rows[line.code].pk])
            if speaks_as(request.actor, rows[line.code], rollout)
            else "",
            "override": reverse("staging:override", args=[rollout.office_id, rows[line.code].pk])
            if may_override and line.counted and not line.met
            else "",
        }
        for line in shown
    ]


def forward(rollout: OfficeRollout, request: Request) -> Option | None:
    """The move that a go opens."""
    facts = selectors.programme_facts(rollout.wave.programme)
    found = options(rollout, facts, request.now, kinds={MoveKind.FORWARD, MoveKind.RESUME})
    return found[0] if found else None


def kept(request: Request, file: UploadedFile | None, office_id: int, what: str = "gate_attestation") -> Attachment | None:
    """The uploaded file in the private store; within the action's transaction, so that a refusal leaves no row."""
    if file is None:
        return None
    stored: Any = file
    return attachments.store(stored, name=file.name or "file", actor=request.actor, at=request.now, what=what, office_id=office_id)


def criterion_of(pk: int) -> GateCriterion:
    found = GateCriterion.objects.select_related("version__gate").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such criterion."))
    return found


@needs(Verb.CHANGE, "gate_attestation")
def attest(request: Request, office_id: int, pk: int) -> HttpResponseBase:
    rollout, criterion = rollout_of(office_id), criterion_of(pk)
    if not speaks_as(request.actor, criterion, rollout):
        raise NotAllowed(_("Only %(role)s can say this.") % {"role": criterion.get_role_display() or "–"})
    form = AttestForm(request.POST or None, request.FILES or None)

    @transaction.atomic
    def act(given: dict[str, Any]) -> object:
        evidence = kept(request, given.pop("evidence"), office_id)
        holds = given.pop("holds") == "yes"
        return actions.attest(rollout, criterion, holds=holds, evidence=evidence, **given, actor=request.actor, at=request.now)

    may_open = allows(request.actor, Verb.VIEW, "gate_evidence", office_id=office_id)
    back = reverse("staging:office_gate", args=[office_id]) if may_open else reverse("staging:attestations")
    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("Your word is on record."))
        return redirect(back)
    context = {
        "form": form,
        "title": str(criterion),
        "subtitle": f"{rollout.office} · {criterion.version.gate}",
        "back": back,
        "files": True,
    }
    return render(request, "staging/gate_form.html", context)
