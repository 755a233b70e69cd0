"""The vendor scorecard: how the vendor keeps its word, on two pages, from frozen figures."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import translation

from governance.contracts import charts, selectors
from governance.contracts.charts import Bar, Term
from governance.contracts.claims import outlook
from governance.contracts.exposure import records
from governance.contracts.models import Contract, Milestone, ProgressAssessment
from governance.contracts.paid import settled
from governance.core.actor import Actor
from governance.core.charts import svgs
from governance.core.documents.archive import keep
from governance.core.documents.freezing import freeze
from governance.core.documents.models import Document
from governance.core.documents.pdf import render_pdf


def figures(contract: Contract, day: date, known_at: datetime | None = None) -> dict[str, Any]:
    """Everything the scorecard prints, as plain values to be frozen."""
    bars = selectors.bars([contract.pk], day, known_at)
    held = records(Milestone.objects.filter(contract=contract), day, known_at)
    view = outlook([contract.pk], day, known_at)
    due = selectors.due_by(bars, held, day)
    people = selectors.promised_people(contract, day, known_at)
    final = final_progress(contract, known_at)
    account = settled([contract.pk], day, known_at, held=held)[contract.pk].account
    commitments = list(contract.commitments.values_list("kept", flat=True))
    return {
        "day": day,
        "contract": {"number": contract.number, "title": contract.title, "currency": contract.currency, "value": contract.value},
        "vendor": {"name": contract.vendor.name, "name_zh": contract.vendor.name_zh},
        "milestones": [frozen_bar(bar, final.get(record.milestone.pk)) for bar, record in zip(bars, held, strict=True)],
        "due": len(due),
        "on_time": sum(1 for bar in due if bar.actual is not None and bar.actual <= bar.extended),
        "late": sum(bar.still_late for bar in bars),
        "rounds": sum(len(record.standing.clocks) // 2 for record in held),
        "vendor_days": sum(clock.days for record in held for clock in record.standing.clocks if clock.whose == "vendor"),
        "client_days": sum(clock.days for record in held for clock in record.standing.clocks if clock.whose == "client"),
        "owed": view.today.total(contract.pk),
        "ahead": view.ahead.total(contract.pk),
        "account": asdict(account) if account.assessed else None,
        "refused": len(view.today.refusals(contract.pk)),
        "penalties": [
            {"milestone": str(line.milestone), "days": line.days_late, "today": line.today, "at_cap": line.at_cap}
            for line in selectors.owed(view)
            if line.today
        ],
        "others": [
            {"about": one.about, "clause": one.clause.number, "today": one.granted, "at_cap": selectors.at_cap(one)}
            for one in view.today.occurrences
            if one.granted
        ],
        "people": [
            {
                "name": p.person.name,
                "role": p.person.role,
                "absent": p.attendance.absent_days,
                "promised": p.attendance.promised_days,
                "alert": p.alert,
            }
            for p in people
        ],
        "commitments": {"kept": commitments.count(True), "broken": commitments.count(False), "open": commitments.count(None)},
    }


def make(contract: Contract, language: str, *, actor: Actor, at: datetime) -> Document:
    """Freeze today's figures and print them."""
    frozen = freeze("vendor_scorecard", figures(contract, contract.day_of(at)), actor=actor, at=at)
    held = frozen.figures
    with translation.override(language):
        chart = charts.gantt([read_bar(line) for line in held["milestones"]], date.fromisoformat(held["day"]), language, printed=True)
    pictures = svgs([chart], language)
    pdf = render_pdf("contracts/scorecard.html", {"card": held, "chart": chart, "pictures": pictures}, language, snapshot=frozen)
    return keep(frozen, pdf, language=language, title=f"{contract.number} {contract.vendor.name}", actor=actor, at=at)


def final_progress(contract: Contract, known_at: datetime | None = None) -> dict[int, Decimal]:
    """The latest final figure of each milestone that has one."""
    rows = ProgressAssessment.objects.filter(milestone__contract=contract, final=True)
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    return dict(rows.order_by("week").values_list("milestone_id", "percent"))


def frozen_bar(bar: Bar, done: Decimal | None = None) -> dict[str, Any]:
    """A milestone as it is frozen; `read_bar` reads it back."""
    days = {"start": bar.start, "baseline": bar.baseline, "extended": bar.extended, "forecast": bar.forecast, "actual": bar.actual}
    return {"label": bar.label, "late": bar.late, "done": done, "term": asdict(bar.term) if bar.term else None} | days


def read_bar(line: dict[str, Any]) -> Bar:
    def day(key: str, of: dict[str, Any] = line) -> date | None:
        return date.fromisoformat(of[key]) if of[key] else None

    start, baseline, extended = day("start"), day("baseline"), day("extended")
    assert start and baseline and extended
    bar = Bar(line["label"], start, baseline, extended, day("forecast"), day("actual"), line["late"])
    held = line.get("term")
    # What was frozen before contracts' ends were drawn has none.
    if held is None or (ends := day("ends", held)) is None:
        return bar
    return replace(bar, term=Term(held["contract"], ends, day("ended", held), held["state"]))
