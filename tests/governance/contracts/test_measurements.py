"""Service levels, late requests and absences: measured, assessed, corrected; the penalty follows the record."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.contracts import actions
from governance.contracts.actions import measuring, staffing
from governance.contracts.claims import drawn, outlook
from governance.contracts.formats.measurements import read_rows
from governance.contracts.measuring import Reading, read_moment
from governance.contracts.models import Contract, KeyPerson, Measured, Penalty, PenaltyClause
from governance.contracts.occurrences import Occurrence
from governance.contracts.penalties import Band, CannotEvaluate, Clause, Counting, PartDay, Period, PeriodUnit, Rate, RateUnit, Trigger
from governance.contracts.states import ContractState, PenaltyState
from governance.contracts.terms import read_terms, write_terms
from governance.contracts.wording import say_clause
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY
from tests.governance.contracts.terms import percent, sum_of
from tests.governance.contracts.test_pages import CLAUSE, vendor_client

pytestmark = pytest.mark.django_db
PROJECT, FINANCE = dealing.actor(Role.PROJECT_OFFICE), dealing.actor(Role.FINANCE)
AUDITOR = dealing.actor(Role.AUDITOR)
SERVICE = Clause(
    Rate(D(0), RateUnit.SUM), trigger=Trigger.SERVICE_LEVEL, bands=(Band(D("99.8"), percent("2")), Band(D("98"), percent("3")))
)
REQUEST = Clause(sum_of("100"), trigger=Trigger.LATE_REQUEST)
ABSENT = Clause(sum_of("2000"), trigger=Trigger.KEY_PERSON_ABSENT)
REMOVED = Clause(sum_of("50000"), trigger=Trigger.KEY_PERSON_ABSENT, period=Period(1, PeriodUnit.EVENT))
SignIn = Callable[..., Client]


def occurrences(contracts: list[int], day: date) -> list[Occurrence]:
    return list(drawn(contracts, day).occurrences)


def month(level: str, charge: str = "10") -> Reading:
    return Reading(first_day=date(2026, 5, 1), last_day=date(2026, 5, 31), level=D(level), charge=D(charge))


@pytest.fixture
def service() -> PenaltyClause:
    return dealing.clause(dealing.contract(), SERVICE, "7.1")


def measured(clause: PenaltyClause, reading: Reading, reference: str = "2026-05") -> Measured:
    return measuring.record_measurement(clause, reference=reference, reading=reading, actor=PROJECT, at=NOW)


def person(terms: Clause, of: Contract | None = None) -> KeyPerson:
    contract = of or dealing.contract()
    clause, ends = dealing.clause(contract, terms, "9.2"), contract.ends_on
    return staffing.promise_person(
        contract, name="He Jun", role="Manager", first_day=contract.starts_on, last_day=ends, clause=clause, actor=PROJECT, at=NOW
    )


def absent(of: KeyPerson, first: date, last: date | None = None, **more: bool) -> None:
    staffing.record_presence(of, first_day=first, last_day=last, present=False, actor=PROJECT, at=NOW, **more)


@pytest.mark.parametrize("terms", [SERVICE, REQUEST, ABSENT, REMOVED])
def test_bands_and_all_else_survive_being_stored(terms: Clause) -> None:
    assert read_terms(write_terms(terms)) == terms


def test_a_clause_on_service_levels_needs_bands_and_no_other_has_them() -> None:
    for terms in ({"trigger": Trigger.SERVICE_LEVEL}, {"bands": SERVICE.bands}):
        with pytest.raises(CannotEvaluate) as refused:
            Clause(sum_of("1"), **terms)
        assert refused.value.parameter == "bands"


def test_the_clause_in_words() -> None:
    assert say_clause(SERVICE, "en") == "2 % of the charge below 99.8, 3 % below 98"


@pytest.mark.parametrize(("level", "credit"), [("100", "0"), ("99.8", "0"), ("99.7", "0.20"), ("97", "0.30")])
def test_a_measured_month_gives_the_published_credit(service: PenaltyClause, level: str, credit: str) -> None:
    measured(service, month(level))
    assert [one.granted for one in occurrences([service.contract_id], TODAY)] == [D(credit)]


def test_nothing_measured_refuses_and_is_never_zero(service: PenaltyClause) -> None:
    found = occurrences([service.contract_id], TODAY)[0]
    assert found.assessment is None and isinstance(found.refusal, CannotEvaluate)
    with pytest.raises(InvalidInput) as refused:
        measured(service, Reading(first_day=TODAY, last_day=TODAY, charge=D(1)))
    assert set(refused.value.fields) == {"level"} and not Measured.objects.exists()


def test_a_reference_is_recorded_once_and_logged_once(service: PenaltyClause) -> None:
    measured(service, month("97"))
    with pytest.raises(InvalidInput):
        measured(service, month("96"))
    assert list(Measured.objects.values_list("level", "username")) == [(D("97"), "project_office")]


def test_only_those_who_charge_enter_measurements(service: PenaltyClause) -> None:
    for who in (AUDITOR, dealing.vendor_actor(service.contract.vendor)):
        with pytest.raises(NotAllowed):
            measuring.record_measurement(service, reference="x", reading=month("97"), actor=who, at=NOW)
    assert not Measured.objects.exists()


def test_nothing_is_measured_under_a_draft() -> None:
    with pytest.raises(Conflict):
        measured(dealing.clause(dealing.contract(state=ContractState.DRAFT), SERVICE), month("97"))


def test_a_measurement_is_assessed_once(service: PenaltyClause) -> None:
    row = measured(service, month("97", "100000"))
    penalty = measuring.assess_measured(row, day=TODAY, actor=PROJECT, at=NOW, reason="May")
    assert (penalty.assessed, penalty.accrues_from, penalty.about) == (D(3000), date(2026, 5, 31), "2026-05")
    assert sum((D(line["amount"]) for line in penalty.steps.get().derivation), D(0)) == D(3000)
    with pytest.raises(Conflict):
        measuring.assess_measured(row, day=TODAY, actor=PROJECT, at=NOW)
    with pytest.raises(NotAllowed):
        measuring.assess_measured(row, day=TODAY, actor=AUDITOR, at=NOW)
    assert penalty.steps.count() == 1


def test_a_level_that_was_met_is_not_assessed(service: PenaltyClause) -> None:
    with pytest.raises(Refused):
        measuring.assess_measured(measured(service, month("99.9")), day=TODAY, actor=PROJECT, at=NOW)


def test_a_correction_books_the_refund_and_keeps_the_first_entry(service: PenaltyClause) -> None:
    row = measured(service, month("97", "100000"))
    penalty = measuring.assess_measured(row, day=TODAY, actor=PROJECT, at=NOW)
    actions.notify(penalty, actor=PROJECT, at=NOW)
    actions.pay(penalty, amount=D(3000), actor=FINANCE, at=NOW)
    measuring.correct_measurement(row, reading=month("98.5", "100000"), actor=PROJECT, at=NOW, reason="the probe was down")
    penalty.refresh_from_db()
    assert (penalty.assessed, penalty.settled, penalty.refunded) == (D(2000), D(3000), D(1000))
    assert list(Measured.objects.order_by("pk").values_list("level", flat=True)) == [D("97"), D("98.5")]
    with pytest.raises(InvalidInput):
        measuring.correct_measurement(row, reading=month("100"), actor=PROJECT, at=NOW, reason="")


def test_a_late_request_counts_dates_of_the_contracts_zone() -> None:
    clause = dealing.clause(dealing.contract(), REQUEST)
    # 1 June 23:30 in Shanghai, done on the 4th at 00:30 there: three days.
    due, done = datetime(2026, 6, 1, 15, 30, tzinfo=UTC), datetime(2026, 6, 3, 16, 30, tzinfo=UTC)
    measured(clause, Reading(due_at=due, done_at=done), "R-1")
    measured(clause, Reading(due_at=due), "R-2")
    assert [one.granted for one in occurrences([clause.contract_id], TODAY)] == [D(300), D(2900)]


def test_a_late_request_between_instants() -> None:
    terms = Clause(sum_of("100"), trigger=Trigger.LATE_REQUEST, by_instants=True, part_day=PartDay.DROPPED, counting=Counting.COMPLETED)
    clause = dealing.clause(dealing.contract(), terms)
    reading = Reading(due_at=datetime(2026, 6, 1, 9, tzinfo=UTC), done_at=datetime(2026, 6, 3, 8, tzinfo=UTC))
    measured(clause, reading, "R-1")
    assert [one.granted for one in occurrences([clause.contract_id], TODAY)] == [D(100)]


def test_absent_days_are_charged_and_presence_recorded_later_books_the_refund() -> None:
    manager = person(ABSENT)
    absent(manager, date(2026, 6, 1), date(2026, 6, 5))
    penalty = measuring.assess_absence(manager, day=TODAY, actor=PROJECT, at=NOW)
    assert (penalty.assessed, penalty.accrues_from) == (D(10000), date(2026, 6, 1))
    actions.notify(penalty, actor=PROJECT, at=NOW)
    actions.pay(penalty, amount=D(10000), actor=FINANCE, at=NOW)
    staffing.record_presence(manager, first_day=date(2026, 6, 4), last_day=date(2026, 6, 5), present=True, actor=PROJECT, at=NOW)
    penalty.refresh_from_db()
    assert (penalty.assessed, penalty.refunded) == (D(6000), D(4000))
    assert penalty.steps.filter(action="refund").count() == 1


def test_a_removal_is_charged_once_even_when_replaced_without_approval() -> None:
    manager = person(REMOVED)
    absent(manager, date(2026, 6, 1), date(2026, 6, 5))
    with pytest.raises(Refused):
        measuring.assess_absence(manager, day=TODAY, actor=PROJECT, at=NOW)
    new = staffing.promise_person(
        manager.contract, name="New", role="Manager", first_day=date(2026, 6, 6), last_day=TODAY, replaces=manager, actor=PROJECT, at=NOW
    )
    penalty = measuring.assess_absence(manager, day=TODAY, actor=PROJECT, at=NOW)
    assert penalty.assessed == D(50000)
    absent(manager, date(2026, 6, 6), removed=True)
    penalty.refresh_from_db()
    assert penalty.assessed == D(50000)
    staffing.approve_replacement(new, actor=PROJECT, at=NOW, reason="fits")
    penalty.refresh_from_db()
    # Left for good stays a removal; approval alone does not undo it.
    assert penalty.assessed == D(50000)


def test_vacant_days_end_when_an_approved_replacement_begins() -> None:
    manager = person(ABSENT)
    absent(manager, date(2026, 6, 1), removed=True)
    assert [one.granted for one in occurrences([manager.contract_id], TODAY)] == [D(60_000)]
    new = staffing.promise_person(
        manager.contract, name="New", role="Manager", first_day=date(2026, 6, 6), last_day=TODAY, replaces=manager, actor=PROJECT, at=NOW
    )
    assert occurrences([manager.contract_id], TODAY)[0].granted == D(60_000)
    staffing.approve_replacement(new, actor=PROJECT, at=NOW, reason="fits")
    assert occurrences([manager.contract_id], TODAY)[0].granted == D(10_000)


def test_an_approved_replacement_of_one_who_did_not_leave_is_no_removal() -> None:
    manager = person(REMOVED)
    new = staffing.promise_person(
        manager.contract, name="New", role="Manager", first_day=date(2026, 6, 6), last_day=TODAY, replaces=manager, actor=PROJECT, at=NOW
    )
    penalty = measuring.assess_absence(manager, day=TODAY, actor=PROJECT, at=NOW)
    staffing.approve_replacement(new, actor=PROJECT, at=NOW, reason="fits")
    penalty.refresh_from_db()
    assert penalty.assessed == 0


def test_a_failure_while_reassessing_rolls_the_presence_back(monkeypatch: pytest.MonkeyPatch) -> None:
    manager = person(ABSENT)
    absent(manager, date(2026, 6, 1), date(2026, 6, 5))
    measuring.assess_absence(manager, day=TODAY, actor=PROJECT, at=NOW)

    def fails(*_: object, **__: object) -> None:
        raise Conflict("x")

    monkeypatch.setattr(staffing, "reassess", fails)
    with pytest.raises(Conflict):
        absent(manager, date(2026, 6, 10), date(2026, 6, 11))
    assert manager.presence.count() == 1


def test_the_number_of_queries_does_not_grow(service: PenaltyClause) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            outlook([service.contract_id], TODAY)
        return len(captured)

    measured(service, month("97"))
    few = queries()
    for number in range(4):
        measured(service, month("97"), f"again {number}")
    assert queries() == few


HEADER = ("clause", "reference", "first day", "last day", "level", "charge")
FILE = b"clause,reference,due,done,first day,last day,level,charge\n7.1,2026-04,,,2026-04-01,2026-04-30,99.7,10\n"


def test_the_same_file_twice_changes_nothing(signed_in: SignIn, service: PenaltyClause) -> None:
    client, address = signed_in(Role.PROJECT_OFFICE), reverse("contracts:measure_file", args=[service.contract_id])
    for _ in range(2):
        assert client.post(address, {"file": SimpleUploadedFile("m.csv", FILE)}).status_code == 302
    assert list(Measured.objects.values_list("reference", "level")) == [("2026-04", D("99.7"))]


def test_a_file_with_a_bad_row_is_taken_over_not_at_all(signed_in: SignIn, service: PenaltyClause) -> None:
    bad = FILE + b"7.1,2026-05,,,2026-05-01,2026-05-31,soon,10\n8.8,x,,,,,,\n7.1,2026-06,,,2026-06-01,2026-06-30,,10\n"
    client, address = signed_in(Role.PROJECT_OFFICE), reverse("contracts:measure_file", args=[service.contract_id])
    page = client.post(address, {"file": SimpleUploadedFile("m.csv", bad)}).content.decode()
    assert all(words in page for words in ("Row 3: “soon”", "Row 4: The contract has no clause 8.8", "Row 5: Level measured"))
    assert not Measured.objects.exists()


def test_other_figures_for_a_recorded_reference_are_named(service: PenaltyClause) -> None:
    measured(service, month("97"))
    rows = read_rows(HEADER, [(2, ("7.1", "2026-05", "2026-05-01", "2026-05-31", "98", "10"))], "UTC")
    with pytest.raises(InvalidInput):
        measuring.import_measurements(service.contract, rows, actor=PROJECT, at=NOW, reason="")
    with pytest.raises(NotAllowed):
        measuring.import_measurements(service.contract, rows, actor=AUDITOR, at=NOW, reason="")


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-06-01T09:00", 1),
        ("2026/6/1 9:00:00", 1),
        ("2026-06-01 09:00:00Z", 9),
        ("2026-06-01", -8),
        ("soon", None),
        ("2026-13-01", None),
    ],
)
def test_moments_are_of_the_contracts_zone_unless_they_name_one(text: str, hour: int | None) -> None:
    found = read_moment(text, "Asia/Shanghai")
    assert (found and (found - datetime(2026, 6, 1, tzinfo=UTC)).total_seconds() / 3600) == hour


def test_through_the_page_from_the_measurement_to_the_notified_penalty(signed_in: SignIn, service: PenaltyClause) -> None:
    client, contract = signed_in(Role.PROJECT_OFFICE), service.contract
    typed = {"clause": service.pk, "reference": "2026-05", "first_day": "2026-05-01", "last_day": "2026-05-31", "charge": "10"}
    address = reverse("contracts:measure", args=[contract.pk])
    assert "not zero" in client.post(address, typed).content.decode()
    assert client.post(address, typed | {"level": "97"}).status_code == 302
    page = client.get(reverse("contracts:contract", args=[contract.pk])).content.decode()
    assert "Service level 97, below 98: 3 % of" in page and "0.30" in page
    assert "0.30" in client.get(reverse("contracts:owed")).content.decode()
    assert client.post(reverse("contracts:assess_measured", args=[Measured.objects.get().pk])).status_code == 302
    penalty, vendor = Penalty.objects.get(), vendor_client(contract)
    address = reverse("contracts:penalty", args=[penalty.pk])
    assert vendor.get(address).status_code == 404
    assert "Derivation" not in vendor.get(reverse("contracts:contract", args=[contract.pk])).content.decode()
    client.post(reverse("contracts:step", args=[penalty.pk, "notify"]), {"reason": ""})
    assert "Service level 97" in vendor.get(address).content.decode()
    assert vendor_client(dealing.contract()).get(address).status_code == 404
    correct = reverse("contracts:correct", args=[Measured.objects.get().pk])
    assert "97" in client.get(correct).content.decode()
    assert vendor.get(correct).status_code == 403
    penalty.refresh_from_db()
    assert penalty.state == PenaltyState.NOTIFIED


def test_the_absence_is_assessed_from_the_page(signed_in: SignIn) -> None:
    manager = person(ABSENT)
    absent(manager, date(2026, 6, 1), date(2026, 6, 5))
    client = signed_in(Role.PROJECT_OFFICE)
    assert client.post(reverse("contracts:assess_absence", args=[manager.pk])).status_code == 302
    page = client.get(reverse("contracts:penalty", args=[Penalty.objects.get().pk])).content.decode()
    assert "Absent from 1 Jun 2026 to 5 Jun 2026" in page and "He Jun" in page and "Assess again" in page


def test_bands_are_typed_on_the_form(signed_in: SignIn) -> None:
    client, contract = signed_in(Role.PROJECT_OFFICE), dealing.contract(state=ContractState.DRAFT)
    typed = CLAUSE | {"trigger": "service_level", "rate": "", "base": "", "cap": "", "bands": "99.8 = 2\n98 = 3"}
    address = reverse("contracts:enter", args=[contract.pk])
    assert "is not of the form 99.8 = 2" in client.post(address, typed | {"bands": "99.8 to 2"}).content.decode()
    assert "which service level" in client.post(address, typed | {"bands": ""}).content.decode()
    assert client.post(address, typed).status_code == 302
    assert contract.clauses.get().clause.bands == SERVICE.bands
