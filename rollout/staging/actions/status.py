"""Writing a rule of the lights, retiring one, overriding a light and taking the override back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import audit, metrics
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused, Text
from governance.core.metrics import SubjectKind
from governance.core.permissions import Verb, require
from governance.organisation.models import Office
from governance.steering import selectors as steering
from governance.steering.matters import Matter
from rollout.staging import asking, deciders
from rollout.staging.actions.locks import tell
from rollout.staging.models import OfficeRollout, StatusOverride, StatusOverrideEnd, StatusRule
from rollout.staging.selectors import local_day
from rollout.staging.status.rules import BUILT_IN, Comparison, Light, Scope, against_rule
from rollout.staging.status.selectors import figures_day, rules_in_force, standings

LONGEST_OVERRIDE = timedelta(days=90)
MEANWHILE = gettext_lazy("Somebody else changed this at the same moment. Look at it again.")


@dataclass(frozen=True)
class Draft:
    """A rule as it is written."""

    scope: str
    metric: str
    comparison: str
    amber: Decimal
    red: Decimal
    effective_on: date
    settled_weeks: int | None = None


def code_of(draft: Draft) -> str:
    """The lasting name of a rule: what it is about, the figure, how it is compared."""
    return f"{draft.scope}-{draft.metric}-{draft.comparison}".replace(".", "-").replace("_", "-")


@transaction.atomic
def write_rule(*, draft: Draft, actor: Actor, at: datetime, reason: str, code: str = "") -> StatusRule:
    """A new version of a rule from a day that has not passed; what was shown before stays as it was. `code`: of the rule changed."""
    require(actor, Verb.CHANGE, "status_rule")
    reason = said(reason)
    code = code or code_of(draft)
    check(draft, code, local_day(at))
    return appended(code, draft, at, actor, reason, retired=False)


@transaction.atomic
def retire_rule(code: str, *, on: date, actor: Actor, at: datetime, reason: str) -> StatusRule:
    """The rule no longer holds from that day. The built-in ones are changed, not retired."""
    require(actor, Verb.CHANGE, "status_rule")
    reason = said(reason)
    rule = rules_in_force(on).get(code)
    if rule is None or code in BUILT_IN:
        raise Refused(_("This rule cannot be retired: it is built in, or does not hold on that day."))
    if on < local_day(at):
        raise InvalidInput(_("This day has passed."), fields={"on": _("This day has passed.")})
    draft = Draft(rule.scope, rule.metric, rule.comparison, rule.amber, rule.red, on, rule.settled_weeks)
    return appended(code, draft, at, actor, reason, retired=True)


def appended(code: str, draft: Draft, at: datetime, actor: Actor, reason: str, *, retired: bool) -> StatusRule:
    last = StatusRule.objects.filter(code=code).order_by("number").last()
    fields = {name: getattr(draft, name) for name in Draft.__dataclass_fields__}
    try:
        with audit.because(actor, reason), transaction.atomic():
            return StatusRule.objects.create(code=code, number=last.number + 1 if last else 1, retired=retired, recorded_at=at, **fields)
    except IntegrityError:
        raise Conflict(MEANWHILE) from None


def check(draft: Draft, code: str, today: date) -> None:
    """InvalidInput, each mistake at its field."""
    wrong: dict[str, Text] = {}
    built_in = BUILT_IN.get(code)
    if draft.scope not in Scope.values:
        wrong["scope"] = _("Choose what the rule is about.")
    if draft.comparison not in Comparison.values:
        wrong["comparison"] = _("Choose how the figure is compared.")
    if built_in is None and not wrong and draft.metric not in measurable(Scope(draft.scope)):
        wrong["metric"] = _("There is no such figure for this.")
    if built_in is not None and (draft.scope, draft.metric, draft.comparison) != (built_in.scope, built_in.metric, built_in.comparison):
        wrong["metric"] = _("A built-in rule keeps its figure and comparison; only its thresholds change.")
    if not wrong and (against := against_rule(Comparison(draft.comparison), draft.amber, draft.red)):
        wrong["red"] = against
    if draft.effective_on < today:
        wrong["effective_on"] = _("This day has passed. What was shown before stays as it was.")
    if draft.settled_weeks is not None and draft.scope != Scope.OFFICE:
        wrong["settled_weeks"] = _("Only an office has weeks since its go-live.")
    if wrong:
        raise InvalidInput(_("The rule was not saved."), fields=wrong)


def measurable(scope: Scope) -> dict[str, Text]:
    """Figures of the registry that are defined for the programme, or for offices: code → label."""
    kind = SubjectKind.OFFICE if scope == Scope.OFFICE else SubjectKind.PROGRAMME
    return {metric.code: metric.label for metric in metrics.registered() if kind in metric.subjects}


def override_key(office: Office, rule: str) -> str:
    """What a ballot on an override is about; each override in turn is a matter of its own."""
    turn = StatusOverride.objects.filter(office=office, rule=rule).count() + 1
    return f"status:{office.pk}:{rule}:{turn}"


@transaction.atomic
def override_light(office: Office, *, rule: str, light: str, until: date, actor: Actor, at: datetime, reason: str) -> StatusOverride:
    """Show another light for this office and rule up to a last day. By whom the charter names for it, with a reason.

    The rule goes on giving its own light, which is shown beside; at the end the override falls away by itself.
    """
    today = local_day(at)
    reason = said(reason)
    OfficeRollout.objects.select_for_update().filter(office=office).first()
    check_override(light, until, today)
    # A committee decides on exactly this light until exactly this day.
    terms = asking.terms_of(light=light, until=until)
    deciders.right(actor, Matter.STATUS_OVERRIDE, today, stem=override_key(office, rule), terms=terms, office_id=office.pk)
    if (office.pk, rule) in {(row.office_id, row.rule) for row in StatusOverride.objects.holding(today)}:
        raise Conflict(_("This light is overridden already. Take that override back first."))
    computed = another_light(office, rule, light, actor, today)
    with audit.because(actor, reason):
        made = StatusOverride.objects.create(
            office=office, rule=rule, light=light, from_day=today, until=until, computed=computed, recorded_at=at
        )
        tell(actor, at)
    return made


def another_light(office: Office, rule: str, light: str, actor: Actor, today: date) -> str:
    """The light by the rule, where this one may be shown instead; Refused where it may not."""
    on = figures_day(today, actor=actor)
    told = {one.rule.code: one for one in standings([office.pk], today, actor=actor, figures_on=on)[office.pk].told}
    if rule not in told:
        raise Refused(_("This rule gives the office no light that could be overridden."))
    computed = told[rule].shown.computed
    if computed == Light.UNKNOWN and light == Light.GREEN:
        raise Refused(_("What cannot be told is never shown as green."))
    if computed == light:
        raise Refused(_("The rule gives this light already."))
    return computed


def may_override(actor: Actor, office: Office, rule: str, today: date) -> None:
    against = steering.objection(actor, Matter.STATUS_OVERRIDE, today, subject_key=override_key(office, rule), office_id=office.pk)
    if against:
        raise NotAllowed(against)


def check_override(light: str, until: date, today: date) -> None:
    wrong: dict[str, Text] = {}
    if light not in (Light.GREEN, Light.AMBER, Light.RED):
        wrong["light"] = _("Choose green, amber or red.")
    if not today <= until <= today + LONGEST_OVERRIDE:
        wrong["until"] = _("From today, and at most 90 days ahead.")
    if wrong:
        raise InvalidInput(_("The light was not overridden."), fields=wrong)


@transaction.atomic
def end_override(override: StatusOverride, *, actor: Actor, at: datetime, reason: str) -> StatusOverrideEnd:
    """The rule's own light shows again from today. By whom the charter names, or whoever set the override."""
    today, reason = local_day(at), said(reason)
    if actor.username != override.username and steering.authority(Matter.STATUS_OVERRIDE, today).committee_id is None:
        may_override(actor, override.office, override.rule, today)
    elif actor.username != override.username:
        require(actor, Verb.CHANGE, "status_rule")
    if not StatusOverride.objects.holding(today).filter(pk=override.pk).exists():
        raise Conflict(_("This override has run out or been taken back already."))
    try:
        with audit.because(actor, reason), transaction.atomic():
            ended = StatusOverrideEnd.objects.create(override=override, on=today, recorded_at=at)
            tell(actor, at)
            return ended
    except IntegrityError:
        raise Conflict(MEANWHILE) from None


def said(reason: str) -> str:
    if not reason.strip():
        raise InvalidInput(_("Please give a reason."), fields={"reason": _("Please give a reason.")})
    return reason.strip()
