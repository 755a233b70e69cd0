"""Builders for tests of contracts: a contract in force with one late milestone, in as few words as possible."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from governance.contracts.actions import noticing
from governance.contracts.actions.charging import notify, tell_again
from governance.contracts.models import (
    Contract,
    Milestone,
    NoticeLetter,
    Payment,
    PaymentKind,
    Penalty,
    PenaltyClause,
    Vendor,
    VendorMember,
)
from governance.contracts.penalties import Base, Cap, Clause, Period, PeriodUnit, Rate, RateUnit
from governance.contracts.states import ContractState, PenaltyState
from governance.contracts.terms import write_terms
from governance.core import audit
from governance.core.actor import Actor, Grant
from governance.core.documents.freezing import freeze
from governance.core.roles import Role
from governance.organisation.models import Person
from tests import company, numbers

NOW = datetime(2026, 6, 30, 4, 0, tzinfo=UTC)
TODAY = date(2026, 6, 30)
HALF_PERCENT_A_WEEK = Clause(
    Rate(Decimal("0.5"), RateUnit.PERCENT),
    Base.MILESTONE,
    period=Period(1, PeriodUnit.WEEK),
    cap=Cap(Rate(Decimal(5), RateUnit.PERCENT)),
)


def actor(role: Role, person: Person | None = None, username: str = "", limit: Decimal | None = None, delegated_by: str = "") -> Actor:
    return Actor(
        username or role.value, person_id=person.pk if person else None, grants=(Grant(role, limit=limit, delegated_by=delegated_by),)
    )


def noon(day: date) -> datetime:
    """Midday of a day in the contract's zone."""
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def vendor() -> Vendor:
    number = numbers.next_one()
    return Vendor.objects.create(code=f"v{number}", name=f"Vendor {number}")


def vendor_actor(of: Vendor) -> Actor:
    person = company.person()
    VendorMember.objects.create(vendor=of, person=person, first_day=company.LONG_AGO, recorded_at=company.RECORDED)
    return actor(Role.VENDOR, person, username=f"vendor-{person.pk}")


def contract(**fields: Any) -> Contract:
    return Contract.objects.create(
        **{
            "number": f"C-{numbers.next_one()}",
            "title": "CRM",
            "vendor": fields.pop("vendor", None) or vendor(),
            "signed_on": date(2026, 1, 1),
            "starts_on": date(2026, 1, 1),
            "ends_on": date(2026, 6, 30),
            "value": Decimal(1_000_000),
            "state": ContractState.IN_FORCE,
            "authority": fields.pop("authority", None) or company.person("Authority"),
            "waiver_limit": Decimal(5000),
        }
        | fields
    )


def clause(of: Contract, terms: Clause = HALF_PERCENT_A_WEEK, number: str = "8.7") -> PenaltyClause:
    return PenaltyClause.objects.create(contract=of, number=number, terms=write_terms(terms))


def milestone(of: Contract, *clauses: PenaltyClause, due: date = date(2026, 6, 1), value: int = 1_000_000, **fields: Any) -> Milestone:
    made = Milestone.objects.create(
        contract=of, **{"number": f"M{numbers.next_one()}", "name": "Trial run", "due": due, "value": value} | fields
    )
    made.clauses.set(clauses)
    return made


def payment(of: Contract, amount: int = 100_000) -> Payment:
    return Payment.objects.create(contract=of, kind=PaymentKind.PROGRESS, amount=amount)


def told(penalty: Penalty, on: date = TODAY, *, served: bool = True) -> NoticeLetter:
    """The vendor is told by a letter (without its PDF), sent that day and, if so wished, served on it."""
    project, contract = actor(Role.PROJECT_OFFICE), penalty.clause.contract
    frozen = freeze("notice", {}, actor=project, at=noon(on))
    with audit.because(project, ""):
        fields = {"number": f"{contract.number}-N{numbers.next_one()}", "language": "en", "subject": "Delay"}
        letter = NoticeLetter.objects.create(contract=contract, issued_on=on, snapshot=frozen, **fields)
        tell_again(penalty, letter, at=noon(on)) if penalty.state != PenaltyState.ASSESSED else None
    if penalty.state == PenaltyState.ASSESSED:
        notify(penalty, notice=letter, actor=project, at=noon(on))
    arrived = on if served else None
    noticing.record_service(letter, address="Main street", method="Courier", sent_on=on, served_on=arrived, actor=project, at=noon(on))
    return letter
