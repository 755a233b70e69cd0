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
from governance.steering.actions import open_ballot
from governance.steering.authority import Authority
from governance.steering.matters import Matter
from rollout.staging import actions, deciders, gate_lines, selectors
from rollout.staging.actions import Lessons, NewCondition
from rollout.staging.actions.attesting import speaks_as
from rollout.staging.board import Option, options
from rollout.staging.gate_forms import CONDITIONS, AttestForm, DecideForm, OverrideForm
from rollout.staging.gating.readiness import Readiness, of_programme, readiest_first, readiness
from rollout.staging.gating.standing import binding, known, last_decisions, reds, running
from rollout.staging.models import GateCriterion, GateDecision, OfficeRollout, Rollback, RollbackFinish
from rollout.staging.stages import WALK, MoveKind, Stage
from rollout.staging.states import Decided
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
        "may_decide": instant is None and can_decide(request, rollout, found),
        "may_move": allows(request.actor, Verb.CHANGE, "stage", office_id=office_id),
        "authority": authority.explanation,
        "deciders": deciding(authority, selectors.local_day(at)),
    }
    return render(request, "staging/office_gate.html", context)


def open_rollback(rollout: OfficeRollout, instant: datetime | None) -> Rollback | None:
    """The checklist that was open at that instant."""
    finished = known(RollbackFinish.objects.filter(rollback__rollout=rollout), instant)
    return known(Rollback.objects.filter(rollout=rollout), instant).exclude(pk__in=finished.values("rollback")).first()


def can_decide(request: Request, rollout: OfficeRollout, found: Readiness) -> bool:
    """Whether this reader may take one of the decisions, or ask the committee for one."""
    if found.version is None or not allows(request.actor, Verb.APPROVE, "gate_decision", office_id=rollout.office_id):
        return False
    return any(not against_words(request, rollout, found, outcome) for outcome in Decided) or bool(ballots(request, rollout, found))


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
    may_override = allows(request.actor, Verb.APPROVE, "gate_override", office_id=rollout.office_id)
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


@needs(Verb.APPROVE, "gate_override")
def override(request: Request, office_id: int, pk: int) -> HttpResponseBase:
    rollout, criterion = mine(request, office_id), criterion_of(pk)
    form = OverrideForm(request.POST or None)

    def act(given: dict[str, Any]) -> object:
        return actions.override_criterion(rollout, criterion, **given, actor=request.actor, at=request.now)

    back = reverse("staging:office_gate", args=[office_id])
    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The criterion is passed over until that day. The verdict stays as it is."))
        return redirect(back)
    against = deciders.objection(
        request.actor,
        Matter.OVERRIDE,
        selectors.local_day(request.now),
        key=deciders.override_key(rollout, criterion),
        office_id=office_id,
    )
    hint = _("An override permits a go; it never changes what was found. It is printed with the decision.")
    context = {"form": form, "title": _("Pass over: %(criterion)s") % {"criterion": criterion}, "subtitle": str(rollout.office)}
    return render(request, "staging/gate_form.html", context | {"back": back, "hint": hint, "against": against})


@needs(Verb.APPROVE, "gate_decision")
def decide(request: Request, office_id: int) -> HttpResponseBase:
    """The evidence of this instant above, the decision under it."""
    rollout = mine(request, office_id)
    found = readiness([rollout], at=request.now)[office_id]
    if found.version is None:
        raise NotFound(_("No gate is in force before this office."))
    version = found.version
    last = last_decisions([rollout.pk]).get((rollout.pk, version.gate.start))
    form = DecideForm(request.POST or None, reached=found.reached, initial={"seen": str(last.pk) if last else ""})

    def act(given: dict[str, Any]) -> GateDecision:
        seen = given["seen"]
        after = GateDecision.objects.filter(pk=int(seen), rollout=rollout).first() if seen.isdigit() else None
        return actions.decide(
            rollout,
            version,
            Decided(given["outcome"]),
            after=after,
            actor=request.actor,
            at=request.now,
            reason=given["reason"],
            conditions=conditions_in(given),
            to=Stage(given["to"]) if given["to"] else None,
            lessons=Lessons(given["went_well"], given["went_wrong"], given["do_differently"]),
        )

    made: list[GateDecision] = []
    if request.method == "POST" and attempt(form, lambda given: made.append(act(given))):
        messages.success(request, _("The decision is on record, with all its evidence frozen."))
        return redirect(made[0].get_absolute_url())
    today = selectors.local_day(request.now)
    context = {
        "rollout": rollout,
        "found": found,
        "form": form,
        "lines": [{"line": each["line"]} for each in lines_of(request, found, request.now)],
        "running": running([rollout.pk], today),
        "rights": [(Decided(outcome).label, against_words(request, rollout, found, Decided(outcome))) for outcome in Decided],
        "ballots": ballots(request, rollout, found),
        "back": reverse("staging:office_gate", args=[office_id]),
    }
    return render(request, "staging/decide.html", context)


def against_words(request: Request, rollout: OfficeRollout, found: Readiness, outcome: Decided) -> str:
    assert found.version is not None
    key = deciders.decision_key(rollout, found.version, outcome)
    day = selectors.local_day(request.now)
    return str(deciders.objection(request.actor, deciders.MATTERS[outcome], day, key=key, office_id=rollout.office_id))


def ballots(request: Request, rollout: OfficeRollout, found: Readiness) -> list[Decided]:
    """What may be put to the committee now: where the charter gives it the matter, and no vote on it is open or closed."""
    if found.version is None or not allows(request.actor, Verb.CHANGE, "ballot"):
        return []
    day, shown = selectors.local_day(request.now), []
    for outcome in Decided:
        matter, key = deciders.MATTERS[outcome], deciders.decision_key(rollout, found.version, outcome)
        asked = steering.open_ballot_about(matter, key) or steering.decided(matter, key)
        if steering.authority(matter, day).committee_id is not None and not asked:
            shown.append(outcome)
    return shown


@needs(Verb.CHANGE, "ballot")
def ask_committee(request: Request, office_id: int, outcome: str) -> HttpResponseBase:
    """Put one possible decision to the committee; its members vote on the steering pages."""
    rollout = mine(request, office_id)
    found = readiness([rollout], at=request.now)[office_id]
    if outcome not in Decided.values or found.version is None:
        raise NotFound(_("There is no such decision."))
    if request.method == "POST":
        wanted = Decided(outcome)
        words = {"office": rollout.office, "gate": found.version.gate, "decision": wanted.label}
        open_ballot(
            matter=deciders.MATTERS[wanted],
            subject_key=deciders.decision_key(rollout, found.version, wanted),
            question=_("%(office)s, gate %(gate)s: %(decision)s?") % words,
            actor=request.actor,
            at=request.now,
        )
        messages.success(request, _("The committee is asked. Once it has voted, its decision is recorded here."))
    return redirect("staging:decide", office_id)


def conditions_in(given: dict[str, Any]) -> list[NewCondition]:
    rows = [(given[f"condition_{n}"], given[f"owner_{n}"], given[f"due_{n}"]) for n in range(1, CONDITIONS + 1)]
    return [NewCondition(text, owner, due) for text, owner, due in rows if text and owner and due]
