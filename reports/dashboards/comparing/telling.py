"""What the record told of the programme or of one office at an instant, as facts that can be compared. Queries do not grow with offices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.core import metrics, written
from governance.core.actor import Actor
from governance.core.known import figure_url
from governance.core.metrics import Measurement, Subject, SubjectKind
from governance.core.money import Money, format_money
from governance.core.permissions import Verb, allows
from governance.core.suppression import is_small
from governance.organisation.selectors import stays_held
from reports.dashboards import wording
from reports.dashboards.comparing.differing import Fact, Key, Topic
from reports.dashboards.links import url_if
from reports.dashboards.picture import OfficePicture, Picture, programme_picture, told_on
from reports.dashboards.sections import Asked, Facts, gather
from rollout.staging.status.rules import Book

USED = frozenset({Topic.USE, Topic.WEIGHTS, Topic.PEOPLE, Topic.STAGE, Topic.OFFICE})
FIGURES: Mapping[str, frozenset[Topic]] = {
    "adoption.score": USED,
    "adoption.reach": USED - {Topic.WEIGHTS},
    "adoption.habit": USED - {Topic.WEIGHTS},
    "adoption.active_users": USED - {Topic.WEIGHTS},
    "adoption.expected_users": USED - {Topic.WEIGHTS, Topic.USE},
    "adoption.data_age_days": frozenset({Topic.USE}),
    "clearance.cleared_share": frozenset({Topic.PEOPLE}),
    "kpis.attainment": frozenset({Topic.KPI}),
}
OF_DAY = ("adoption.data_age_days", "clearance.cleared_share", "kpis.attainment")
Told = dict[Key, Fact]


def tell(instant: datetime | None, day: date, reader: Actor, *, office_id: int | None = None) -> Told:
    """Everything that is compared, in the order of the page."""
    picture = programme_picture(day, actor=reader, known_at=instant, figures_on=told_on(day, instant), weeks=1)
    offices = [one for one in picture.offices if office_id in (None, one.office.pk)]
    found: Told = {}
    whole = office_id is None
    if whole:
        found |= dict(status(picture))
    found |= dict(figures(picture, offices, reader, instant, whole=whole))
    for one in offices:
        found |= dict(of_office(one, picture.book, instant))
    found |= dict(members(offices, day, reader, instant))
    if whole:
        sections = gather(Asked(day, instant, reader))
        for tells in (forecast, decisions, money, risks):
            found |= dict(tells(sections))
    return found


def status(picture: Picture) -> Iterator[tuple[Key, Fact]]:
    """The light, and each reason by its rule."""
    group, url = _("Status"), url_if("dashboards:sponsor", known_at=picture.known_at)
    topics = USED | {Topic.LIGHT, Topic.PLAN}
    yield ("status",), Fact(group, _("Status"), str(wording.LIGHTS[picture.status.light]), url=url, topics=topics)
    names = {office.office.pk: office.name for office in picture.offices}
    for one in picture.status.findings:
        yield ("reason", one.code, one.metric), Fact(group, _("Reason"), wording.reason(one, names), url=url, topics=topics)


def figures(
    picture: Picture, offices: Sequence[OfficePicture], reader: Actor, instant: datetime | None, *, whole: bool
) -> Iterator[tuple[Key, Fact]]:
    if picture.programme is None:
        return
    subjects = [Subject(SubjectKind.PROGRAMME, picture.programme.pk)] if whole else []
    subjects += [Subject(SubjectKind.OFFICE, one.office.pk) for one in offices]
    names = {one.office.pk: one.name for one in offices}
    known = {metric.code: metric for metric in metrics.registered()}
    for code in (code for code in FIGURES if code in known):
        day = picture.day if code in OF_DAY else picture.told_on or picture.day
        found = metrics.measure(code, subjects, [day], actor=reader, known_at=instant)
        for subject in subjects:
            told = found.get((subject, day))
            if told is not None and subject.kind in known[code].subjects:
                office = subject.id if subject.kind == SubjectKind.OFFICE else None
                url = figure_url(code, subject, day, instant)
                label = str(known[code].label)
                group = names[office] if office else _("Figures of the programme")
                yield ("figure", code, office or 0), measured(told, group, label, known[code].unit, url, FIGURES[code], office)


def measured(told: Measurement, group: str, label: str, unit: str, url: str, topics: frozenset[Topic], office: int | None) -> Fact:
    small, left_out = bool(told.detail.get("small")), int(told.detail.get("left_out") or 0)
    text = written.figure(told.value, unit)
    return Fact(group, label, text, told.value, url, topics, office, small, left_out)


def of_office(one: OfficePicture, book: Book, instant: datetime | None) -> Iterator[tuple[Key, Fact]]:
    """Where the office stands: name, region, stage, go-live, plan; an override of its light."""
    pk, url = one.office.pk, url_if("dashboards:office", one.office.pk, known_at=instant)
    rows: list[tuple[str, str, str, set[Topic]]] = [
        ("name", _("Office"), one.name, {Topic.OFFICE}),
        ("region", _("Region"), str(one.region or written.DASH), {Topic.OFFICE}),
        ("stage", _("Stage"), str(one.stage.label), {Topic.STAGE}),
        ("live", _("Live since"), written.day(one.live_since), {Topic.STAGE}),
        ("planned", _("Planned go-live"), written.day(one.planned), {Topic.PLAN}),
    ]
    for kind, label, text, topics in rows:
        yield (kind, pk), Fact(one.name, label, text, url=url, topics=frozenset(topics), office_id=pk)
    for (office, rule), held in sorted(book.overrides.items()):
        if office == pk:
            text = _("until %(day)s: %(reason)s") % {"day": written.day(held.until), "reason": held.reason}
            fact = Fact(one.name, _("Light shown otherwise"), text, url=url, topics=frozenset({Topic.LIGHT}), office_id=pk)
            yield ("override", pk, rule), fact


def members(offices: Sequence[OfficePicture], day: date, reader: Actor, instant: datetime | None) -> Iterator[tuple[Key, Fact]]:
    """How many people belong to each office whose people the reader may see."""
    seen = [one for one in offices if allows(reader, Verb.VIEW, "person", office_id=one.office.pk)]
    if not seen:
        return
    stays, _parents = stays_held(day, day, instant)
    people: dict[int, set[int]] = {}
    for stay in stays:
        people.setdefault(stay.office_id, set()).add(stay.person_id)
    for one in seen:
        count = len(people.get(one.office.pk, ()))
        url = url_if("dashboards:office", one.office.pk, known_at=instant)
        topics, pk = frozenset({Topic.PEOPLE}), one.office.pk
        fact = Fact(one.name, _("People who belong to it"), written.number(count), Decimal(count), url, topics, pk, is_small(count))
        yield ("members", pk), fact


def forecast(sections: Mapping[str, Facts]) -> Iterator[tuple[Key, Fact]]:
    found = sections.get("forecast") or {}
    labels = {"planned": _("Planned last go-live"), "p50": _("Last go-live, even odds"), "p80": _("Last go-live, four in five")}
    for name, label in labels.items():
        text = written.day(date.fromisoformat(found[name])) if found.get(name) else written.DASH
        topics = frozenset({Topic.PLAN, Topic.STAGE})
        yield ("forecast", name), Fact(_("Plan"), label, text, url=url_if("staging:forecast"), topics=topics)


def decisions(sections: Mapping[str, Facts]) -> Iterator[tuple[Key, Fact]]:
    found = sections.get("decisions") or {}
    for kind, label in (("asked", _("Waits for a decision")), ("taken", _("Decided"))):
        for one in found.get(kind, ()):
            yield (kind, one["kind"], one["id"]), Fact(_("Decisions"), label, said(one["text"]), topics=frozenset(Topic))


def money(sections: Mapping[str, Facts]) -> Iterator[tuple[Key, Fact]]:
    vendor, benefits = sections.get("vendor") or {}, sections.get("benefits") or {}
    owed = {
        "accrued": _("Penalties accrued"),
        "notified": _("Penalties asked of the vendor"),
        "set_off": _("Set off against payments"),
        "taken": _("Penalties set off or paid"),
        "open": _("Penalties assessed and open"),
        "paid": _("Paid to the vendor"),
        "due_unpaid": _("Due to the vendor and not paid"),
    }
    gained = {"planned": _("Benefits planned by now"), "confirmed": _("Benefits confirmed"), "waiting": _("Benefits waiting for finance")}
    spent = {"approved": _("Budget approved"), "committed": _("Budget committed"), "spent": _("Budget spent")}
    yield from amounts(vendor.get("sums", ()), owed, Topic.VENDOR)
    yield from amounts(benefits.get("sums", ()), gained, Topic.MONEY)
    yield from amounts(benefits.get("budget", ()), spent, Topic.MONEY)


def amounts(rows: Iterable[Facts], labels: Mapping[str, str], topic: Topic) -> Iterator[tuple[Key, Fact]]:
    for row in rows:
        for name, label in labels.items():
            value = None if row[name] is None else Decimal(row[name])
            text = written.DASH if value is None else format_money(Money(value, row["currency"]), written.locale())
            key: Key = ("money", topic.value, name, row["currency"])
            yield key, Fact(_("Money"), label, text, value, topics=frozenset({topic}))


def risks(sections: Mapping[str, Facts]) -> Iterator[tuple[Key, Fact]]:
    for one in (sections.get("risks") or {}).get("open", ()):
        label = _("%(office)s: open") % {"office": said(one["office"]["name"])}
        topics = frozenset({Topic.STAGE, Topic.LIGHT, Topic.PLAN})
        key: Key = ("risk", one["kind"], one["office"]["id"], said(one["text"]))
        yield key, Fact(_("Risks"), label, said(one["text"]) or written.DASH, topics=topics, office_id=one["office"]["id"])


def said(texts: Mapping[str, str]) -> str:
    return texts.get(get_language() or "en") or texts.get("en", "")
