"""Am I cleared, and what is missing? The same page for those who may see somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core.errors import NotFound
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, scope
from governance.organisation.models import Person
from governance.organisation.selectors import people_names
from training.clearance import sources, wording
from training.clearance.models import Certificate, ClearanceChange, ProxyPermit, Waiver
from training.clearance.rules import Kind, State
from training.clearance.selectors.lists import Row, rows
from training.clearance.views.asked import day_asked

STATUS = {State.MET: "good", State.WAIVED: "info", State.EXPIRED: "bad", State.MISSING: "bad"}


@dataclass(frozen=True)
class Item:
    """One requirement: how it stands and where to do it."""

    text: str
    status: str
    done: bool
    url: str
    action: str


@dataclass(frozen=True)
class Role:
    """One role of the person."""

    row: Row
    obstacle: str
    items: tuple[Item, ...]

    @property
    def open(self) -> int:
        return sum(not item.done for item in self.items)


def roles_of(found: list[Row], *, own: bool) -> list[Role]:
    titles = sources.titles({line.need for row in found for line in row.lines})
    ways = {kind: sources.way(kind) if own else "" for kind in Kind}
    told = []
    for row in found:
        ordered = sorted(row.lines, key=lambda line: (line.lets_in, line.need))
        items = tuple(
            Item(
                wording.reason(line, titles),
                STATUS[line.state],
                line.lets_in,
                "" if line.lets_in else ways[Kind(line.need.kind)],
                wording.do_it(line.need.kind),
            )
            for line in ordered
        )
        told.append(Role(row, wording.obstacle_words(row.obstacle, row.duty_from) if row.obstacle else "", items))
    return told


def shown(request: Request, person: Person, day: date, instant: datetime | None, *, own: bool) -> dict[str, Any]:
    found = rows(day, instant, people={person.pk})
    titles = sources.titles({item for change in changes_of(person, instant) for item in wording.needs_in(change.why)})
    permits = ProxyPermit.objects.filter(person=person, last_day__gte=day) | ProxyPermit.objects.filter(clerk=person, last_day__gte=day)
    running = list(permits.select_related("withdrawal", "office").order_by("last_day", "pk"))
    reached = scope(request.actor, Verb.VIEW, "certificate")
    of_theirs = bool(reached.office_ids) and Person.objects.within(reached).filter(pk=person.pk).exists()
    return {
        "person": person,
        "may_print": own or reached.everything or of_theirs,
        "roles": roles_of(found, own=own),
        "known_at": instant,
        "own": own,
        "day": day,
        "certificates": [(row, row.valid_on(day)) for row in Certificate.objects.filter(person=person)],
        "waivers": list(Waiver.objects.filter(person=person, last_day__gte=day, withdrawal__isnull=True)),
        "permits": [permit for permit in running if not hasattr(permit, "withdrawal")],
        "names": people_names({pk for permit in running for pk in (permit.clerk_id, permit.person_id)}, request.actor),
        "changes": [(change, wording.kept(change.why, titles)) for change in changes_of(person, instant)],
    }


def changes_of(person: Person, instant: datetime | None) -> list[ClearanceChange]:
    found = ClearanceChange.objects.filter(person=person)
    return list((found.filter(recorded_at__lte=instant) if instant else found)[:20])


@needs(Verb.VIEW, "my_clearance")
def mine(request: Request) -> HttpResponse:
    person = Person.objects.filter(pk=request.actor.person_id).first() if request.actor.person_id else None
    if person is None:
        raise NotFound(_("This account belongs to no person."))
    return render(request, "clearance/person.html", shown(request, person, timezone.localdate(request.now), None, own=True))


@needs(Verb.VIEW, "clearance")
def person(request: Request, person_id: int) -> HttpResponse:
    """For those whose right reaches one of the person's offices."""
    of = Person.objects.within(scope(request.actor, Verb.VIEW, "clearance")).select_related("identity").filter(pk=person_id).first()
    if of is None:
        raise NotFound(_("There is no such person, or none that you may see."))
    day, instant = day_asked(request)
    context = shown(request, of, day, instant, own=False)
    return render(request, "clearance/person.html", context | {"name": people_names([of.pk], request.actor)[of.pk]})
