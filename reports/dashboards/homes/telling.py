"""The sections' facts in the reader's language: what the sponsor's page says of money, KPIs, risks, training and the forecast."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.contracts.charts import gantt
from governance.contracts.scorecards import read_bar
from governance.contracts.states import ENDED
from governance.core import metrics, written
from governance.core.languages import said
from governance.core.money import Money, format_money
from governance.core.roles import Role
from reports.dashboards import sections
from reports.dashboards.homes.parts import Block, Cell, Item, Part, Text, Tile, Visit
from reports.dashboards.scorecard import amount
from reports.dashboards.sections import SECTIONS, Asked, Facts
from reports.dashboards.telling.vendor import other_clauses, others
from rollout.kpis.saying import month

LIGHTS = {"green": "good", "amber": "watch", "red": "bad"}
KINDS: dict[str, Text] = {
    "held": gettext_lazy("on hold"),
    "condition": gettext_lazy("condition not met"),
    "override": gettext_lazy("criterion passed over"),
    "light": gettext_lazy("light shown otherwise"),
}


def money(value: str | Decimal | None, currency: str) -> str:
    return written.DASH if value is None else format_money(Money(Decimal(value), currency), written.locale())


def day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def asked_of(facts: Facts) -> list[Item]:
    """What is asked of the top, with the way to each."""
    ways = {
        "ballot": lambda key: reverse("steering:ballot", args=[key]),
        "weights": lambda key: reverse("adoption:weights"),
        "requirements": lambda key: reverse("clearance:requirement", args=[key]),
        "role": lambda key: reverse("organisation:roles"),
        "gates": lambda key: reverse("staging:readiness"),
    }
    return [
        Item(said(one["text"]), ways[one["kind"]](one["id"]) if one["kind"] in ways else "", "watch", day(one["since"]), day(one["until"]))
        for one in facts["asked"]
    ]


def gates(facts: Facts, visit: Visit) -> Part:
    return Part(Role.SPONSOR, "", items=asked_of(facts), title=_("Ready to be decided"))


def decisions(facts: Facts, visit: Visit) -> Part:
    """What is asked of the top; what was decided in the last month."""
    rows = [[Cell(said(one["text"])), Cell(written.day(day(one["on"])))] for one in facts["taken"]]
    taken = Block(_("Decided in the last month"), [_("Decision"), _("On")], rows, _("Nothing was decided in the last month."))
    quiet = _("Nothing waits for a decision.")
    return Part(Role.SPONSOR, "", items=asked_of(facts), quiet=quiet, title=_("Asked of the top"), blocks=[taken])


def vendor(facts: Facts, visit: Visit) -> Part:
    """Paid, withheld, penalties today and in 30 days, per currency; the milestones of the contracts that run."""
    running = [one for one in facts["contracts"] if one["state"] not in ENDED]
    bars = [read_bar(line) for one in running for line in one["milestones"]]
    tiles = []
    for sums in facts["sums"]:
        of = sums["currency"]
        tiles += [
            Tile(_("Paid to vendors"), money(sums["paid"], of), _("%(sum)s due and not paid") % {"sum": money(sums["due_unpaid"], of)}),
            Tile(
                _("Penalties set off or paid"),
                money(sums["taken"], of),
                _("%(open)s open of %(assessed)s assessed") % {name: money(sums[name], of) for name in ("open", "assessed")},
            ),
            Tile(
                _("Penalties accrued today"),
                money(sums["accrued"], of),
                _("%(sum)s in 30 days") % {"sum": money(sums["ahead"], of)},
                reverse("contracts:owed"),
                "bad" if sums["accrued"] is None or Decimal(sums["accrued"]) else "good",
            ),
        ]
    late = sum(int(Decimal(one["late"])) for one in running)
    if bars:
        tiles.append(Tile(_("Milestones late"), f"{late} / {len(bars)}", "", reverse("contracts:plan"), "bad" if late else "good"))
    columns = [_("Milestone"), _("Days late"), _("Today"), _("In 30 days")]
    rows = [row for one in facts["contracts"] for row in accruing(one)]
    block = Block(_("What accrues"), columns, rows, _("No penalty accrues."), url=reverse("contracts:owed"), action=_("Clause by clause"))
    why = [Item(said(one["why_not"]), reverse("contracts:owed"), "watch") for one in facts["contracts"] if one["why_not"]]
    chart = gantt(bars, visit.day, visit.language) if bars else None
    return Part(Role.SPONSOR, "", tiles, why, chart=chart, blocks=[block])


def accruing(one: Facts) -> list[list[Cell]]:
    """The milestones of a contract, then what its other clauses ask: together what has accrued."""
    named = [(each["milestone"], written.number(Decimal(each["days"])), each["today"], each["ahead"]) for each in one["owed"]]
    left = others(one)
    if left is not None and any(left):
        named.append((f"{one['number']} · {other_clauses()}", written.DASH, *left))
    link, of = reverse("contracts:contract", args=[one["id"]]), one["currency"]
    return [
        [Cell(name, link), Cell(days, numeric=True), Cell(money(today, of), numeric=True), Cell(money(ahead, of), numeric=True)]
        for name, days, today, ahead in named
    ]


def benefits(facts: Facts, visit: Visit) -> Part:
    tiles = [
        Tile(
            _("Benefits confirmed"),
            money(one["confirmed"], one["currency"]),
            _("of %(sum)s planned by now") % {"sum": money(one["planned"], one["currency"])},
            reverse("kpis:benefits"),
        )
        for one in facts["sums"]
    ] + [
        Tile(
            _("Budget spent"),
            money(one["spent"], one["currency"]),
            _("of %(sum)s approved") % {"sum": money(one["approved"], one["currency"])},
            reverse("kpis:budget"),
            "bad" if Decimal(one["spent"]) > Decimal(one["approved"]) else "",
        )
        for one in facts["budget"]
    ]
    rows = [
        [
            Cell(said(one["name"]), reverse("kpis:benefit", args=[one["id"]])),
            Cell(money(one["planned"], one["currency"]), numeric=True),
            Cell(money(one["confirmed"], one["currency"]), numeric=True),
            Cell(money(one["waiting"], one["currency"]), numeric=True),
        ]
        for one in facts["benefits"]
    ]
    columns = [_("Benefit"), _("Planned by now"), _("Confirmed by finance"), _("Waits for finance")]
    block = Block(_("Benefit by benefit"), columns, rows, _("No benefit is planned yet."))
    return Part(Role.SPONSOR, "", tiles, blocks=[block])


def kpis(facts: Facts, visit: Visit) -> Part:
    """Each KPI against its plan, and what going live is associated with, never without what it cannot say."""
    rows = [
        [
            Cell(said(one["name"]), reverse("kpis:kpi", args=[one["id"]])),
            Cell(amount(one, one["actual"]), numeric=True),
            Cell(amount(one, one["plan"]), numeric=True),
            Cell(_("%(some)s of %(all)s") % {"some": one["kept"], "all": one["of"]}, numeric=True),
            Cell(said(one["effect"]["sentence"]) if one["effect"] else written.DASH),
        ]
        for one in facts["kpis"]
    ]
    columns = [_("KPI"), _("Actual"), _("Plan"), _("Offices that keep it"), _("Going live and the KPI")]
    block = Block(_("KPIs in %(month)s") % {"month": month(day(facts["month"]))}, columns, rows)
    cannot = {said(note): None for one in facts["kpis"] if one["effect"] for note in one["effect"]["cannot_say"]}
    notes = [Item(note, reverse("kpis:effects")) for note in cannot]
    kept = f"{facts['kept']} / {facts['of']}"
    tiles = [Tile(_("KPI plans kept"), kept, _("last whole month"), reverse("kpis:kpis"))]
    return Part(Role.SPONSOR, "", tiles, notes, quiet=_("No effect is told yet."), title=_("What this cannot say"), blocks=[block])


def risks(facts: Facts, visit: Visit) -> Part:
    """What somebody must end, the worst first."""
    order = list(LIGHTS)[::-1]
    items = [
        Item(
            _("%(office)s, %(kind)s: %(text)s")
            % {"office": said(one["office"]["name"]), "kind": KINDS.get(one["kind"], one["kind"]), "text": said(one["text"])},
            reverse("staging:office", args=[one["office"]["id"]]),
            LIGHTS.get(one["light"], "info"),
            day(one["since"]),
            day(one["until"]),
        )
        for one in sorted(facts["open"], key=lambda one: order.index(one["light"]) if one["light"] in order else len(order))
    ]
    tiles = [figure(code, one) for code, one in facts["figures"].items()]
    return Part(Role.SPONSOR, "", tiles, items, title=_("Top risks"), quiet=_("Nothing is held, overdue or passed over."))


def training(facts: Facts, visit: Visit) -> Part:
    return Part(Role.SPONSOR, "", [figure(code, one) for code, one in facts["figures"].items() if one["value"] is not None])


def figure(code: str, one: Facts) -> Tile:
    """A figure of the registry under its name, with what it rests on."""
    metric = metrics.get(code)
    note = ""
    if one["some"] is not None and one["of"] is not None:
        note = _("%(some)s of %(all)s") % {"some": written.number(Decimal(one["some"])), "all": written.number(Decimal(one["of"]))}
    value = written.figure(Decimal(one["value"]) if one["value"] else None, metric.unit.value)
    return Tile(metric.label, value, note, reverse("core:metric", args=[code]))


def forecast_tile(facts: Facts | None) -> list[Tile]:
    """The last go-live as the simulation has it, beside the plan."""
    if facts is None:
        return []
    url = reverse("staging:plan")
    if facts["finished_on"]:
        return [Tile(_("Last go-live"), written.day(day(facts["finished_on"])), _("every office is live"), url, "good")]
    planned = written.day(day(facts["planned"]))
    if facts["p80"] is None:
        why = said(facts["why_not"][0]) if facts["why_not"] else ""
        return [Tile(_("Last go-live"), written.DASH, why, url)]
    late = facts["planned"] is not None and facts["p80"] > facts["planned"]
    values = {"p50": written.day(day(facts["p50"])), "planned": planned}
    note = _("four chances in five; even odds %(p50)s, planned %(planned)s") % values
    return [Tile(_("Last go-live by"), written.day(day(facts["p80"])), note, url, "watch" if late else "good")]


Read = Callable[[Asked], Facts | None]
Tell = Callable[[Any, Visit], Part]
# In the order of the page: part → what it is called, what it reads, and how it is told. What reads much is fetched by itself.
TOLD: dict[str, tuple[Text, Read, Tell]] = {
    "decisions": (gettext_lazy("Decisions"), sections.decisions.without_gates, decisions),
    "gates": (gettext_lazy("Gates"), sections.decisions.gates_alone, gates),
    "vendor": (gettext_lazy("Money and milestones"), SECTIONS["vendor"], vendor),
    "benefits": (gettext_lazy("Benefits and budget"), SECTIONS["benefits"], benefits),
    "kpis": (gettext_lazy("KPIs and the effect of going live"), SECTIONS["kpis"], kpis),
    "risks": (gettext_lazy("Top risks"), SECTIONS["risks"], risks),
    "training": (gettext_lazy("Courses and tests"), sections.training.learnt, training),
    "clearance": (gettext_lazy("Clearance"), sections.training.cleared, training),
}
