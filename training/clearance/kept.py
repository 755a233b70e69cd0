"""How long printed files are kept, and what is forgotten when a person's identity is erased."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.core import attachments
from governance.core.actor import Actor
from governance.core.models import Attachment
from governance.organisation import retention
from governance.organisation.retention import Kind
from training.clearance.models import AccountName

ZIPS, LISTS = "certificate", "crm_account"


def drop(what: str, before: date, really: bool) -> int:
    """The bytes of files handed in or made for that purpose; that there were such files stays on record."""
    old = Attachment.objects.filter(what=what, stored_at__date__lt=before).order_by("pk")
    young = set(Attachment.objects.filter(stored_at__date__gte=before).values_list("sha256", flat=True))
    going = {row.sha256 for row in old} - young
    present = [sha256 for sha256 in sorted(going) if attachments.place_of(sha256).exists()]
    return sum(attachments.discard(sha256) for sha256 in present) if really else len(present)


def drop_zips(before: date, really: bool, actor: Actor, at: datetime) -> int:
    return drop(ZIPS, before, really)


def drop_lists(before: date, really: bool, actor: Actor, at: datetime) -> int:
    return drop(LISTS, before, really)


def forget_person(person_id: int, actor: Actor, at: datetime) -> None:
    """Printed certificates and account lists that name the person go; the account is known by a number only."""
    named = list(AccountName.objects.filter(Q(findings__person_id=person_id) | Q(keys__person_id=person_id)).distinct().order_by("pk"))
    for name in named:
        AccountName.objects.filter(pk=name.pk).update(name=f"erased-{name.pk}")
    if not retention.is_held(ZIPS):
        drop(ZIPS, date.max, True)
    if named and not retention.is_held(LISTS):
        drop(LISTS, date.max, True)


def register_kinds() -> None:
    retention.on_erasure(forget_person)
    retention.register(
        Kind(ZIPS, _("Certificates printed for a whole office"), 1, _("They can be printed again at any time"), drop_zips),
        Kind(LISTS, _("Lists of CRM accounts sent in"), 12, _("To compare a finding with its source"), drop_lists),
    )
