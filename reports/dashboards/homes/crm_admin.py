"""The CRM's administrator: whose access must change, and which accounts do not fit the clearance list?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core import written
from governance.core.permissions import Verb, allows
from governance.core.roles import Role
from governance.organisation.selectors import names_for
from reports.dashboards.homes.parts import Block, Cell, Item, Part, Tile, Visit
from training.clearance.models import ClearanceChange, Finding, FindingKind, Reconciliation
from training.clearance.selectors.counts import last_reconciliation
from training.clearance.views.lists import change_words

SHOWN = 12
FORTNIGHT = timedelta(days=14)
# A list of accounts older than this says little about today.
STALE = 14


def part(visit: Visit) -> Part:
    last = last_reconciliation(visit.day, visit.known_at)
    since = last.recorded_at if last else visit.now - FORTNIGHT
    changes = ClearanceChange.objects.filter(recorded_at__gt=since)
    if visit.known_at is not None:
        changes = changes.filter(recorded_at__lte=visit.known_at)
    found = at_the_end(changes.select_related("office", "person__identity").order_by("-recorded_at", "-pk"))
    lost, gained = sum(not one.allowed for one in found), sum(one.allowed for one in found)
    kinds = open_kinds(last) if last else {}
    when = _("since the last list of accounts") if last else _("in the last two weeks")
    return Part(
        Role.CRM_ADMIN,
        sentence(lost, gained, when),
        tiles=[
            to_switch(_("To switch off"), lost, _("lost clearance %(when)s") % {"when": when}, "bad"),
            to_switch(_("To switch on"), gained, _("became cleared %(when)s") % {"when": when}, "watch"),
            Tile(_("Accounts to reconcile"), str(sum(kinds.values())) if last else written.DASH, as_of(last), page_of(last)),
        ],
        items=[*accounts(visit, last, kinds)],
        quiet=_("Every account fits the clearance list."),
        blocks=[changed(visit, found)],
        url=reverse("core:import-send", args=["crm-accounts"]) if allows(visit.actor, Verb.IMPORT, "crm_account") else "",
        action=_("Send in a list of accounts"),
    )


def at_the_end(changes: Iterable[ClearanceChange]) -> list[ClearanceChange]:
    """What the CRM has to follow, newest first: one change per person and role. Who lost it in one office and has it in another, moved."""
    last: dict[tuple[int, str], dict[int, ClearanceChange]] = {}
    for one in changes:
        last.setdefault((one.person_id, one.crm_role), {}).setdefault(one.office_id, one)
    stood = [list(offices.values()) for offices in last.values()]
    return [offices[0] for offices in stood if len({one.allowed for one in offices}) == 1]


def to_switch(label: str, count: int, note: str, look: str) -> Tile:
    return Tile(label, str(count), note, reverse("clearance:changes"), look if count else "")


def sentence(lost: int, gained: int, when: str) -> str:
    return _("%(lost)d people lost clearance and %(gained)d became cleared %(when)s.") % {"lost": lost, "gained": gained, "when": when}


def open_kinds(last: Reconciliation) -> dict[str, int]:
    """Kind of finding → how many are not settled. One query."""
    rows = Finding.objects.filter(reconciliation=last, resolution__isnull=True).order_by().values_list("kind", flat=True)
    found: dict[str, int] = {}
    for kind in rows:
        found[kind] = found.get(kind, 0) + 1
    return found


def as_of(last: Reconciliation | None) -> str:
    return _("list of %(day)s") % {"day": written.day(last.on)} if last else _("no list was compared yet")


def page_of(last: Reconciliation | None) -> str:
    return reverse("clearance:reconciliation", args=[last.pk]) if last else reverse("clearance:reconciliations")


def accounts(visit: Visit, last: Reconciliation | None, kinds: dict[str, int]) -> list[Item]:
    """What the last comparison left open, access without clearance first; and that it is old."""
    if last is None:
        text = _("Send in the CRM's list of accounts: it is held against the clearance list.")
        return [Item(text, reverse("clearance:reconciliations"), "watch")]
    items = []
    for kind in FindingKind:
        if kinds.get(kind.value):
            look = "bad" if kind == FindingKind.UNCLEARED else "watch"
            items.append(Item(f"{kind.label}: {kinds[kind.value]}", page_of(last), look))
    if (age := (visit.day - last.on).days) > STALE:
        said = ngettext("The last list of accounts is %(days)d day old.", "The last list of accounts is %(days)d days old.", age)
        items.append(Item(said % {"days": age}, reverse("clearance:reconciliations"), "watch"))
    return items


def changed(visit: Visit, found: list[ClearanceChange]) -> Block:
    """Whose clearance changed: what to switch off in the CRM comes before what to switch on, the latest first."""
    shown = sorted(found, key=lambda one: one.allowed)[:SHOWN]
    names = names_for([one.person for one in shown], visit.actor)
    rows = [
        [
            Cell(names[one.person_id], reverse("clearance:person", args=[one.person_id])),
            Cell(str(one.office)),
            Cell(one.crm_role),
            Cell(change_words(one), look="good" if one.allowed else "bad"),
            Cell(written.day(one.on)),
        ]
        for one in shown
    ]
    return Block(
        _("Changed on the clearance list"),
        [_("Person"), _("Office"), _("Role in the CRM"), _("What happened"), _("On")],
        rows,
        _("Nobody's clearance has changed since."),
        url=reverse("clearance:changes"),
        action=_("All changes"),
    )
