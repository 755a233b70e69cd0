"""An auditor: what changed lately, by whom and why, and what was passed over, waived or corrected? With the way to each record."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.contracts.models import PenaltyStep
from governance.contracts.states import PenaltyAction
from governance.core import naming, written
from governance.core.records import EventRow
from governance.core.roles import Role
from governance.organisation.steps import Step, steps
from reports.dashboards.homes.parts import Block, Cell, Item, Part, Tile, Visit
from rollout.staging.models import Override, StageChange, StatusOverride
from training.clearance.models import Waiver

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
SHOWN, KINDS_SHOWN = 12, 3


def part(visit: Visit) -> Part:
    until = visit.known_at or visit.now
    done = steps(until - WEEK, visit.known_at)
    passed, waived, corrected = overrides(visit), waivers(visit), corrections(until)
    names = naming.names(
        {*(one.username for one in done[:SHOWN]), *(one.username for one, _item in (*passed, *waived, *corrected))}, visit.actor
    )
    people = len({one.username for one in done if not one.username.startswith("system:")})
    values = {"steps": written.number(len(done)), "people": written.number(people)}
    history = reverse("organisation:history")
    return Part(
        Role.AUDITOR,
        _("In the last seven days %(people)s people changed records in %(steps)s steps. You may read everything and change nothing.")
        % values,
        tiles=[
            Tile(_("Steps in seven days"), written.number(len(done)), url=history),
            Tile(_("Overrides that run"), str(len(passed)), url=reverse("staging:status"), look="watch" if passed else ""),
            Tile(_("Waivers that hold"), str(len(waived)), url=reverse("clearance:waivers"), look="watch" if waived else ""),
            Tile(_("Corrections in 30 days"), str(len(corrected)), url=f"{history}?kind=staging.officerollout"),
        ],
        items=[named(row, item, names) for row, item in (*passed, *waived, *corrected)][:SHOWN],
        quiet=_("Nothing was passed over, waived or corrected."),
        blocks=[latest(done, names)],
        title=_("Passed over, waived, corrected"),
    )


Found = tuple[EventRow, Item]


def named(row: EventRow, item: Item, names: dict[str, str]) -> Item:
    """Who did it and why, under the line."""
    said = f"{names[row.username]}: {row.reason}" if row.reason else names[row.username]
    return Item(item.text, item.url, item.look, timezone.localdate(row.recorded_at), item.until, said)


def overrides(visit: Visit) -> list[Found]:
    """Criteria of gates that were passed over and lights shown otherwise, as long as it runs."""
    rows = Override.objects.filter(until__gte=visit.day).select_related("rollout__office", "ended", "criterion")
    if visit.known_at is not None:
        rows = rows.filter(recorded_at__lte=visit.known_at)
    lights = StatusOverride.objects.holding(visit.day, visit.known_at).select_related("office")
    gates: list[Found] = [
        (
            row,
            Item(
                _("Gate of %(office)s: “%(criterion)s” passed over") % {"office": row.rollout.office, "criterion": row.criterion},
                reverse("staging:office_gate", args=[row.rollout.office_id]),
                "watch",
                until=row.until,
            ),
        )
        for row in rows.order_by("until", "pk")
        if not ended(row, visit.known_at)
    ]
    shown: list[Found] = [
        (
            row,
            Item(
                _("Light of %(office)s shown otherwise than its rule says") % {"office": row.office},
                reverse("staging:status"),
                "watch",
                until=row.until,
            ),
        )
        for row in lights.order_by("until", "pk")
    ]
    return gates + shown


def ended(row: Override, known_at: datetime | None) -> bool:
    over = getattr(row, "ended", None)
    return over is not None and (known_at is None or over.recorded_at <= known_at)


def waivers(visit: Visit) -> list[Found]:
    """Requirements of clearance that were waived and the waiver still holds; penalties waived in the last 30 days."""
    until = visit.known_at or visit.now
    rows = Waiver.objects.filter(last_day__gte=visit.day, withdrawal__isnull=True, recorded_at__lte=until)
    held: list[Found] = [
        (row, Item(_("A requirement of clearance is waived"), reverse("clearance:waivers"), "watch", until=row.last_day))
        for row in rows.order_by("last_day", "pk")
    ]
    forgone = PenaltyStep.objects.filter(action=PenaltyAction.WAIVE, recorded_at__gt=until - MONTH, recorded_at__lte=until)
    return held + [
        (
            row,
            Item(
                _("Penalty %(number)s waived in part or whole") % {"number": row.penalty.number},
                reverse("contracts:penalty", args=[row.penalty_id]),
            ),
        )
        for row in forgone.select_related("penalty").order_by("-recorded_at", "-pk")
    ]


def corrections(until: datetime) -> list[Found]:
    """Stages of offices that were corrected or taken back."""
    rows = StageChange.objects.filter(corrects__isnull=False, recorded_at__gt=until - MONTH, recorded_at__lte=until)
    return [
        (
            row,
            Item(
                (_("Stage of %(office)s taken back") if row.void else _("Stage of %(office)s corrected")) % {"office": row.rollout.office},
                reverse("staging:office", args=[row.rollout.office_id]),
            ),
        )
        for row in rows.select_related("rollout__office").order_by("-recorded_at", "-pk")
    ]


def latest(done: list[Step], names: dict[str, str]) -> Block:
    """The latest steps: when, who, what, why; a single record leads to its own history."""
    rows = [
        [
            Cell(what(one), way(one)),
            Cell(names[one.username], nowrap=True),
            Cell(one.reason or written.DASH),
            Cell(written.moment(one.when), nowrap=True),
        ]
        for one in done[:SHOWN]
    ]
    return Block(
        _("Changed lately"),
        [_("What"), _("Who"), _("Why"), _("When")],
        rows,
        _("Nothing was changed in the last seven days."),
        url=reverse("organisation:history"),
        action=_("Every change"),
    )


def what(one: Step) -> str:
    """The kinds of records with how many of each, the first few."""
    said = [f"{each.label} × {written.number(each.count)}" if each.count > 1 else each.label for each in one.touched[:KINDS_SHOWN]]
    return written.together(said) + (" …" if len(one.touched) > KINDS_SHOWN else "")


def way(one: Step) -> str:
    if one.count == 1:
        return reverse("organisation:record", args=[one.touched[0].key, one.touched[0].first])
    return f"{reverse('organisation:history')}?operation={one.operation}"
