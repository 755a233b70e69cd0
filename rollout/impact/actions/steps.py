"""Steps of the rollout: planned, assessed, begun, done; and sent back when customers reject them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import InvalidInput
from governance.core.permissions import Verb, require, scope
from governance.organisation.models import Office, Person
from rollout.impact.actions.checks import day_of, held, not_later, refuse, said, saved
from rollout.impact.models import Assessment, Reaction, RolloutStep, StepMove, Touchpoint
from rollout.impact.rules import moves
from rollout.impact.rules.severity import Felt, blocks, severity
from rollout.impact.selectors.felt import rejections
from rollout.impact.states import Effect, ReactionKind, Severity, Share, StepState


def plan_step(
    step: RolloutStep | None = None,
    *,
    name: str,
    name_zh: str = "",
    what: str,
    office: Office | None = None,
    stage: str,
    planned_on: date | None = None,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> RolloutStep:
    """Enter a step, or change what it says. Whom an assessed step concerns is changed with the reason."""
    require(actor, Verb.CHANGE, "rollout_step")
    fields = {
        "name": said(name, "name", _("Give it a name.")),
        "name_zh": name_zh,
        "what": said(what, "what", _("Say what is done.")),
        "office": office,
        "stage": stage,
        "planned_on": planned_on,
    }
    with transaction.atomic(), audit.because(actor, reason):
        fresh = held(step) if step else RolloutStep()
        if step and fresh.office != office and fresh.assessments.exists():
            said(reason, "reason", _("Say why it concerns others than before: it is kept."))
        return saved(fresh, at, **fields)


def assess(
    step: RolloutStep,
    *,
    touchpoint: Touchpoint,
    feels: str,
    effect: int,
    share: int,
    another_way: bool = False,
    mitigation: str = "",
    owner: Person | None = None,
    due: date | None = None,
    done_on: date | None = None,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> Assessment:
    """Say what customers at a touchpoint feel of the step; the severity follows from the scale. The same touchpoint again
    corrects, and says why where the severity falls.
    """
    require(actor, Verb.CHANGE, "rollout_step")
    check_mitigation(mitigation, owner, due, done_on, at)
    with transaction.atomic(), audit.because(actor, reason):
        held(step)
        found = Assessment.objects.select_for_update().filter(step=step, touchpoint=touchpoint).first()
        if found is None and touchpoint.retired_on is not None:
            message = _("Customers no longer touch us this way.")
            raise InvalidInput(message, fields={"touchpoint": message})
        level = severity(Effect(effect), Share(share), another_way)
        if found is not None and level < found.severity:
            said(reason, "reason", _("Say why customers feel it less than was said before: it is kept."))
        return saved(
            found or Assessment(step=step, touchpoint=touchpoint),
            at,
            feels=said(feels, "feels", _("Say what the customer feels.")),
            effect=effect,
            share=share,
            another_way=another_way,
            severity=level,
            mitigation=mitigation.strip(),
            owner=owner,
            due=due,
            done_on=done_on,
        )


def check_mitigation(mitigation: str, owner: Person | None, due: date | None, done_on: date | None, at: datetime) -> None:
    """A mitigation has words, an owner and a date, or there is none."""
    fields = {}
    if mitigation.strip() and owner is None:
        fields["owner"] = _("A mitigation needs an owner.")
    if mitigation.strip() and due is None and done_on is None:
        fields["due"] = _("A mitigation needs a date.")
    if not mitigation.strip() and (owner or due or done_on):
        fields["mitigation"] = _("Say what is done about it.")
    if done_on is not None and done_on > day_of(at):
        fields["done_on"] = _("Not after today.")
    if fields:
        raise InvalidInput(next(iter(fields.values())), fields=fields)


def mitigate(assessment: Assessment, *, on: date, actor: Actor, at: datetime, reason: str = "") -> Assessment:
    """The mitigation is in place."""
    require(actor, Verb.CHANGE, "rollout_step")
    not_later(on, at)
    with transaction.atomic(), audit.because(actor, reason):
        fresh = held(assessment)
        if not fresh.mitigation or fresh.done_on is not None:
            refuse([str(_("There is no mitigation waiting to be put in place here."))])
        return saved(fresh, at, done_on=on)


def record_reaction(
    step: RolloutStep,
    *,
    on: date,
    kind: str,
    words: str,
    customers: int = 1,
    touchpoint: Touchpoint | None = None,
    office: Office | None = None,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> Reaction:
    """What customers did or said. Written once. Only who is there for all offices speaks for the customers of all."""
    require(actor, Verb.CHANGE, "customer_reaction", office_id=office.pk if office else None)
    if office is None and not scope(actor, Verb.CHANGE, "customer_reaction").everything:
        message = _("Name your office: its customers are those you speak for.")
        raise InvalidInput(message, fields={"office": message})
    not_later(on, at)
    words = said(words, "words", _("Write what they said or did, without names."))
    with transaction.atomic(), audit.because(actor, reason):
        held(step)
        return Reaction.objects.create(
            step=step, touchpoint=touchpoint, office=office, on=on, kind=kind, customers=customers, words=words, recorded_at=at
        )


def move_step(
    step: RolloutStep, to: StepState, *, on: date, because_of: Reaction | None = None, actor: Actor, at: datetime, reason: str = ""
) -> StepMove:
    """One move of the table, with its reason."""
    require(actor, Verb.CHANGE, "rollout_step")
    not_later(on, at)
    start = StepState(step.state)
    with transaction.atomic(), audit.because(actor, reason):
        fresh = held(step, state=start)
        waiting = blocking(fresh, on)
        refuse(moves.against_step(start, to, blocking=waiting, reason=reason, rejected=bool(rejections(fresh))))
        if because_of is not None:
            check_reaction(fresh, to, because_of)
        saved(fresh, at, state=to)
        move = StepMove.objects.create(step=fresh, from_state=start, to_state=to, on=on, because_of=because_of, recorded_at=at)
    step.state = fresh.state
    return move


def check_reaction(step: RolloutStep, to: StepState, reaction: Reaction) -> None:
    """What customers said moves a step only back, only this step, and only if they object."""
    if to != StepState.SENT_BACK or reaction.step_id != step.pk or ReactionKind(reaction.kind) not in moves.OBJECTS:
        message = _("A step is sent back only for a complaint or a rejection of this step.")
        raise InvalidInput(message, fields={"because_of": message})


def blocking(step: RolloutStep, day: date) -> int:
    """How many of its assessments are severe without mitigation."""
    return sum(blocks(felt(row, StepState(step.state)), day) for row in step.assessments.all())


def felt(row: Assessment, state: StepState) -> Felt:
    return Felt(Severity(row.severity), state, row.mitigation, row.owner_id is not None, row.due, row.done_on)
