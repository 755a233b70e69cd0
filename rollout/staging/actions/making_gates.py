"""Drafting what a gate asks, putting a version in force, and retiring it. A version in force is never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from governance.core import audit, metrics
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotFound, Refused
from governance.core.metrics import SubjectKind, Unit
from governance.core.permissions import Verb, require
from governance.steering.matters import Matter
from rollout.staging.actions.locks import lock_programme
from rollout.staging.deciders import retire_key, right
from rollout.staging.gates import Asks, Criterion, flaws
from rollout.staging.models import Gate, GateCriterion, GateVersion, Programme
from rollout.staging.selectors import local_day
from rollout.staging.stages import WALK, Stage
from rollout.staging.states import Scope, VersionState

MOST_PERCENT = 1000
KINDS = {Scope.OFFICE: SubjectKind.OFFICE, Scope.WAVE: SubjectKind.WAVE, Scope.PROGRAMME: SubjectKind.PROGRAMME}
COPIED = (
    "code", "place", "label", "label_zh", "asks", "scope", "metric", "compare", "threshold", "steps", "minimum_sample",
    "fresh_days", "weeks_needed", "weeks_seen", "role", "blocking", "dry_run",
)  # fmt: skip


def draft_version(programme: Programme, start: Stage, *, actor: Actor, at: datetime, reason: str = "") -> GateVersion:
    """A new draft of the gate that begins in this stage, with the lines of the version in force. One draft at a time."""
    require(actor, Verb.CHANGE, "gate")
    if start not in WALK[:-1]:
        raise InvalidInput(_("No gate begins in this stage."))
    with transaction.atomic(), audit.because(actor, reason):
        lock_programme(programme.pk)
        gate = Gate.objects.filter(programme=programme, start=start).first() or saved(Gate(programme=programme, start=start), at)
        if gate.versions.filter(state=VersionState.DRAFT).exists():
            raise Conflict(_("There is a draft of this gate already."))
        number = (gate.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        draft = saved(GateVersion(gate=gate, number=number, made_at=at, made_by=actor.username), at)
        before = gate.versions.filter(state=VersionState.ACTIVE).first()
        for line in before.criteria.all() if before else ():
            saved(GateCriterion(version=draft, **{name: getattr(line, name) for name in COPIED}), at)
    return draft


def saved[M: (Gate, GateVersion, GateCriterion)](row: M, at: datetime) -> M:
    row._history_date = at
    row.save()
    return row


def locked_draft(version: GateVersion) -> GateVersion:
    """The draft, held until the end of the transaction. Conflict once it is in force."""
    fresh = GateVersion.objects.select_for_update().select_related("gate__programme").get(pk=version.pk)
    if fresh.state != VersionState.DRAFT:
        raise Conflict(_("This version is no longer a draft, so it stays as it is. Draft a new one."))
    return fresh


def add_criterion(version: GateVersion, fields: Mapping[str, Any], *, actor: Actor, at: datetime, reason: str = "") -> GateCriterion:
    """One more line of a draft. Its code is made from the figure or the role and stays with it through later versions."""
    require(actor, Verb.CHANGE, "gate")
    with transaction.atomic(), audit.because(actor, reason):
        draft = locked_draft(version)
        place = (draft.criteria.aggregate(last=Max("place"))["last"] or 0) + 1
        line = GateCriterion(version=draft, place=place, **fields)
        line.code = free_code(draft, line)
        check_line(line)
        return saved(line, at)


def change_criterion(line: GateCriterion, fields: Mapping[str, Any], *, actor: Actor, at: datetime, reason: str = "") -> GateCriterion:
    require(actor, Verb.CHANGE, "gate")
    with transaction.atomic(), audit.because(actor, reason):
        draft = locked_draft(line.version)
        fresh = draft.criteria.filter(pk=line.pk).first()
        if fresh is None:
            raise Conflict(_("This line has been taken out meanwhile."))
        for name, value in fields.items():
            setattr(fresh, name, value)
        check_line(fresh)
        return saved(fresh, at)


def remove_criterion(line: GateCriterion, *, actor: Actor, at: datetime, reason: str = "") -> None:
    require(actor, Verb.CHANGE, "gate")
    with transaction.atomic(), audit.because(actor, reason):
        draft = locked_draft(line.version)
        fresh = draft.criteria.filter(pk=line.pk).first()
        if fresh is None:
            raise Conflict(_("This line has been taken out meanwhile."))
        fresh._history_date = at
        fresh.delete()


def free_code(draft: GateVersion, line: GateCriterion) -> str:
    """A code that this gate has never used for another line: what was stated or overridden stays with its own line."""
    stem = slugify((line.metric or f"word-{line.role}").replace(".", "-").replace("_", "-"))[:34] or "line"
    taken = set(GateCriterion.objects.filter(version__gate=draft.gate_id).values_list("code", flat=True))
    return next(code for number in range(1, len(taken) + 2) if (code := f"{stem}-{number}") not in taken)


def check_line(line: GateCriterion) -> None:
    """What is wrong with one line, beside its field."""
    fields: dict[str, str] = {}
    asked = line.asked
    if line.asks == Asks.ATTESTATION and not line.label.strip():
        fields["label"] = _("Write the sentence that is to be confirmed.")
    for name, message in wrong_metric(line):
        fields[name] = message
    for message in (message for code, message in flaws([asked]) if code):
        fields.setdefault(field_of(message, asked), message)
    if fields:
        raise InvalidInput(_("The line was not saved."), fields=fields)


def wrong_metric(line: GateCriterion) -> Iterable[tuple[str, str]]:
    """The figure must be registered and measured for what the line is about."""
    if line.asks != Asks.METRIC or not line.metric:
        return
    try:
        metric = metrics.get(line.metric)
    except NotFound as error:
        yield "metric", str(error.message)
        return
    if KINDS[Scope(line.scope)] not in metric.subjects:
        yield "scope", _("This figure is not measured for that.")
    asked = [line.threshold, *(Decimal(step["threshold"]) for step in line.steps)]
    if metric.unit == Unit.PERCENT and any(value is not None and abs(value) > MOST_PERCENT for value in asked):
        yield "threshold", _("This figure is in percent: write 80 for 80 percent.")
    weeks = [step["from_week"] for step in line.steps]
    if len(set(weeks)) < len(weeks):
        yield "week_1", _("Two steps begin in the same week.")


def field_of(message: str, asked: Criterion) -> str:
    """The field that a flaw stands beside."""
    if asked.asks == Asks.ATTESTATION:
        return "role"
    if not asked.metric:
        return "metric"
    if not 1 <= asked.weeks_needed <= asked.weeks_seen:
        return "weeks_needed"
    return "threshold"


def activate(version: GateVersion, *, actor: Actor, at: datetime, reason: str = "") -> GateVersion:
    """Put a draft in force; the version before it is retired in the same instant. A gate that counts nothing is refused."""
    require(actor, Verb.CHANGE, "gate")
    with transaction.atomic(), audit.because(actor, reason):
        lock_programme(version.gate.programme_id)
        draft = locked_draft(version)
        lines = list(draft.criteria.all())
        against = [message for _code, message in flaws([line.asked for line in lines])]
        against += [f"{line}: {message}" for line in lines for _name, message in wrong_metric(line)]
        if against:
            raise Refused(_("This version cannot be put in force."), reasons=list(dict.fromkeys(against)))
        for before in draft.gate.versions.filter(state=VersionState.ACTIVE):
            end(before, at)
        draft.state, draft.activated_at, draft.activated_by = VersionState.ACTIVE, at, actor.username
        return saved(draft, at)


def end(version: GateVersion, at: datetime) -> None:
    version.state, version.retired_at = VersionState.RETIRED, at
    saved(version, at)


def retire(version: GateVersion, *, actor: Actor, at: datetime, reason: str) -> GateVersion:
    """Take a version out of force without another: its gate then asks nothing of anybody.

    That is going on without a gate, so it is for whom the charter lets pass one over. Needs a reason.
    """
    require(actor, Verb.APPROVE, "gate_override")
    if not reason.strip():
        message = _("Say why: without it nothing stands between the two stages.")
        raise InvalidInput(message, fields={"reason": message})
    with transaction.atomic(), audit.because(actor, reason):
        lock_programme(version.gate.programme_id)
        right(actor, Matter.OVERRIDE, local_day(at), stem=retire_key(version), terms={})
        fresh = GateVersion.objects.select_for_update().select_related("gate").get(pk=version.pk)
        if fresh.state != VersionState.ACTIVE:
            raise Conflict(_("This version is not in force. Nothing was changed."))
        end(fresh, at)
    return fresh
