"""Who signs in for a vendor: named by the project office, between dated days, ended early with a reason."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.contracts.models import Vendor, VendorMember
from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput
from governance.core.permissions import Verb, require
from governance.core.roles import Role
from governance.organisation.models import Person, RoleAssignment


def name_member(
    vendor: Vendor, *, person: Person, first_day: date, last_day: date | None = None, actor: Actor, at: datetime, reason: str = ""
) -> VendorMember:
    """From now on this person signs in for the vendor and sees its contracts. Nobody of the client's side can be named."""
    require(actor, Verb.CHANGE, "vendor")
    if last_day is not None and last_day < first_day:
        raise InvalidInput(_("The last day lies before the first."), fields={"last_day": _("Not before the first day.")})
    with transaction.atomic(), audit.because(actor, reason):
        Person.objects.select_for_update().get(pk=person.pk)
        _vendors_only(person, first_day, last_day)
        held = VendorMember.objects.current().filter(person=person).during(first_day, last_day or date.max)
        if held.exists():
            taken = _("Already named for %s in these days.") % held[0].vendor
            raise InvalidInput(_("This person is already named for these days."), fields={"person": taken})
        return VendorMember.objects.create(vendor=vendor, person=person, first_day=first_day, last_day=last_day, recorded_at=at)


def end_member(member: VendorMember, *, last_day: date, actor: Actor, at: datetime, reason: str) -> VendorMember:
    """End early: the old days are superseded, never overwritten."""
    require(actor, Verb.CHANGE, "vendor")
    if not reason.strip():
        raise InvalidInput(_("Say why it ends."), fields={"reason": _("Enter the reason.")})
    if last_day < member.first_day:
        raise InvalidInput(_("The last day lies before the first."), fields={"last_day": _("Not before the first day.")})
    if member.last_day is not None and last_day >= member.last_day:
        raise InvalidInput(_("It ends by then anyway."), fields={"last_day": _("An earlier day.")})
    with transaction.atomic(), audit.because(actor, reason):
        if not audit.update(VendorMember.objects.current().filter(pk=member.pk), superseded_at=at):
            raise Conflict(_("Someone else has just changed this account. Look at it again."))
        return VendorMember.objects.create(
            vendor=member.vendor, person=member.person, first_day=member.first_day, last_day=last_day, recorded_at=at
        )


def _vendors_only(person: Person, first_day: date, last_day: date | None) -> None:
    roles = set(
        RoleAssignment.objects.current().filter(person=person).during(first_day, last_day or date.max).values_list("role", flat=True)
    )
    if roles - {Role.VENDOR}:
        raise InvalidInput(
            _("People of the client cannot sign in for a vendor."), fields={"person": _("This person has a role on the client’s side.")}
        )
    if Role.VENDOR not in roles:
        raise InvalidInput(
            _("First give this person the role of a vendor."), fields={"person": _("This person does not have the role of a vendor.")}
        )
