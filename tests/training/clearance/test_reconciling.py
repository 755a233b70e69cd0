"""Accounts of the CRM against the clearance list: the rule as a table, and the file that brings them in."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from governance.core.errors import Conflict, InvalidInput, NotAllowed
from governance.core.imports import actions as imports
from governance.core.imports.importer import importer
from governance.core.models import ImportBatch
from governance.core.roles import Role
from governance.organisation.models import Person
from tests import company
from tests.training.clearance import clearing
from tests.training.clearance.clearing import CRM_ADMIN, NOW, PROJECT
from tests.training.clearance.conftest import Small
from training.clearance.actions import follow, know_account, settle_finding
from training.clearance.kept import forget_person
from training.clearance.models import AccountKey, Finding, FindingKind, Outcome, Reconciliation
from training.clearance.reconciling import Account, Clearance, Difference, Directory, compare

LI, WANG = 1, 2
WHO = Directory({"robot": None, "old-login": WANG}, {"e1": LI, "e2": WANG}, {"li@example.com": LI})
CLEARED, NOT = Clearance(LI, 7, "seller", True), Clearance(LI, 7, "seller", False)


def told(accounts: list[Account], *lines: Clearance) -> list[tuple[Difference, str, int | None]]:
    return [(one.kind, one.key, one.person_id) for one in compare(accounts, WHO, lines).found]


@pytest.mark.parametrize(
    ("account", "line", "found"),
    [
        (Account(2, "li", "E1"), CLEARED, []),
        (Account(2, "li", "E1"), NOT, [(Difference.UNCLEARED, "li", LI)]),
        (Account(2, "li", "E1", active=False), NOT, []),
        (Account(2, "li", "E1", active=False), CLEARED, [(Difference.INACTIVE, "li", LI)]),
        (Account(2, "stranger"), CLEARED, [(Difference.NO_ACCESS, "", LI), (Difference.UNKNOWN, "stranger", None)]),
        (Account(2, "stranger", active=False), NOT, []),
        (Account(2, "robot"), CLEARED, [(Difference.NO_ACCESS, "", LI)]),
        (Account(2, "li", email="LI@example.com"), CLEARED, []),
        (Account(2, "e1"), CLEARED, []),
        (Account(2, "Old-Login"), CLEARED, [(Difference.NO_ACCESS, "", LI), (Difference.UNCLEARED, "Old-Login", WANG)]),
        (Account(2, "li", "E1", role="seller"), CLEARED, []),
        (Account(2, "li", "E1", role="Vertrieb"), CLEARED, []),
    ],
)
def test_each_account_and_each_cleared_person_is_looked_at(account: Account, line: Clearance, found: list[Any]) -> None:
    assert told([account], line) == found


def test_an_account_for_another_role_than_the_cleared_one_is_access_without_clearance() -> None:
    lines = (CLEARED, Clearance(LI, 7, "manager", False))
    assert told([Account(2, "li", "E1", role="manager")], *lines) == [(Difference.NO_ACCESS, "", LI), (Difference.UNCLEARED, "li", LI)]


def test_the_digest_tells_the_same_list_whatever_its_order() -> None:
    accounts = [Account(2, "a", "E1"), Account(3, "b", "E2")]
    again = [Account(2, "b", "E2"), Account(3, "a", "E1")]
    assert compare(accounts, WHO, [NOT]).digest == compare(again, WHO, [NOT]).digest
    assert compare(accounts, WHO, [NOT]).digest != compare(accounts, WHO, [CLEARED]).digest


@pytest.fixture
def sent(small: Small, tmp_path: Path) -> Any:
    """Sends a list in and applies it; Li is not cleared, Wang is, nobody knows “ghost”."""
    wang = company.person("Wang", at=small.office)
    small.meets_all(wang)
    follow(actor=PROJECT, at=timezone.now())

    def send(text: str = "", actor: Any = CRM_ADMIN) -> ImportBatch:
        file = tmp_path / "accounts.csv"
        file.write_text(text or f"User name,Employee ID,IsActive\nli,{small.li.employee_number},yes\nghost,,yes\n")
        batch = imports.receive(importer("crm-accounts"), file, name=file.name, actor=actor, at=timezone.now())
        return imports.apply(batch, actor=actor, at=timezone.now())

    return send


@pytest.mark.django_db
def test_a_list_is_compared_and_kept_with_its_findings(small: Small, sent: Any) -> None:
    batch = sent()
    kept = Reconciliation.objects.get()
    assert (kept.batch, kept.accounts, kept.active, kept.matched) == (batch, 2, 2, 1)
    found = {row.kind: row for row in Finding.objects.all()}
    assert set(found) == {FindingKind.UNCLEARED, FindingKind.NO_ACCESS, FindingKind.UNKNOWN}
    assert (found["uncleared"].person, {line["kind"] for line in found["uncleared"].why}) == (small.li, {"course", "paper", "policy"})
    assert found["unknown"].key == "ghost"


@pytest.mark.django_db
def test_the_same_list_twice_changes_nothing(sent: Any) -> None:
    sent()
    second = sent()
    assert (Reconciliation.objects.count(), second.counts["creates"], second.counts["unchanged"]) == (1, 0, 2)


@pytest.mark.django_db
def test_only_crm_administrators_and_the_project_office_send_lists_in(sent: Any) -> None:
    with pytest.raises(NotAllowed):
        sent(actor=clearing.actor(Role.OFFICE_HEAD))
    assert not Reconciliation.objects.exists()


@pytest.mark.django_db
def test_a_damaged_list_is_refused_with_row_and_reason(sent: Any) -> None:
    from governance.core.errors import Refused

    with pytest.raises(Refused):
        sent("user,active\nli,perhaps\n,yes\n")
    assert not Reconciliation.objects.exists()


@pytest.mark.django_db
def test_saying_whose_an_account_is_settles_it_for_good(small: Small, sent: Any) -> None:
    sent()
    ghost = Finding.objects.get(kind=FindingKind.UNKNOWN)
    wang = Person.objects.get(identity__name="Wang")
    know_account(ghost, person=wang, actor=CRM_ADMIN, at=NOW, reason="Asked the office.")
    assert (ghost.resolution.outcome, AccountKey.objects.get().person) == (Outcome.MATCHED, wang)
    sent()
    last = Reconciliation.objects.order_by("-pk")[0]
    assert {row.kind for row in last.findings.all()} == {FindingKind.UNCLEARED}
    with pytest.raises(Conflict):
        know_account(ghost, person=None, actor=CRM_ADMIN, at=NOW, reason="A robot.")
    assert AccountKey.objects.count() == 1


@pytest.mark.django_db
def test_settling_says_who_how_and_why_once(sent: Any) -> None:
    sent()
    finding = Finding.objects.get(kind=FindingKind.UNCLEARED)
    given = {"outcome": Outcome.ACCESS_REMOVED, "actor": CRM_ADMIN, "at": NOW, "reason": "Locked at noon."}
    with pytest.raises(NotAllowed):
        settle_finding(finding, **given | {"actor": clearing.actor(Role.AUDITOR)})
    with pytest.raises(InvalidInput):
        settle_finding(finding, **given | {"reason": ""})
    settled = settle_finding(finding, **given)
    assert (settled.username, settled.reason) == ("crm_admin", "Locked at noon.")
    with pytest.raises(Conflict):
        settle_finding(finding, **given)
    with pytest.raises(InvalidInput):
        know_account(finding, person=None, actor=CRM_ADMIN, at=NOW, reason="x")


@pytest.mark.django_db
def test_an_erased_person_leaves_no_account_name(small: Small, sent: Any) -> None:
    sent()
    finding = Finding.objects.get(kind=FindingKind.UNCLEARED)
    forget_person(small.li.pk, PROJECT, NOW)
    finding.refresh_from_db()
    assert Finding.objects.get(pk=finding.pk).key.startswith("erased-")
