"""What a search finds: each kind by the rights of its own list, by any of its names in any language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.contracts.access import contracts_for
from governance.contracts.models import Milestone
from governance.core import metrics
from governance.core.actor import Actor
from governance.core.permissions import Verb, allows, scope
from governance.organisation.models import Office, OfficeKind, Person
from governance.organisation.selectors import offices_for, people_names
from governance.policies.models import Policy
from governance.steering.models import Ballot
from reports.dashboards.links import url_if
from rollout.impact.models import RolloutStep, Touchpoint
from rollout.kpis.models import Kpi
from training.courses.models import Course

MOST = 50


@dataclass(frozen=True)
class Hit:
    title: str
    note: str
    url: str


@dataclass(frozen=True)
class Group:
    """The hits of one kind. `more`: there are more than are shown."""

    name: str
    title: str | Promise
    icon: str
    hits: list[Hit]
    more: bool = False


@dataclass(frozen=True)
class Source:
    """One kind; `what` is the right that opens its list and its pages."""

    name: str
    title: str | Promise
    icon: str
    what: str
    find: Callable[[str, Actor, date], Iterable[Hit]]


def groups(q: str, actor: Actor, day: date) -> list[Group]:
    """Whatever carries these letters and is the reader's to see. A fixed number of queries."""
    seen = [source for source in SOURCES if q and scope(actor, Verb.VIEW, source.what)]
    found = [(source, list(source.find(q, actor, day))) for source in seen]
    return [Group(source.name, source.title, source.icon, hits[:MOST], len(hits) > MOST) for source, hits in found if hits]


def carries(q: str, *fields: str) -> Q:
    return reduce(or_, (Q(**{f"{field}__icontains": q}) for field in fields))


def offices(q: str, actor: Actor, day: date) -> Iterable[Hit]:
    found = (
        offices_for(actor, Verb.VIEW, "office")
        .filter(carries(q, "code", "name", "name_zh"))
        .select_related("parent")
        .order_by("code")[: MOST + 1]
    )
    return [Hit(str(office), office_note(office), office_url(office, actor)) for office in found]


def office_note(office: Office) -> str:
    return f"{office.code} · {office.parent}" if office.parent else office.code


def office_url(office: Office, actor: Actor) -> str:
    """The office's figures where the reader may see them, else its place in the organisation."""
    if office.kind == OfficeKind.OFFICE and allows(actor, Verb.VIEW, "adoption", office_id=office.pk):
        return reverse("dashboards:office", args=[office.pk])
    return url_if("organisation:office", office.pk)


def people(q: str, actor: Actor, day: date) -> Iterable[Hit]:
    """Names are searched only among people whose identity the reader may know; others are found by pseudonym alone."""
    seen, known = scope(actor, Verb.VIEW, "person"), scope(actor, Verb.VIEW, "identity")
    by_name = carries(q, "identity__name", "identity__name_zh", "employee_number")
    named = Q(pk__in=Person.objects.within(known).values("pk")) & by_name if known else Q(pk__in=())
    found = list(Person.objects.within(seen).filter(named | Q(pseudonym__iexact=q)).order_by("pseudonym")[: MOST + 1])
    names = people_names([person.pk for person in found], actor)
    hits = [Hit(names[person.pk], person.pseudonym, url_if("organisation:person", person.pk)) for person in found]
    return sorted(hits, key=lambda hit: hit.title)


def contracts(q: str, actor: Actor, day: date) -> Iterable[Hit]:
    mine = contracts_for(actor, Verb.VIEW, "milestone", day).select_related("vendor").order_by("number")
    for one in mine.filter(carries(q, "number", "title", "vendor__name", "vendor__name_zh"))[: MOST + 1]:
        yield Hit(str(one), str(one.vendor), reverse("contracts:contract", args=[one.pk]))


def milestones(q: str, actor: Actor, day: date) -> Iterable[Hit]:
    mine = Milestone.objects.filter(contract__in=contracts_for(actor, Verb.VIEW, "milestone", day)).select_related("contract")
    for one in mine.filter(carries(q, "number", "name")).order_by("contract__number", "number")[: MOST + 1]:
        yield Hit(str(one), one.contract.number, reverse("contracts:milestone", args=[one.pk]))


def policies(q: str, actor: Actor, day: date) -> Iterable[Hit]:
    found = Policy.objects.filter(carries(q, "code", "title_en", "title_zh_hans", "title_zh_hant")).order_by("code")
    return (Hit(str(one), one.get_kind_display(), one.get_absolute_url()) for one in found[: MOST + 1])


def courses(q: str, actor: Actor, day: date) -> Iterable[Hit]:
    found = Course.objects.filter(carries(q, "code", "title", "title_zh_hans", "title_zh_hant")).order_by("code")
    return (Hit(str(one), one.get_kind_display(), reverse("courses:course", args=[one.code])) for one in found[: MOST + 1])


def kpis(q: str, actor: Actor, day: date) -> Iterable[Hit]:
    found = Kpi.objects.filter(carries(q, "code", "name", "name_zh_hans", "name_zh_hant")).order_by("code")
    return (Hit(str(one), one.get_state_display(), one.get_absolute_url()) for one in found[: MOST + 1])


def steps(q: str, actor: Actor, day: date) -> Iterable[Hit]:
    found = RolloutStep.objects.filter(carries(q, "name", "name_zh")).order_by("name", "pk")
    return (Hit(str(one), one.get_state_display(), one.get_absolute_url()) for one in found[: MOST + 1])


def touchpoints(q: str, actor: Actor, day: date) -> Iterable[Hit]:
    found = Touchpoint.objects.filter(carries(q, "code", "name", "name_zh")).order_by("code")
    return (Hit(str(one), one.code, one.get_absolute_url()) for one in found[: MOST + 1])


def ballots(q: str, actor: Actor, day: date) -> Iterable[Hit]:
    found = Ballot.objects.filter(carries(q, "question")).select_related("committee").order_by("-recorded_at", "-pk")
    return (Hit(one.question, str(one.committee), one.get_absolute_url()) for one in found[: MOST + 1])


def figures(q: str, actor: Actor, day: date) -> Iterable[Hit]:
    for metric in metrics.registered():
        if q.casefold() in f"{metric.code} {metric.label}".casefold():
            yield Hit(str(metric.label), metric.code, reverse("core:metric", args=[metric.code]))


SOURCES = (
    Source("offices", _("Offices"), "building", "office", offices),
    Source("people", _("People"), "user", "person", people),
    Source("contracts", _("Contracts"), "file-certificate", "milestone", contracts),
    Source("milestones", _("Milestones"), "file-certificate", "milestone", milestones),
    Source("policies", _("Policies"), "gavel", "policy", policies),
    Source("courses", _("Courses"), "school", "course", courses),
    Source("kpis", _("KPIs"), "chart-bar", "kpi", kpis),
    Source("steps", _("Rollout steps"), "stairs", "rollout_step", steps),
    Source("touchpoints", _("Touchpoints"), "map-pin", "touchpoint", touchpoints),
    Source("ballots", _("Ballots"), "checks", "ballot", ballots),
    Source("figures", _("Figures"), "gauge", "metric", figures),
)
