"""Search over everything that the reader may see."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from governance.core.actor import Actor
from governance.core.pages import Request, needs
from governance.core.permissions import Verb, allows, scope
from governance.organisation.models import Office, OfficeKind, Person
from governance.organisation.selectors import offices_for, people_names
from reports.dashboards.finding import MOST, Group, Hit, groups
from reports.dashboards.links import url_if


@needs(Verb.VIEW, "search")
def search(request: Request) -> HttpResponseBase:
    """By code, number or any of its names, as far as the reader's rights reach."""
    q = request.GET.get("q", "").strip()[:80]
    offices = found_offices(q, request.actor) if q else []
    people = found_people(q, request.actor) if q else []
    found = [
        Group("offices", gettext("Offices"), "building", offices[:MOST], len(offices) > MOST),
        Group("people", gettext("People"), "user", people[:MOST], len(people) > MOST),
        *groups(q, request.actor, timezone.localdate(request.now)),
    ]
    shown = [group for group in found if group.hits]
    return render(request, "dashboards/search.html", {"q": q, "groups": shown, "more": any(group.more for group in shown)})


def found_offices(q: str, actor: Actor) -> list[Hit]:
    named = Q(code__icontains=q) | Q(name__icontains=q) | Q(name_zh__icontains=q)
    found = offices_for(actor, Verb.VIEW, "office").filter(named).select_related("parent").order_by("code")[: MOST + 1]
    return [Hit(str(office), office_note(office), office_url(office, actor)) for office in found]


def office_note(office: Office) -> str:
    return f"{office.code} · {office.parent}" if office.parent else office.code


def office_url(office: Office, actor: Actor) -> str:
    """The office's figures where the reader may see them, else its place in the organisation."""
    if office.kind == OfficeKind.OFFICE and allows(actor, Verb.VIEW, "adoption", office_id=office.pk):
        return reverse("dashboards:office", args=[office.pk])
    return url_if("organisation:office", office.pk)


def found_people(q: str, actor: Actor) -> list[Hit]:
    """Names are searched only among people whose identity the reader may know; others are found by pseudonym alone."""
    seen, known = scope(actor, Verb.VIEW, "person"), scope(actor, Verb.VIEW, "identity")
    if not seen:
        return []
    by_name = Q(identity__name__icontains=q) | Q(identity__name_zh__icontains=q) | Q(employee_number__icontains=q)
    named = Q(pk__in=Person.objects.within(known).values("pk")) & by_name if known else Q(pk__in=())
    found = list(Person.objects.within(seen).filter(named | Q(pseudonym__iexact=q)).order_by("pseudonym")[: MOST + 1])
    names = people_names([person.pk for person in found], actor)
    hits = [Hit(names[person.pk], person.pseudonym, url_if("organisation:person", person.pk)) for person in found]
    return sorted(hits, key=lambda hit: hit.title)
