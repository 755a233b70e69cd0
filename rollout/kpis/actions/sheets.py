"""Appraisal sheets, step by step: opened, agreed or contested, answered, signed by human resources and frozen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.documents.freezing import freeze
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.permissions import Verb, require
from governance.organisation.models import Office, Person
from rollout.kpis import telling
from rollout.kpis.actions.moving import move, refuse_if, said
from rollout.kpis.actions.schemes import require_policy
from rollout.kpis.contesting import LEAST_DAYS, Case, against
from rollout.kpis.models import AppraisalEvent, AppraisalScheme, AppraisalSheet
from rollout.kpis.selectors.sheets import concerned, period, scheme_on, sheet_figures
from rollout.kpis.states import SHEET_MOVES, Audience, SheetState, SheetStep

# Not an object of the permission table: whoever only has the fingerprint is told that it is ours, not what it says.
KIND = "appraisal sheet"


def open_sheets(
    scheme: AppraisalScheme,
    of: Sequence[tuple[Office, Person | None]],
    *,
    contest_by: date,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> list[AppraisalSheet]:
    """Work the sheets out and show each to whom it is about, who may contest it until that day. Those that have one are left alone."""
    require(actor, Verb.CHANGE, "appraisal")
    today = timezone.localdate(at)
    if contest_by < today + timedelta(days=LEAST_DAYS):
        message = _("Give at least %(days)d days to contest it.") % {"days": LEAST_DAYS}
        raise InvalidInput(message, fields={"contest_by": message})
    in_force = scheme_on(scheme.year, Audience(scheme.audience), today)
    if in_force is None or in_force.pk != scheme.pk:
        raise Refused(_("This version of the scheme is not in force today."))
    require_policy(scheme, today)
    months = period(scheme.year, today)
    if months is None:
        raise Refused(_("No month of that year is over yet."))
    wanted = without_sheet(scheme, of)
    with transaction.atomic(), audit.because(actor, reason):
        made = []
        for (office, person), figures in zip(wanted, sheet_figures(scheme, wanted, *months), strict=True):
            made.append(opened(scheme, office, person, months, figures, contest_by, actor, at))
        telling.tell(made, telling.READY, at=at)
    return made


def without_sheet(scheme: AppraisalScheme, of: Sequence[tuple[Office, Person | None]]) -> list[tuple[Office, Person | None]]:
    live = AppraisalSheet.objects.filter(scheme__year=scheme.year, scheme__audience=scheme.audience).exclude(state=SheetState.WITHDRAWN)
    people, offices = set[int](), set[int]()
    for office_id, person_id in live.values_list("office_id", "person_id"):
        if person_id is None:
            offices.add(office_id)
        else:
            people.add(person_id)
    return [(office, person) for office, person in of if (person.pk not in people if person else office.pk not in offices)]


def opened(
    scheme: AppraisalScheme,
    office: Office,
    person: Person | None,
    months: tuple[date, date],
    figures: dict[str, Any],
    contest_by: date,
    actor: Actor,
    at: datetime,
) -> AppraisalSheet:
    sheet = AppraisalSheet(scheme=scheme, office=office, person=person, first=months[0], last=months[1], figures=figures)
    sheet.contest_by, sheet.opened_by, sheet.opened_at = contest_by, actor.username, at
    sheet._history_date = at
    try:
        with transaction.atomic():
            sheet.save()
    except IntegrityError:
        raise Conflict(_("There is a sheet for %(whom)s already.") % {"whom": person or office}) from None
    AppraisalEvent.objects.create(sheet=sheet, step=SheetStep.OPEN, on=timezone.localdate(at), figures=figures, recorded_at=at)
    return sheet


def agree(sheet: AppraisalSheet, *, actor: Actor, at: datetime, reason: str = "") -> AppraisalSheet:
    """Those whose sheet it is agree to it."""
    require_own(sheet, actor)
    return take(sheet, SheetStep.AGREE, actor, at, reason)


def contest(sheet: AppraisalSheet, *, told: str, actor: Actor, at: datetime, reason: str = "") -> AppraisalSheet:
    """Those whose sheet it is say what is wrong with it. It cannot be signed before that is answered."""
    require_own(sheet, actor)
    return take(sheet, SheetStep.CONTEST, actor, at, reason, told=said(told, "told", _("Say what is wrong.")))


def answer(sheet: AppraisalSheet, *, told: str, again: bool = False, actor: Actor, at: datetime, reason: str = "") -> AppraisalSheet:
    """Answer what was contested; `again` works the figures out anew from what the record holds now."""
    require(actor, Verb.CHANGE, "appraisal", office_id=sheet.office_id)
    told = said(told, "told", _("Please write an answer."))
    fields: dict[str, Any] = {}
    if again:
        scheme = sheet.scheme
        fields["figures"] = sheet_figures(scheme, [(sheet.office, sheet.person)], sheet.first, sheet.last)[0]
    return take(sheet, SheetStep.ANSWER, actor, at, reason, told=told, **fields)


def settle(sheet: AppraisalSheet, *, actor: Actor, at: datetime, reason: str = "") -> AppraisalSheet:
    """Human resources signs: the figures that were shown are frozen under their hash. The policy must still be in force."""
    require(actor, Verb.APPROVE, "appraisal", office_id=sheet.office_id)
    require_policy(sheet.scheme, timezone.localdate(at))
    return take(sheet, SheetStep.SETTLE, actor, at, reason, settled_by=actor.username)


def take_back(sheet: AppraisalSheet, *, actor: Actor, at: datetime, reason: str) -> AppraisalSheet:
    """Withdraw a sheet that is not settled; another may be opened in its place."""
    require(actor, Verb.CHANGE, "appraisal", office_id=sheet.office_id)
    return take(sheet, SheetStep.WITHDRAW, actor, at, said(reason, "reason", _("Please give a reason.")))


def require_own(sheet: AppraisalSheet, actor: Actor) -> None:
    office_id = sheet.office_id if sheet.person_id is None else None
    require(actor, Verb.CHANGE, "own_appraisal", office_id=office_id, person_id=sheet.person_id)
    if not concerned(sheet, actor):
        raise NotAllowed(_("Only those whose sheet it is can do this."))


def case_of(sheet: AppraisalSheet) -> Case:
    """The sheet as the pure rules see it."""
    return Case(SheetState(sheet.state), sheet.opened_by, sheet.contest_by, has_total=sheet.figures.get("total") is not None)


def take(
    sheet: AppraisalSheet, step: SheetStep, actor: Actor, at: datetime, reason: str, *, told: str = "", **fields: Any
) -> AppraisalSheet:
    """One step: the row held, the rule asked, the move made, the event written."""
    today = timezone.localdate(at)
    with transaction.atomic(), audit.because(actor, reason or told):
        held = AppraisalSheet.objects.select_for_update(of=("self",)).select_related("scheme", "office", "person").get(pk=sheet.pk)
        refuse_if(against(step, case_of(held), day=today, username=actor.username, concerned=concerned(held, actor)))
        if step == SheetStep.SETTLE:
            frozen = {**held.figures, "agreed": held.state == SheetState.AGREED, "contested": was_contested(held)}
            fields["snapshot"] = freeze(KIND, frozen, actor=actor, at=at, reason=reason)
        move(held, held.state, state=SHEET_MOVES[step][1], **fields)
        AppraisalEvent.objects.create(sheet=held, step=step, on=today, told=told, figures=fields.get("figures", {}), recorded_at=at)
        telling.over(held, at=at)
        if step == SheetStep.ANSWER:
            telling.tell([held], telling.ANSWERED, at=at)
    return held


def was_contested(sheet: AppraisalSheet) -> bool:
    return sheet.events.filter(step=SheetStep.CONTEST).exists()
