"""The retention schedule, legal holds, and the erasure of an identity by two people."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.permissions import Verb, require, require_other
from governance.organisation import retention
from governance.organisation.actions.accounts import end_sessions
from governance.organisation.actions.dated import day_of, in_turn, locked, one_winner, reasoned
from governance.organisation.models import Account, ErasureRequest, ErasureStatus, Identity, LegalHold, OneTimeCode, Person, RetentionRule


@transaction.atomic
def set_retention(*, kind: str, months: int, actor: Actor, at: datetime, reason: str, basis: str = "") -> RetentionRule:
    """How long one kind of record is kept."""
    require(actor, Verb.CHANGE, "retention")
    registered = retention.kind(kind)
    if not registered.least_months <= months <= retention.LONGEST:
        message = _("Between %(least)s and %(longest)s months.") % {"least": registered.least_months, "longest": retention.LONGEST}
        raise InvalidInput(message, fields={"months": message})
    with audit.because(actor, reasoned(reason)):
        rule, made = RetentionRule.objects.select_for_update().get_or_create(
            kind=kind, defaults={"months": months, "basis": basis or str(registered.basis)}
        )
        if not made:
            rule.months, rule.basis = months, basis or rule.basis
            rule.save()
    return rule


@transaction.atomic
def place_hold(*, kind: str, actor: Actor, at: datetime, reason: str, person: Person | None = None) -> LegalHold:
    """Nothing of this kind (of this person, where named) is erased until the hold is released."""
    require(actor, Verb.CHANGE, "retention")
    retention.kind(kind)
    reason = reasoned(reason)
    in_turn()
    if LegalHold.objects.filter(kind=kind, person=person, released_at__isnull=True).exists():
        raise Conflict(_("Such a hold already stands."))
    with audit.because(actor, reason):
        return LegalHold.objects.create(kind=kind, person=person, reason=reason, placed_at=at)


@transaction.atomic
def release_hold(*, hold: LegalHold, actor: Actor, at: datetime, reason: str) -> None:
    """The hold ends; the schedule applies again."""
    require(actor, Verb.CHANGE, "retention")
    with audit.because(actor, reasoned(reason)):
        if not audit.update(LegalHold.objects.filter(pk=hold.pk, released_at__isnull=True), released_at=at):
            raise Conflict(_("This hold has already been released."))


@transaction.atomic
def request_erasure(*, person: Person, actor: Actor, at: datetime, reason: str) -> ErasureRequest:
    """Ask that a person's identity be erased. The project office or HR asks, HR decides."""
    require(actor, Verb.CHANGE, "identity")
    reason = reasoned(reason)
    person = locked(person)
    may_erase(person, at)
    if ErasureRequest.objects.filter(person=person, status=ErasureStatus.REQUESTED).exists():
        raise Conflict(_("This has already been requested and waits for a decision."))
    with one_winner(), audit.because(actor, reason):
        return ErasureRequest.objects.create(person=person, reason=reason, requested_at=at, requested_by=actor.username)


def may_erase(person: Person, at: datetime) -> None:
    """Refused while the person is with the company, within the retention period, or under a legal hold."""
    reasons = retention.against_erasure(person, day_of(at))
    if reasons:
        raise Refused(_("This identity cannot be erased."), reasons=reasons)


@transaction.atomic
def decide_erasure(*, request: ErasureRequest, approve: bool, actor: Actor, at: datetime, reason: str) -> ErasureRequest:
    """HR decides on what another person requested; approving erases at once."""
    require(actor, Verb.APPROVE, "identity")
    require_other(actor, request.requested_by)
    reason = reasoned(reason)
    person = locked(request.person)
    if approve:
        may_erase(person, at)
    status = ErasureStatus.DONE if approve else ErasureStatus.DECLINED
    with audit.because(actor, reason):
        open_request = ErasureRequest.objects.filter(pk=request.pk, status=ErasureStatus.REQUESTED)
        if not audit.update(open_request, status=status, decided_at=at, decided_by=actor.username, decision=reason):
            raise Conflict(_("This request has already been decided."))
        if approve:
            erase(person, actor=actor, at=at)
    request.refresh_from_db()
    return request


def erase(person: Person, *, actor: Actor, at: datetime) -> None:
    """Names, contacts, employee number and the means to sign in go; the pseudonym and the record stay."""
    Identity.objects.filter(person=person).update(name="", name_zh="", email="", phone="", erased_at=at)
    person.employee_number = None
    person.save()
    account = Account.objects.filter(person=person).first()
    if account is not None:
        end_sessions(account)
        OneTimeCode.objects.filter(account=account).delete()
        Authenticator.objects.filter(user=account).delete()
        EmailAddress.objects.filter(user=account).delete()
        account.username, account.email, account.is_active = f"erased-{person.pseudonym}", "", False
        account.set_unusable_password()
        account.save()
    retention.erased(person.pk, actor=actor, at=at)
