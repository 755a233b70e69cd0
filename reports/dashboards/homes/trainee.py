"""Sales staff and clerks: what must I do next to work in the CRM: my course, my test, my policy to sign, my certificate?"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.core import written
from governance.core.roles import Role
from governance.policies.selectors import ToSign, to_sign
from reports.dashboards.homes.parts import Block, Cell, Item, Part, Tile, Visit, urgent_first
from training.clearance.models import Certificate, CertificateState
from training.clearance.rules import Kind
from training.clearance.selectors.lists import Row, rows
from training.clearance.sources import titles, way
from training.clearance.wording import do_it, reason
from training.courses.models import Enrolment
from training.courses.rules.states import EnrolmentState, SessionState
from training.testing.models import Attempt, PaperKind

SESSIONS_TO_COME = (SessionState.PLANNED, SessionState.OPEN, SessionState.RUNNING)


def part(visit: Visit) -> Part | None:
    """Everything for whoever is staff alone; beside another role only what waits (policies are reminded of by name)."""
    person = visit.actor.person_id
    if person is None:
        return None
    return whole(visit, person) if len(visit.actor.roles) == 1 else brief(visit, person)


def brief(visit: Visit, person: int) -> Part:
    held = rows(visit.day, visit.known_at, people={person})
    items = urgent_first([*going(person), *running(places_of(person)), *lacking(held, but=())])
    return Part(Role.STAFF, sentence(items, held, bool(held) and all(row.allowed for row in held)), items=items)


def whole(visit: Visit, person: int) -> Part:
    held = rows(visit.day, visit.known_at, people={person})
    places = places_of(person)
    signing = to_sign(person, visit.day)
    items = urgent_first([*going(person), *running(places), *policies(signing, visit), *lacking(held, but=(Kind.POLICY,))])
    own = certificates(person)
    cleared = bool(held) and all(row.allowed for row in held)
    return Part(
        Role.STAFF,
        sentence(items, held, cleared),
        tiles=tiles(held, cleared, places, own, signing),
        items=items,
        quiet=_("Nothing is left for you to do. You are reminded when something is."),
        blocks=[coming(places), kept(own, visit)],
        url=items[0].url if items else "",
        action=_("Begin with the first"),
    )


def sentence(items: list[Item], held: list[Row], cleared: bool) -> str:
    """Cleared or not, and what to do next."""
    if cleared:
        first = _("You are cleared for the CRM.")
    elif held:
        first = _("You are not cleared for the CRM yet.")
    else:
        first = ""
    if not items:
        return first or _("Nothing waits for you.")
    return " ".join([first, _("Next: %(what)s.") % {"what": items[0].text.rstrip(".。")}]).strip()


def tiles(held: list[Row], cleared: bool, places: list[Enrolment], own: list[Certificate], signing: list[ToSign]) -> list[Tile]:
    lines = [line for row in held for line in row.lines]
    met = sum(line.lets_in for line in lines)
    next_place = next((one for one in places if one.state == EnrolmentState.ENROLLED), None)
    late = any(one.overdue for one in signing)
    shown = [
        Tile(
            _("Clearance"),
            _("cleared") if cleared else _("not yet"),
            _("%(some)d of %(all)d requirements met") % {"some": met, "all": len(lines)} if lines else "",
            reverse("clearance:mine"),
            "good" if cleared else "bad",
        )
    ]
    return [
        *(shown if held else []),
        Tile(
            _("My next session"),
            written.day(next_place.session.day) if next_place else written.DASH,
            str(next_place.session.course) if next_place else _("no seat booked"),
            reverse("courses:mine"),
        ),
        Tile(_("Policies to sign"), str(len(signing)), url=reverse("policies:mine"), look="bad" if late else "watch" if signing else ""),
        Tile(_("Valid certificates"), str(len(own)), url=reverse("clearance:mine")),
    ]


def going(person: int) -> list[Item]:
    """A test begun and not handed in comes before everything: its time runs."""
    found = Attempt.objects.filter(person=person, submitted_at__isnull=True, paper__kind=PaperKind.WRITTEN).select_related("paper")
    begun = [one for one in found.order_by("started_at", "pk") if one.is_open]
    return [Item(_("Go on with your test: %(test)s") % {"test": one.paper}, reverse("testing:take", args=[one.pk]), "bad") for one in begun]


def running(places: list[Enrolment]) -> list[Item]:
    """A session that has begun: sign in."""
    return [
        Item(
            _("Sign in to your session: %(course)s") % {"course": one.session.course},
            reverse("courses:sign_in", args=[one.session_id]),
            "bad",
        )
        for one in places
        if one.session.state == SessionState.RUNNING and one.state == EnrolmentState.ENROLLED
    ]


def policies(signing: list[ToSign], visit: Visit) -> list[Item]:
    return [
        Item(
            _("Read and sign: %(policy)s") % {"policy": one.version.policy},
            one.url,
            "bad" if one.overdue else "watch",
            until=one.line.due,
        )
        for one in signing
    ]


def lacking(held: list[Row], *, but: Collection[Kind]) -> list[Item]:
    """What the clearance list says is missing, each once, with the page where it is done."""
    lines = {line.need: line for row in held for line in row.lacking if line.need.kind not in but}
    called = titles(set(lines))
    return [
        Item(reason(line, called), way(Kind(need.kind)), "watch", note=do_it(need.kind))
        for need, line in sorted(lines.items(), key=lambda pair: pair[0])
    ]


def places_of(person: int) -> list[Enrolment]:
    """Seats and waiting places in sessions to come, the next first. One query."""
    held = Enrolment.objects.holding().filter(person=person, session__state__in=SESSIONS_TO_COME)
    return list(held.select_related("session__course", "session__office").order_by("session__starts_at", "pk"))


def coming(places: list[Enrolment]) -> Block:
    lines = [
        [
            Cell(str(one.session.course), reverse("courses:session", args=[one.session_id])),
            Cell(written.moment(one.session.local_start)),
            Cell(one.session.where),
            Cell(one.get_state_display()),
        ]
        for one in places
    ]
    columns = [_("Course"), _("Begins"), _("Where"), _("My place")]
    empty = _("You have no seat in a session to come. Book one under “My training”.")
    return Block(_("My sessions"), columns, lines, empty, url=reverse("courses:mine"), action=_("My training"))


def certificates(person: int) -> list[Certificate]:
    held = Certificate.objects.filter(person=person, state=CertificateState.VALID)
    return list(held.order_by(F("valid_until").asc(nulls_last=True), "pk"))


def kept(own: list[Certificate], visit: Visit) -> Block:
    lines = [
        [
            Cell(one.title_in(visit.language), reverse("clearance:certificate_pdf", args=[one.pk])),
            Cell(one.number),
            Cell(written.day(one.valid_until) if one.valid_until else _("without end")),
        ]
        for one in own
    ]
    empty = _("None yet. A certificate is issued when course and test are passed.")
    return Block(_("My certificates"), [_("Certificate"), _("Number"), _("Valid until")], lines, empty)
