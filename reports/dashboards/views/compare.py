"""Two moments of the record beside each other: the programme, or one office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from governance.core import naming, written
from governance.core.actor import Actor
from governance.core.known import InstantField, text_of
from governance.core.pages import Request, needs
from governance.core.permissions import Verb
from governance.core.tables import Column, Empty, Table
from governance.organisation.models import Office
from reports.dashboards.comparing.differing import Cause, Change, Compared, causes_of, compare
from reports.dashboards.comparing.recorded import Between, causes
from reports.dashboards.comparing.telling import tell
from reports.dashboards.views.compare_groups import Say, difference, in_groups, sides
from reports.dashboards.views.finding import office_or_404
from rollout.staging.selectors import local_day, record_begins

CAUSES_SHOWN = 3


class CompareForm(forms.Form):
    """The earlier moment, and the later one (now, where left out)."""

    def __init__(self, data: Any, *, now: datetime, since: datetime | None) -> None:
        super().__init__(data)
        self.now = now
        first, second = _("A day alone means its end."), _("Leave empty for now.")
        self.fields["first"] = InstantField(label=_("Earlier moment"), help_text=first, now=now, since=since)
        self.fields["second"] = InstantField(label=_("Later moment"), help_text=second, required=False, now=now, since=since)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        first, second = found.get("first"), found.get("second")
        if first and "second" in found and first >= min(second or self.now, self.now):
            self.add_error("second", _("This moment must come after the first."))
        return found

    @property
    def second(self) -> datetime | None:
        """None: now."""
        instant: datetime | None = self.cleaned_data["second"]
        return instant if instant is not None and instant < self.now else None


@dataclass(frozen=True)
class Line:
    """One change in words."""

    group: str
    label: str
    before: str
    after: str
    difference: str
    why: str
    url: str
    causes: tuple[str, ...] = ()


@needs(Verb.VIEW, "sponsor_page")
def programme(request: Request) -> HttpResponseBase:
    return page(request, None)


@needs(Verb.VIEW, "adoption")
def office(request: Request, office_id: int) -> HttpResponseBase:
    return page(request, office_or_404(request, office_id, "adoption"))


def compare_url(instant: datetime | None, office_id: int | None = None) -> str:
    """The comparison of an instant with now; without one it asks for both."""
    url = reverse("dashboards:compare_office", args=[office_id]) if office_id else reverse("dashboards:compare")
    return url + ("?" + urlencode({"first": text_of(instant)}) if instant else "")


def page(request: Request, about: Office | None) -> HttpResponseBase:
    asks = any(request.GET.get(name, "").strip() for name in ("first", "second"))
    form = CompareForm(request.GET if asks else None, now=request.now, since=record_begins() if asks else None)
    context: dict[str, Any] = {"form": form, "office": about}
    if asks and form.is_valid():
        first, second = form.cleaned_data["first"], form.second
        office_id = about.pk if about else None
        found = compared(first, second, request, office_id)
        between = Between(first, second or request.now, request.actor, office_id)
        recorded = causes(between) if found.changes else []
        say = speaker(recorded, request.actor)
        table = changes_table(request, lines(found, recorded, say, moved=local_day(first) != local_day(between.second)))
        if download := table.export():
            return download
        context |= {"first": first, "second": second, "to": between.second, "table": table, "withheld": found.withheld}
        context |= {"count": len(found.changes), "first_text": text_of(first), "second_text": text_of(second) if second else ""}
        context |= {"listed": as_list(request)} | in_groups(found.changes, recorded, say)
    return render(request, "dashboards/compare.html", context, status=422 if form.errors else 200)


def as_list(request: Request) -> bool:
    """Asked for as one list, or narrowed or sorted as only the list can be."""
    return request.GET.get("as") == "list" or any(name.startswith("changes-") for name in request.GET)


def compared(first: datetime, second: datetime | None, request: Request, office_id: int | None) -> Compared:
    then = tell(first, local_day(first), request.actor, office_id=office_id)
    return compare(then, tell(second, local_day(second or request.now), request.actor, office_id=office_id))


def lines(found: Compared, recorded: list[Cause[datetime]], say: Say, *, moved: bool) -> list[Line]:
    said = {one: say(one) for one in recorded}
    return [line(change, why(change, said, moved)) for change in found.changes]


def speaker(recorded: list[Cause[datetime]], reader: Actor) -> Say:
    """Puts a cause into words, with the names this reader may know."""
    names = naming.names({one.username for one in recorded}, reader)
    return lambda one: in_words(one, names)


def in_words(one: Cause[datetime], names: dict[str, str]) -> str:
    """What happened, who, when, why."""
    values = {"what": one.what, "who": names.get(one.username, one.username), "when": written.moment(one.at), "reason": one.reason}
    return (_("%(when)s, %(who)s: %(what)s (%(reason)s)") if one.reason else _("%(when)s, %(who)s: %(what)s")) % values


def why(change: Change, said: dict[Cause[datetime], str], moved: bool) -> tuple[str, ...]:
    """What the record says of it; what reads the same is said once."""
    found = list(dict.fromkeys(said[one] for one in causes_of(change.fact, list(said))))
    if not found:
        return (_("the days in between have passed"),) if moved else ()
    more = len(found) - CAUSES_SHOWN
    return (*found[:CAUSES_SHOWN], _("and %(count)d more") % {"count": more}) if more > 0 else tuple(found)


def line(change: Change, causes: tuple[str, ...]) -> Line:
    fact, (before, after) = change.fact, sides(change)
    return Line(fact.group, fact.label, before, after, difference(change), "; ".join(causes), fact.url, causes)


def changes_table(request: Request, rows: list[Line]) -> Table:
    groups = list(dict.fromkeys(row.group for row in rows))
    columns = [
        Column("group", _("About"), choices=[(name, name) for name in groups], phone="head"),
        Column("label", _("What changed"), link=lambda row: row.url or None),
        Column("before", _("Before")),
        Column("after", _("After")),
        Column("difference", _("Difference"), numeric=True),
        Column("why", _("Why, as far as the record tells"), sort=False, phone="foot", show=shortly),
    ]
    empty = Empty(_("Nothing changed"), _("The record told the same at both moments."), icon="circle-check")
    return Table(request, columns, rows, name="changes", empty=empty, filename="changes", per_page=200, compact=15)


def shortly(row: Line) -> str:
    """The first cause; the others open below it. A search and an export have them all."""
    if len(row.causes) < 2:
        return row.why
    others = format_html_join("", "<li>{}</li>", ((one,) for one in row.causes[1:]))
    return format_html('{}<details class="causes"><summary>{}</summary><ul>{}</ul></details>', row.causes[0], _("More"), others)
