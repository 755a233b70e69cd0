"""How the vendors keep their word, and what it costs them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from governance.contracts import charts, scorecards
from governance.contracts.states import ContractState
from governance.core import written
from governance.core.charts import Chart
from governance.core.money import Money, format_money
from reports.dashboards.telling.part import Frozen, Head, Part, Sheet, Tile, Words, day, said, sum_of, whole

# One picture of milestones per contract; more than this fills pages without saying more.
DRAWN = 3
LATE = "■"


def part(facts: Frozen, language: str, told_on: date) -> Part:
    contracts = facts["contracts"]
    open_ones = [one for one in contracts if one["state"] == ContractState.IN_FORCE] or contracts
    shown: list[Chart | Sheet | Words] = [sums(contracts)] if len(contracts) > 1 else []
    shown += accounts(contracts)
    for place, one in enumerate(open_ones):
        shown += [owed(one)] if one["owed"] else []
        shown += [gantt(one, language, told_on)] if one["milestones"] and place < DRAWN else []
        shown += [milestones(one)] if one["milestones"] else []
    return Part("vendor", _("Vendor and penalties"), lead(facts), tiles(facts), [*shown, *untold(contracts)])


def lead(facts: Frozen) -> str:
    due, on_time = (sum(int(Decimal(one[name])) for one in facts["contracts"]) for name in ("due", "on_time"))
    accrued = [sum_of(one["accrued"], one["currency"]) for one in facts["sums"] if one["accrued"] is not None and Decimal(one["accrued"])]
    values = {"due": due, "kept": on_time, "sum": written.together(accrued)}
    if not due:
        said_first = _("No milestone was due yet.")
    else:
        said_first = (
            ngettext(
                "%(kept)d of %(due)d milestone due was accepted on time.", "%(kept)d of %(due)d milestones due were accepted on time.", due
            )
            % values
        )
    second = _("Penalties of %(sum)s have accrued.") % values if accrued else _("No penalty has accrued.")
    return _("%(first)s %(second)s") % {"first": said_first, "second": second}


def tiles(facts: Frozen) -> list[Tile]:
    """One row per currency."""
    found = []
    for one in facts["sums"]:
        ahead = _("%(sum)s in 30 days if nothing is accepted") % {"sum": sum_of(one["ahead"], one["currency"])}
        due = _("%(sum)s due and not paid") % {"sum": sum_of(one["due_unpaid"], one["currency"])}
        found += [
            Tile(_("Penalties accrued"), sum_of(one["accrued"], one["currency"]), ahead if one["ahead"] is not None else ""),
            settled(one),
            Tile(_("Paid to the vendor"), sum_of(one["paid"], one["currency"]), due if Decimal(one["due_unpaid"] or 0) else ""),
        ]
    return found


def settled(one: Frozen) -> Tile:
    """What was set off or paid, and what is open of what was assessed; a report frozen before that was kept says what was withheld."""
    if "open" not in one:
        asked = _("%(sum)s asked of the vendor") % {"sum": sum_of(one["notified"], one["currency"])}
        return Tile(_("Withheld from payments"), sum_of(one["set_off"], one["currency"]), asked)
    words = {name: sum_of(one[name], one["currency"]) for name in ("open", "assessed")}
    return Tile(_("Penalties set off or paid"), sum_of(one["taken"], one["currency"]), _("%(open)s open of %(assessed)s assessed") % words)


def accounts(contracts: list[Frozen]) -> list[Sheet]:
    """Per contract what was assessed, waived, settled and is open; the last column is what the others leave."""
    mine = [one for one in contracts if Decimal(one.get("assessed", 0))]
    heads = [
        Head(_("Contract"), "wide"),
        Head(_("Assessed"), "num"),
        Head(_("Waived or reduced"), "num"),
        Head(_("Set off, or paid by the vendor"), "num"),
        Head(pgettext("a penalty", "Open"), "num"),
    ]
    names = ("assessed", "waived", "taken", "open")
    rows = [[f"{one['number']} {said(one['vendor'])}", *(exact(one[name], one["currency"]) for name in names)] for one in mine]
    return [Sheet(_("Penalties assessed, settled and open"), heads, rows)] if mine else []


def exact(value: str, currency: str) -> str:
    """To the cent: what is subtracted line by line must add up."""
    return format_money(Money(Decimal(value), currency), translation.get_language() or "en")


def gantt(one: Frozen, language: str, told_on: date) -> Chart:
    made = charts.gantt([scorecards.read_bar(line) for line in one["milestones"]], told_on, language, printed=True)
    title = _("Milestones of %(contract)s, %(vendor)s") % {"contract": one["number"], "vendor": said(one["vendor"])}
    return replace(made, code=f"gantt-{one['id']}", title=title)


def sums(contracts: list[Frozen]) -> Sheet:
    heads = [
        Head(_("Contract"), "wide"),
        Head(_("On time"), "num"),
        Head(_("Late now"), "num"),
        Head(_("Penalties accrued"), "num"),
        Head(_("Set off against payments"), "num"),
        Head(_("Paid to the vendor"), "num"),
    ]
    rows = [
        [
            f"{one['number']} {said(one['vendor'])}",
            _("%(kept)s of %(of)s") % {"kept": whole(one["on_time"]), "of": whole(one["due"])},
            whole(one["late"]),
            *(sum_of(one[name], one["currency"]) for name in ("accrued", "set_off", "paid")),
        ]
        for one in contracts
    ]
    return Sheet(_("Contracts"), heads, rows)


def owed(one: Frozen) -> Sheet:
    """By milestone, then what other clauses ask, so that the lines add up to what has accrued; where the whole is known."""
    heads = [Head(_("Milestone"), "half"), Head(_("Days late"), "num"), Head(_("Penalty today"), "num"), Head(_("In 30 days"), "num")]
    rows = [[each["milestone"], whole(each["days"]), *in_money(one, each["today"], each["ahead"])] for each in one["owed"]]
    if (left := others(one)) is not None:
        rows += [[other_clauses(), written.DASH, *in_money(one, *left)]] if any(left) else []
        rows += [[_("All penalties accrued"), written.DASH, *in_money(one, one["accrued"], one["ahead"])]] if len(rows) > 1 else []
    return Sheet(_("Penalties of %(contract)s by milestone") % {"contract": one["number"]}, heads, rows)


def others(one: Frozen) -> tuple[Decimal, Decimal] | None:
    """What the milestones leave of a contract's penalties, today and in 30 days; None where the whole is not known."""
    if one["accrued"] is None or one["ahead"] is None:
        return None
    today, ahead = (sum((Decimal(each[name]) for each in one["owed"]), Decimal(0)) for name in ("today", "ahead"))
    return Decimal(one["accrued"]) - today, Decimal(one["ahead"]) - ahead


def other_clauses() -> str:
    return _("Other clauses: people, service levels, requests")


def in_money(one: Frozen, *amounts: str | Decimal) -> list[str]:
    return [sum_of(amount, one["currency"]) for amount in amounts]


def milestones(one: Frozen) -> Sheet:
    heads = [
        Head(_("Milestone"), "wide"),
        Head(_("Due"), "num"),
        Head(_("With extensions"), "num"),
        Head(_("Vendor’s forecast"), "num"),
        Head(_("Accepted"), "num"),
    ]
    rows = [
        [
            f"{LATE} {each['label']}" if each["late"] else each["label"],
            *(day(each[name]) for name in ("baseline", "extended", "forecast", "actual")),
        ]
        for each in one["milestones"]
    ]
    return Sheet(_("Dates of the milestones of %(contract)s") % {"contract": one["number"]}, heads, rows, _("■ late, or accepted late"))


def untold(contracts: list[Frozen]) -> list[Words]:
    title = _("A penalty that cannot be worked out yet")
    return [Words(title, f"{one['number']}: {said(one['why_not'])}") for one in contracts if one["why_not"]]
