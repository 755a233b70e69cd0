"""Exemplars: nominated by the office head or the project office, shown only with the person's own consent, which can be taken back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from governance.core import audit, reminders
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed
from governance.core.permissions import Verb, require
from governance.organisation.models import Account, Membership, Person
from rollout.adoption.models import Exemplar, ExemplarStep
from rollout.adoption.models.own import OPEN_EXEMPLARS
from rollout.adoption.owning import EXEMPLAR_MOVES, ExemplarState
from rollout.adoption.selectors.exemplars import ways_of

ASKED = gettext_noop("You are asked whether others may see how you work with the CRM")
LONGEST = 1000


def nominate(*, person: Person, copy: str, actor: Actor, at: datetime, reason: str) -> Exemplar:
    """Ask somebody of the own office to be shown as an exemplar. Nobody else sees it before the person agrees."""
    today = timezone.localdate(at)
    member = Membership.objects.current().on(today).filter(person=person).order_by("first_day", "pk").last()
    require(actor, Verb.CHANGE, "exemplar", office_id=member.office_id if member else None)
    wrong = faults(copy, reason)
    if member is None:
        wrong["person"] = _("This person belongs to no office today.")
    if actor.person_id == person.pk:
        wrong["person"] = _("Nobody nominates themselves.")
    if wrong or member is None:
        raise InvalidInput(_("This nomination cannot be made."), fields=wrong)
    try:
        with transaction.atomic(), audit.because(actor, reason):
            made = Exemplar.objects.create(
                person=person,
                office_id=member.office_id,
                copy=copy.strip(),
                ways=ways_of(person.pk, today),
                nominated_by=actor.username,
                nominated_at=at,
            )
            ExemplarStep(exemplar=made, state=ExemplarState.ASKED, recorded_at=at).save()
            ask(made, today, at)
    except IntegrityError as error:
        raise Conflict(_("This person is nominated already. End that nomination first.")) from error
    return made


def faults(copy: str, reason: str) -> dict[str, Any]:
    wrong: dict[str, Any] = {}
    if not copy.strip():
        wrong["copy"] = _("Say what others should copy.")
    elif len(copy) > LONGEST:
        wrong["copy"] = _("At most %(most)s characters.") % {"most": LONGEST}
    if not reason.strip():
        wrong["reason"] = _("Please say why.")
    return wrong


def ask(made: Exemplar, today: date, at: datetime) -> None:
    for account in Account.objects.filter(is_active=True, person=made.person_id).order_by("pk"):
        told: dict[str, Any] = {"subject": ASKED, "url": reverse("adoption:exemplars"), "key": f"exemplar-{made.pk}"}
        reminders.remind("adoption.exemplar", to_account=account.pk, on=today, at=at, **told)


def consent(exemplar: Exemplar, *, actor: Actor, at: datetime) -> Exemplar:
    """The person agrees to be shown with this text and these figures, to every signed-in colleague, until they take it back."""
    return by_the_person(exemplar, ExemplarState.CONSENTED, actor, at, _("Consent given"))


def decline(exemplar: Exemplar, *, actor: Actor, at: datetime) -> Exemplar:
    """No is an answer without a reason."""
    return by_the_person(exemplar, ExemplarState.DECLINED, actor, at, _("Declined by the person"))


def revoke(exemplar: Exemplar, *, actor: Actor, at: datetime) -> Exemplar:
    """The person takes the consent back; from this moment nobody else sees it. No reason is asked."""
    return by_the_person(exemplar, ExemplarState.REVOKED, actor, at, _("Consent taken back by the person"))


def by_the_person(exemplar: Exemplar, to: ExemplarState, actor: Actor, at: datetime, reason: str) -> Exemplar:
    require(actor, Verb.VIEW, "exemplar")
    if actor.person_id is None or actor.person_id != exemplar.person_id:
        raise NotAllowed(_("Only the person concerned can do this."))
    return move(exemplar, to, actor=actor, at=at, reason=reason)


def end(exemplar: Exemplar, *, actor: Actor, at: datetime, reason: str) -> Exemplar:
    """Whoever may nominate may also end it."""
    require(actor, Verb.CHANGE, "exemplar", office_id=exemplar.office_id)
    if not reason.strip():
        raise InvalidInput(_("Please say why."), fields={"reason": _("Please say why.")})
    return move(exemplar, ExemplarState.ENDED, actor=actor, at=at, reason=reason)


def forget(person_id: int, actor: Actor, at: datetime) -> None:
    """An erased person is no exemplar any more, and the texts about them go."""
    for exemplar in Exemplar.objects.filter(person=person_id).order_by("pk"):
        if exemplar.state in OPEN_EXEMPLARS:
            move(exemplar, ExemplarState.ENDED, actor=actor, at=at, reason=_("Identity erased"))
        audit.update(Exemplar.objects.filter(pk=exemplar.pk), copy="–", ways={})


def move(exemplar: Exemplar, to: ExemplarState, *, actor: Actor, at: datetime, reason: str) -> Exemplar:
    """Guarded change of state with its step: one winner."""
    if to not in EXEMPLAR_MOVES[ExemplarState(exemplar.state)]:
        raise Conflict(_("This cannot be done any more. Look at it again."))
    with transaction.atomic(), audit.because(actor, reason):
        if not audit.update(Exemplar.objects.filter(pk=exemplar.pk, state=exemplar.state), state=to):
            raise Conflict(_("Somebody else changed this meanwhile. Look at it again."))
        ExemplarStep(exemplar=exemplar, state=to, recorded_at=at).save()
        reminders.done(f"exemplar-{exemplar.pk}", at=at)
    exemplar.refresh_from_db()
    return exemplar
