"""A notice carries the client's party; what the vendor answers is kept with it, seen by both, changed by nobody."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from governance.contracts.actions import measuring, noticing, staffing
from governance.contracts.models import Contract, NoticeAnswer, NoticeLetter
from governance.contracts.parties import client_of
from governance.core.errors import InvalidInput, NotAllowed
from governance.core.records import AppendOnly
from governance.core.roles import Role
from tests import company
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY
from tests.governance.contracts.test_measurements import ABSENT
from tests.governance.contracts.test_pages import vendor_client

pytestmark = pytest.mark.django_db
PROJECT = dealing.actor(Role.PROJECT_OFFICE)
SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noticing, "print_notice", lambda *_args, **_kwargs: None)


def notice(of: Contract, **more: Any) -> NoticeLetter:
    made, _document = noticing.issue_notice(
        of, **{"subject": "Late", "language": "en", "other": ["No answer"], "answer_days": 10, "actor": PROJECT, "at": NOW} | more
    )
    return made


def answer(to: NoticeLetter, **more: Any) -> NoticeAnswer:
    vendor = dealing.vendor_actor(to.contract.vendor)
    return noticing.answer_notice(to, **{"on": TODAY, "reason": "Two days waited for you.", "actor": vendor, "at": NOW} | more)


def test_the_vendor_answers_and_it_is_logged_once_with_its_text() -> None:
    kept = answer(notice(dealing.contract()))
    assert (kept.by_vendor, kept.reason, kept.on) == (True, "Two days waited for you.", TODAY)
    assert kept.username.startswith("vendor-") and NoticeAnswer.objects.count() == 1


def test_an_answer_on_paper_is_written_down_by_the_client() -> None:
    assert not answer(notice(dealing.contract()), actor=PROJECT).by_vendor


def test_another_vendor_and_the_auditor_do_not_answer() -> None:
    sent = notice(dealing.contract())
    for actor in (dealing.vendor_actor(dealing.vendor()), dealing.actor(Role.AUDITOR), dealing.actor(Role.OFFICE_HEAD)):
        with pytest.raises(NotAllowed):
            answer(sent, actor=actor)
    assert not NoticeAnswer.objects.exists()


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"on": TODAY - timedelta(days=1)}, {"on": TODAY + timedelta(days=1)}])
def test_an_answer_has_a_text_and_lies_between_the_notice_and_today(wrong: dict[str, Any]) -> None:
    sent = notice(dealing.contract())
    with pytest.raises(InvalidInput):
        answer(sent, **wrong)


def test_a_second_answer_adds_to_the_first_and_neither_changes() -> None:
    sent = notice(dealing.contract())
    first = answer(sent)
    answer(sent, reason="And the third day was a holiday.")
    assert sent.answers.count() == 2
    first.reason = "other"
    with pytest.raises(AppendOnly):
        first.save()


def test_through_the_pages_with_a_file_that_only_the_two_sides_open(signed_in: SignIn) -> None:
    contract = dealing.contract()
    sent = notice(contract, at=NOW)
    vendor, page = vendor_client(contract), reverse("contracts:notice", args=[sent.pk])
    address = reverse("contracts:answer", args=[sent.pk])
    assert address in vendor.get(page).content.decode()
    assert vendor.post(address, {"on": sent.issued_on, "reason": " "}).status_code == 200
    file = SimpleUploadedFile("answer.txt", b"Our answer, in full.")
    assert vendor.post(address, {"on": sent.issued_on, "reason": "See the file.", "file": file}).status_code == 302
    shown = signed_in(Role.AUDITOR).get(page).content.decode()
    assert "See the file." in shown and "Answered by the vendor" in shown
    kept = NoticeAnswer.objects.get()
    link = reverse("contracts:file", args=[contract.pk, kept.attachment_id])
    assert link in shown
    assert [client.get(link).status_code for client in (vendor, signed_in(Role.PROJECT_OFFICE))] == [200, 200]
    other = dealing.contract()
    assert vendor_client(other).get(link).status_code == 404
    assert vendor_client(other).get(reverse("contracts:file", args=[other.pk, kept.attachment_id])).status_code == 404
    assert vendor_client(other).get(address).status_code == 404


def test_silence_past_the_day_asked_for_is_shown(signed_in: SignIn) -> None:
    sent = notice(dealing.contract())
    assert (
        "No answer by the day asked for" in signed_in(Role.PROJECT_OFFICE).get(reverse("contracts:notice", args=[sent.pk])).content.decode()
    )


def test_the_letter_carries_the_party_named_on_the_contract_else_the_company() -> None:
    company.office("HQ", kind="company", name="Acme", name_zh="艾可美")
    named = dealing.contract(client_name="Acme Trading", client_name_zh="艾可美贸易")
    assert notice(named).snapshot.figures["sender"] == {"name": "Acme Trading", "name_zh": "艾可美贸易"}
    assert client_of(dealing.contract()) == {"name": "Acme", "name_zh": "艾可美"}
    assert client_of(dealing.contract(client_name="Acme Trading")) == {"name": "Acme Trading", "name_zh": "Acme Trading"}


def test_the_contract_page_names_the_party_in_the_readers_language(signed_in: SignIn) -> None:
    company.office("HQ", kind="company", name="Acme", name_zh="艾可美")
    address = reverse("contracts:contract", args=[dealing.contract().pk])
    assert "Acme – Vendor" in signed_in(Role.PROJECT_OFFICE).get(address).content.decode()
    assert "艾可美 – Vendor" in signed_in(Role.AUDITOR, language="zh-hans").get(address).content.decode()


def test_a_breach_about_a_person_says_about_whom() -> None:
    contract = dealing.contract()
    person = staffing.promise_person(
        contract,
        name="He Jun",
        role="Manager",
        first_day=contract.starts_on,
        last_day=contract.ends_on,
        clause=dealing.clause(contract, ABSENT, "9.2"),
        actor=PROJECT,
        at=NOW,
    )
    staffing.record_presence(person, first_day=date(2026, 6, 8), last_day=date(2026, 6, 12), present=False, actor=PROJECT, at=NOW)
    penalty = measuring.assess_absence(person, day=TODAY, actor=PROJECT, at=NOW)
    breach = notice(contract, penalties=[penalty], other=[]).snapshot.figures["breaches"][0]
    assert (breach["milestone"], breach["about"]) == ("", "He Jun")
    assert breach["derivation"]
