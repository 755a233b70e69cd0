"""A role whose own page is not the reader's first one: what waits in it, and the way to that page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core.roles import Role
from governance.organisation.models import Office
from reports.dashboards import waiting
from reports.dashboards.homes.parts import Item, Part, Visit, urgent_first


def sponsor(visit: Visit) -> Part:
    return part(Role.SPONSOR, waiting.decisions(visit.actor), reverse("dashboards:sponsor"), _("Programme status"))


def project(visit: Visit) -> Part:
    return part(Role.PROJECT_OFFICE, waiting.work(visit.actor, visit.day), reverse("dashboards:work"), _("Work"))


def head(visit: Visit) -> Part:
    """Each office that the reader answers for, in person or as a deputy."""
    ids = {pk for grant in visit.actor.grants if grant.role == Role.OFFICE_HEAD for pk in grant.office_ids or ()}
    offices = Office.objects.branches().filter(pk__in=ids).order_by("code")
    items = [Item(str(office), reverse("dashboards:office", args=[office.pk])) for office in offices]
    said = ngettext("You answer for %(count)d office.", "You answer for %(count)d offices.", len(items))
    return Part(Role.OFFICE_HEAD, said % {"count": len(items)}, items=items, title=_("My offices"))


def part(role: Role, items: list[Item], url: str, action: str) -> Part:
    said = ngettext("%(count)d thing waits for you.", "%(count)d things wait for you.", len(items)) % {"count": len(items)}
    return Part(role, said if items else _("Nothing waits for you."), items=urgent_first(items), url=url, action=action)
