"""A vendor: my milestones, my deadlines, my notices and the answers due. Nothing of anybody else."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.contracts.charts import gantt
from governance.contracts.models import Milestone
from governance.contracts.states import MilestoneState, PenaltyState
from governance.core import written
from governance.core.roles import Role
from reports.dashboards import vendor
from reports.dashboards.homes.parts import Block, Cell, Item, Part, Tile, Visit, due_cell, until_look, urgent_first
from reports.dashboards.vendor import Ahead, VendorSheet


def part(visit: Visit) -> Part:
    sheet = vendor.sheet(visit.actor, visit.day, visit.known_at)
    if not sheet.contracts:
        return Part(
            Role.VENDOR,
            _("No contract of your company is in force, or you are not named for one yet."),
            quiet=_("Ask the client's project office to name you for your contract."),
        )
    late = [one for one in sheet.ahead if one.overdue]
    items = [*notices(visit, sheet), *(deadline(visit, one) for one in sheet.ahead if asks(visit, one)), *penalties(sheet)]
    return Part(
        Role.VENDOR,
        sentence(sheet, late),
        tiles=tiles(visit, sheet, late),
        items=urgent_first(items),
        quiet=_("Nothing waits for you. Deadlines and notices appear here."),
        chart=gantt(sheet.bars, visit.day, visit.language) if sheet.bars else None,
        blocks=[milestones(visit, sheet), contracts(visit, sheet)],
    )


def sentence(sheet: VendorSheet, late: list[Ahead]) -> str:
    if late:
        said = ngettext("%(count)d milestone is past its deadline.", "%(count)d milestones are past their deadline.", len(late))
        first = said % {"count": len(late)}
    elif sheet.ahead:
        values = {"milestone": sheet.ahead[0].milestone, "day": written.day(sheet.ahead[0].deadline)}
        first = _("Next deadline: %(milestone)s on %(day)s.") % values
    else:
        first = _("Every milestone is accepted.")
    count = len(sheet.notices)
    said = ngettext("%(count)d notice waits for your answer.", "%(count)d notices wait for your answer.", count)
    return f"{first} {said % {'count': count}}" if count else first


def tiles(visit: Visit, sheet: VendorSheet, late: list[Ahead]) -> list[Tile]:
    nearest = next((one for one in sheet.ahead if not one.overdue), None)
    due = min((one.answer_by for one in sheet.notices if one.answer_by), default=None)
    return [
        Tile(_("Milestones past their deadline"), str(len(late)), look="bad" if late else "good"),
        Tile(_("Next deadline"), written.day(nearest.deadline) if nearest else written.DASH, str(nearest.milestone) if nearest else ""),
        Tile(
            _("Answers due"),
            str(len(sheet.notices)),
            _("the first by %(day)s") % {"day": written.day(due)} if due else "",
            look=until_look(due, visit.day) if due else "",
        ),
        Tile(_("Penalties you were told of"), str(len(sheet.penalties)), look="watch" if sheet.penalties else ""),
    ]


def notices(visit: Visit, sheet: VendorSheet) -> list[Item]:
    return [
        Item(
            _("Answer the notice %(number)s: %(subject)s") % {"number": one.number, "subject": one.subject},
            reverse("contracts:notice", args=[one.pk]),
            until_look(one.answer_by, visit.day, warn=7),
            until=one.answer_by,
        )
        for one in sheet.notices
    ]


def asks(visit: Visit, one: Ahead) -> bool:
    """Whether the milestone needs the vendor now: late, rejected, near without a forecast, or forecast past its deadline."""
    forecast = one.milestone.forecast
    near = (one.deadline - visit.day).days <= 30
    return one.overdue or one.milestone.state == MilestoneState.REJECTED or (near and forecast is None)


def deadline(visit: Visit, one: Ahead) -> Item:
    milestone: Milestone = one.milestone
    url = reverse("contracts:milestone", args=[milestone.pk])
    if milestone.state == MilestoneState.REJECTED:
        return Item(_("Rejected, to be submitted again: %(milestone)s") % {"milestone": milestone}, url, "bad", until=one.deadline)
    if milestone.forecast is None:
        text = _("Give a forecast: %(milestone)s") % {"milestone": milestone}
        look = "bad" if one.overdue else "watch"
        return Item(text, reverse("contracts:forecast", args=[milestone.pk]), look, until=one.deadline)
    note = _("Your forecast: %(day)s") % {"day": written.day(milestone.forecast)}
    return Item(_("Past its deadline: %(milestone)s") % {"milestone": milestone}, url, "bad", until=one.deadline, note=note)


def penalties(sheet: VendorSheet) -> list[Item]:
    """Those one may still dispute."""
    return [
        Item(
            _("Penalty %(number)s, %(about)s: you may dispute it") % {"number": one.number, "about": one.about},
            reverse("contracts:penalty", args=[one.pk]),
        )
        for one in sheet.penalties
        if one.state == PenaltyState.NOTIFIED
    ]


def milestones(visit: Visit, sheet: VendorSheet) -> Block:
    rows = [
        [
            Cell(str(one.milestone), reverse("contracts:milestone", args=[one.milestone.pk])),
            Cell(one.milestone.contract.number),
            due_cell(one.deadline, "bad" if one.overdue else "", visit.day),
            forecast(one),
            Cell(one.milestone.get_state_display()),
        ]
        for one in sheet.ahead
    ]
    columns = [_("Milestone"), _("Contract"), _("Deadline"), _("My forecast"), _("State")]
    return Block(_("Next milestones"), columns, rows, _("Every milestone is accepted."))


def forecast(one: Ahead) -> Cell:
    if one.milestone.forecast:
        return Cell(written.day(one.milestone.forecast))
    return Cell(_("Give a forecast"), reverse("contracts:forecast", args=[one.milestone.pk]))


def contracts(visit: Visit, sheet: VendorSheet) -> Block:
    """Own contracts, and the penalties one was told of."""
    rows = [
        [
            Cell(f"{one.number} {one.title}", reverse("contracts:contract", args=[one.pk])),
            Cell((_("ended on %(day)s") if one.ends_on < visit.day else _("ends on %(day)s")) % {"day": written.day(one.ends_on)}),
        ]
        for one in sheet.contracts
    ]
    rows += [
        [Cell(f"{one.number} · {one.about}", reverse("contracts:penalty", args=[one.pk])), Cell(one.get_state_display())]
        for one in sheet.penalties
    ]
    return Block(_("My contracts, and penalties you were told of"), [_("Record"), _("State")], rows)
