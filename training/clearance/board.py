"""What the overview and the page of an office tell: figures from the registry, and what is missing most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core import metrics, written
from governance.core.actor import Actor
from governance.core.metrics import Measurement, Subject, SubjectKind
from governance.core.permissions import Verb, allows
from governance.organisation.models import Office
from training.clearance import wording
from training.clearance.models import ProxyPermit, Waiver
from training.clearance.rules import Need
from training.clearance.selectors.lists import Row

CODES = ("cleared_share", "certificates_expiring", "proxy_open", "access_without_clearance")
# The programme is the whole company here; its own number belongs to a room above.
WHOLE = Subject(SubjectKind.PROGRAMME, 0)


@dataclass(frozen=True)
class OfficeLine:
    """One office on the overview."""

    office: Office
    share: Measurement
    expiring: Measurement
    proxies: Measurement
    access: Measurement

    @property
    def name(self) -> str:
        return str(self.office)


@dataclass(frozen=True)
class Told:
    """How many are cleared of how many lines of a list, and how many begin later."""

    people: int
    cleared: int

    @property
    def open(self) -> int:
        return self.people - self.cleared


def lines(offices: Iterable[Office], day: date, known_at: datetime | None, actor: Actor) -> list[OfficeLine]:
    """Offices with people who must use the CRM, and what the registry tells of them."""
    by_subject = {Subject(SubjectKind.OFFICE, office.pk): office for office in offices}
    told = [metrics.measure(f"clearance.{code}", by_subject, [day], actor=actor, known_at=known_at) for code in CODES]
    found = [OfficeLine(office, *(of[subject, day] for of in told)) for subject, office in by_subject.items() if (subject, day) in told[0]]
    return [line for line in found if line.share.denominator or line.share.detail.get("small")]


def tiles(day: date, known_at: datetime | None, actor: Actor) -> list[dict[str, Any]]:
    """The programme in four figures, each with the way to its rows."""
    told = {code: metrics.measure_one(f"clearance.{code}", WHOLE, day, actor=actor, known_at=known_at) for code in CODES}
    share, access = told["cleared_share"], told["access_without_clearance"]
    note = _("%(cleared)s of %(people)s people") % {"cleared": written.number(share.numerator), "people": written.number(share.denominator)}
    if left_out := share.detail.get("left_out"):
        note += ngettext("; %(count)s person of small offices left out", "; %(count)s people of small offices left out", left_out) % {
            "count": left_out
        }
    return [
        {
            "label": _("Cleared for the CRM"),
            "value": written.percent(share.value),
            "note": note if share.value is not None else share.absent,
        },
        {
            "label": _("Access without clearance"),
            "value": written.number(access.value),
            "note": access.absent or _("accounts at the last comparison"),
            "status": "" if access.value is None else "bad" if access.value else "good",
        },
        {
            "label": _("Certificates running out"),
            "value": written.number(told["certificates_expiring"].value),
            "note": _("within 90 days"),
        },
        {
            "label": _("Proxy permits open"),
            "value": written.number(told["proxy_open"].value),
            "note": _("clerks who may type for others"),
            "url": reverse("clearance:permits") if allows(actor, Verb.VIEW, "proxy_permit") else "",
        },
    ]


def counted(found: Iterable[Row]) -> Told:
    """People, each cleared only when cleared for all roles."""
    people: dict[int, bool] = {}
    for row in found:
        people[row.person_id] = people.get(row.person_id, True) and row.allowed
    return Told(len(people), sum(people.values()))


def most_lacking(found: Iterable[Row], titles: Mapping[Need, str]) -> list[tuple[str, int, str]]:
    """What is missing, by how many people lack it: title, people, kind."""
    often = Counter(line.need for row in found for line in row.lacking)
    ordered = sorted(often.items(), key=lambda item: (-item[1], item[0]))
    return [(wording.title_of(need, titles), count, str(need.kind)) for need, count in ordered[:6]]


def extended(day: date, known_at: datetime | None) -> list[tuple[str, str]]:
    """Extensions that still run, each with what it is an extension of: what the sponsor must see."""
    ended = Q(withdrawal__on__lte=day)
    if known_at is not None:
        ended &= Q(withdrawal__recorded_at__lte=known_at)
    waivers = Waiver.objects.filter(extends__isnull=False, last_day__gte=day).exclude(ended)
    permits = ProxyPermit.objects.filter(extends__isnull=False, last_day__gte=day).exclude(ended)
    if known_at is not None:
        waivers, permits = waivers.filter(recorded_at__lte=known_at), permits.filter(recorded_at__lte=known_at)
    told = []
    if count := waivers.count():
        words = ngettext("%(count)s waiver was extended and still runs", "%(count)s waivers were extended and still run", count)
        told.append((words % {"count": count}, "waiver"))
    if count := permits.count():
        words = ngettext("%(count)s proxy permit was extended and still runs", "%(count)s proxy permits were extended and still run", count)
        told.append((words % {"count": count}, "proxy_permit"))
    return told
