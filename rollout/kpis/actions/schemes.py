"""Writing an appraisal scheme, approving it under a policy in force, withdrawing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import InvalidInput, Refused
from governance.core.permissions import Verb, require, require_other
from governance.policies.actions.citing import cited
from governance.policies.models import Policy, VersionEvent
from governance.policies.states import Touches, VersionStep
from rollout.kpis.actions.moving import move, refuse_if, said
from rollout.kpis.appraising import Line, Scale, flaws
from rollout.kpis.models import ADOPTION, AppraisalScheme, Kpi, KpiState, SchemeLine
from rollout.kpis.states import SCHEME_MOVES, Audience, SchemeState, SchemeStep


@dataclass(frozen=True)
class LineGiven:
    """One line as it is entered: a KPI, or the adoption score where it is None."""

    kpi: Kpi | None
    weight: Decimal
    scale: Scale

    @property
    def line(self) -> Line:
        return Line(self.kpi.code if self.kpi else ADOPTION, self.weight, self.scale)


def save_scheme(
    scheme: AppraisalScheme | None = None,
    *,
    year: int,
    audience: Audience,
    from_day: date,
    policy: Policy | None,
    clause: str,
    lines: Sequence[LineGiven],
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> AppraisalScheme:
    """Write the draft of a scheme, or its next version; an approved one is never altered. Gaps are named before it is approved."""
    require(actor, Verb.CHANGE, "appraisal_scheme")
    if from_day.year != year:
        message = _("Choose a day of the scheme's year.")
        raise InvalidInput(message, fields={"from_day": message})
    if len({given.line.code for given in lines}) < len(lines):
        message = _("Each figure may come once.")
        raise InvalidInput(message, fields={"lines": message})
    with transaction.atomic(), audit.because(actor, reason):
        held = draft_of(scheme, year, audience)
        held.from_day, held.policy, held.clause, held.entered_by = from_day, policy, clause.strip(), actor.username
        held._history_date = at
        held.save()
        for line in held.lines.all():
            line._history_date = at
            line.delete()
        for position, given in enumerate(lines, start=1):
            bands = [[str(band.attained), str(band.points)] for band in given.scale.bands]
            made = SchemeLine(scheme=held, position=position, kpi=given.kpi, weight=given.weight, bands=bands, joined=given.scale.joined)
            made._history_date = at
            made.save()
    return held


def draft_of(scheme: AppraisalScheme | None, year: int, audience: Audience) -> AppraisalScheme:
    """The draft to write into: the one given, or a new version of that year."""
    if scheme is not None:
        held = AppraisalScheme.objects.select_for_update().get(pk=scheme.pk)
        if held.state != SchemeState.DRAFT:
            raise Refused(_("An approved version stays as it is. Write a new version."))
        return held
    versions = AppraisalScheme.objects.filter(year=year, audience=audience)
    if versions.filter(state=SchemeState.DRAFT).exists():
        message = _("There is a draft for this year already. Change that one.")
        raise InvalidInput(message, fields={"year": message})
    number = (versions.aggregate(last=Max("number"))["last"] or 0) + 1
    return AppraisalScheme(year=year, audience=audience, number=number)


def gaps(scheme: AppraisalScheme) -> list[str]:
    """What keeps this scheme from being approved, apart from its policy."""
    lines = list(scheme.lines.select_related("kpi"))
    found = flaws(line.line for line in lines)
    found += [_("“%(kpi)s” is not in force.") % {"kpi": line.kpi} for line in lines if line.kpi and line.kpi.state != KpiState.ACTIVE]
    if scheme.policy is None or not scheme.clause:
        found.append(_("Name the policy and the clause it rests on."))
    return found


def require_policy(scheme: AppraisalScheme, day: date) -> None:
    """The policy behind it is in force that day, touches pay, and its consultation is on record."""
    if scheme.policy is None:
        raise Refused(_("Name the policy and the clause it rests on."))
    version = cited(scheme.policy, scheme.clause, day, Touches.PAY)
    if not VersionEvent.objects.filter(version=version, step=VersionStep.CONSULT, round=version.round).exists():
        raise Refused(_("The consultation on “%(policy)s” is not on record.") % {"policy": scheme.policy})


def approve_scheme(scheme: AppraisalScheme, *, actor: Actor, at: datetime, reason: str = "") -> AppraisalScheme:
    """Put a scheme in force: complete, under a policy in force, approved by someone other than who entered it."""
    require(actor, Verb.APPROVE, "appraisal_scheme")
    with transaction.atomic(), audit.because(actor, reason):
        held = AppraisalScheme.objects.select_for_update().get(pk=scheme.pk)
        require_other(actor, held.entered_by)
        seen = against_step(held, SchemeStep.APPROVE)
        refuse_if(gaps(held))
        require_policy(held, max(held.from_day, timezone.localdate(at)))
        move(held, seen, state=SchemeState.APPROVED, approved_by=actor.username, approved_at=at)
    return held


def withdraw_scheme(scheme: AppraisalScheme, *, actor: Actor, at: datetime, reason: str) -> AppraisalScheme:
    """No sheet is opened under it any more; those that are settled stay."""
    reason = said(reason, "reason", _("Please give a reason."))
    require(actor, Verb.CHANGE if scheme.state == SchemeState.DRAFT else Verb.APPROVE, "appraisal_scheme")
    with transaction.atomic(), audit.because(actor, reason):
        held = AppraisalScheme.objects.select_for_update().get(pk=scheme.pk)
        move(held, against_step(held, SchemeStep.WITHDRAW), state=SchemeState.WITHDRAWN, withdrawn_at=at)
    return held


def against_step(scheme: AppraisalScheme, step: SchemeStep) -> str:
    """The state the step starts from; refused where the table of moves does not have it."""
    if scheme.state not in SCHEME_MOVES[step][0]:
        raise Refused(_("This cannot be done with a scheme that is “%(state)s”.") % {"state": scheme.get_state_display()})
    return scheme.state
