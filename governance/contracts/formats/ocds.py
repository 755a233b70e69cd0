"""Milestones of a contract as an Open Contracting release (OCDS 1.1): contracts[].milestones."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.contracts.formats.rows import MilestoneRow, Unreadable, read_amount, read_clauses, read_day
from governance.core.errors import UnreadableFile

# OCDS milestone status codes.
MET, SCHEDULED = "met", "scheduled"


def write(contract: dict[str, Any], rows: Iterable[MilestoneRow], at: datetime) -> str:
    """One release with one contract. `contract`: number, title, vendor, value, currency, signed_on, starts_on, ends_on."""
    release = {
        "ocid": f"ocds-gatehouse-{contract['number']}",
        "id": f"{contract['number']}-{at:%Y%m%dT%H%M%SZ}",
        "date": at.isoformat(),
        "tag": ["contract", "implementation"],
        "initiationType": "tender",
        "language": "en",
        "parties": [{"id": contract["vendor"], "name": contract["vendor_name"], "roles": ["supplier"]}],
        "contracts": [
            {
                "id": contract["number"],
                "awardID": contract["number"],
                "title": contract["title"],
                "dateSigned": _moment(contract["signed_on"]),
                "period": {"startDate": _moment(contract["starts_on"]), "endDate": _moment(contract["ends_on"])},
                "value": {"amount": float(contract["value"]), "currency": contract["currency"]},
                "milestones": [_milestone(row, contract["currency"]) for row in rows],
            }
        ],
    }
    package = {
        "uri": f"urn:gatehouse:{release['id']}",
        "version": "1.1",
        "publishedDate": at.isoformat(),
        "publisher": {"name": "Gatehouse"},
    }
    return json.dumps(package | {"releases": [release]}, ensure_ascii=False, indent=1)


def _moment(day: date | None) -> str | None:
    return f"{day.isoformat()}T00:00:00Z" if day else None


def _milestone(row: MilestoneRow, currency: str) -> dict[str, Any]:
    milestone: dict[str, Any] = {
        "id": row.number,
        "title": row.name,
        "type": "delivery",
        "code": row.phase,
        "dueDate": _moment(row.due),
        "dateMet": _moment(row.actual),
        "status": MET if row.actual else SCHEDULED,
        "forecastDate": _moment(row.forecast),
        "value": {"amount": float(row.value), "currency": currency} if row.value is not None else None,
        "penaltyClauses": list(row.clauses or ()),
    }
    return {key: value for key, value in milestone.items() if value not in (None, "", [])}


def read(text: str, number: str = "") -> tuple[list[MilestoneRow], list[Unreadable]]:
    """Milestones of the contract `number`, or of the only one there is. UnreadableFile says what is missing."""
    try:
        package = json.loads(text, parse_float=Decimal)
        releases = package.get("releases") or [package]
        contracts = [contract for release in releases for contract in release.get("contracts", [])]
    except (ValueError, AttributeError, RecursionError) as error:
        raise UnreadableFile(_("This is not Open Contracting JSON.")) from error
    chosen = [c for c in contracts if isinstance(c, dict) and str(c.get("id")) == number] or contracts
    if len(chosen) != 1 or not isinstance(chosen[0], dict):
        raise UnreadableFile(_("The file holds %s contracts, none of them this one.") % len(contracts))
    found: list[MilestoneRow] = []
    bad: list[Unreadable] = []
    milestones = chosen[0].get("milestones")
    implemented = (chosen[0].get("implementation") or {}).get("milestones") if isinstance(chosen[0].get("implementation"), dict) else None
    for at, milestone in enumerate([*(milestones or []), *(implemented or [])], start=1):
        if isinstance(milestone, dict) and milestone.get("id") not in (None, ""):
            found.append(_row(at, milestone, bad))
    return found, bad


def _row(at: int, milestone: dict[str, Any], bad: list[Unreadable]) -> MilestoneRow:
    def day(key: str) -> date | None:
        text = milestone.get(key)
        value = read_day(str(text)) if text else None
        if text and value is None:
            bad.append(Unreadable(at, key, str(text)[:60]))
        return value

    amount = milestone.get("value", {}).get("amount") if isinstance(milestone.get("value"), dict) else None
    value = read_amount(str(amount)) if amount is not None else None
    if amount is not None and value is None:
        bad.append(Unreadable(at, "value", str(amount)[:60]))
    title, code = str(milestone.get("title") or ""), str(milestone.get("code") or "")
    named = milestone.get("penaltyClauses")
    clauses = read_clauses(";".join(str(one) for one in named) if isinstance(named, list) else str(named or ""))
    return MilestoneRow(at, str(milestone["id"]), title, day("dueDate"), day("forecastDate"), day("dateMet"), value, code, clauses)
