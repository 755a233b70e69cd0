"""The project office enters a contract on one page; each reader sees what is theirs."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal as D

import pytest
from django.test import Client
from django.urls import reverse

from governance.contracts import actions
from governance.contracts.models import Contract, Milestone, NoticeLetter, Payment, Penalty, PenaltyClause, VendorMember
from governance.contracts.penalties import Rate, RateUnit
from governance.contracts.states import ContractState, MilestoneState
from governance.core import metrics
from governance.core.metrics import Subject, SubjectKind
from governance.core.roles import Role
from governance.organisation.models import Account
from tests import company
from tests.governance.contracts import dealing
from tests.papers.sound import sound

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
CLAUSE = {
    "what": "clause", "number": "8.7", "trigger": "late_acceptance", "rate": "0.5", "rate_unit": "percent", "base": "undelivered",
    "period_length": "1", "period_unit": "week", "counting": "started", "days": "calendar",
    "part_day": "whole", "count_finish_day": "on",
    "grace_kind": "none", "grace_days": "0", "cap": "5", "cap_unit": "percent",
    "bonus_unit": "percent", "bonus_period": "day", "rounding": "total",
}  # fmt: skip


@pytest.fixture
def late() -> Milestone:
    contract = dealing.contract()
    return dealing.milestone(contract, dealing.clause(contract))


def vendor_client(of: Contract) -> Client:
    account = company.account(Role.VENDOR)
    VendorMember.objects.create(vendor=of.vendor, person=account.person, first_day=company.LONG_AGO, recorded_at=company.RECORDED)
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_contract_is_entered_on_one_guided_page(signed_in: SignIn) -> None:
    client = signed_in(Role.PROJECT_OFFICE)
    vendor, authority = dealing.vendor(), Account.objects.get().person
    terms = {
        "number": "C-1", "title": "CRM", "vendor": vendor.pk,
        "signed_on": "2026-01-01", "starts_on": "2026-01-01", "ends_on": "2026-06-30",
        "value": "1000000", "currency": "cny", "tax_percent": "6",
        "time_zone": "Asia/Shanghai", "calendar": "CN", "authority": authority.pk,
        "waiver_limit": "5000", "review_days": "10",
    }  # fmt: skip
    assert client.post(reverse("contracts:new"), terms).status_code == 302
    contract = Contract.objects.get()
    page = reverse("contracts:enter", args=[contract.pk])
    client.post(page, {"what": "phase", "number": 1, "name": "Build", "first_day": "2026-01-01", "last_day": "2026-03-31"})
    assert client.post(page, CLAUSE).status_code == 302
    clause, phase = PenaltyClause.objects.get(), contract.phases.get()
    milestone = {"what": "milestone", "number": "M1", "name": "Trial", "due": "2026-04-01", "value": "400000", "phase": phase.pk}
    client.post(page, milestone | {"clauses": [clause.pk], "deliverables": "Manual: screenshots; index\nTest report"})
    client.post(page, {"what": "payment", "kind": "progress", "amount": "400000", "milestone": Milestone.objects.get().pk})
    deliverables = Milestone.objects.get().deliverables.all()
    assert [(d.name, d.checklist.count()) for d in deliverables] == [("Manual", 2), ("Test report", 0)]
    assert client.post(reverse("contracts:sign", args=[contract.pk])).status_code == 302
    contract.refresh_from_db()
    assert (contract.state, contract.currency, Payment.objects.count()) == (ContractState.IN_FORCE, "CNY", 1)
    assert client.get(page).status_code == 404


def test_the_clause_is_put_in_words_and_linted_as_it_is_typed(signed_in: SignIn) -> None:
    client = signed_in(Role.PROJECT_OFFICE)
    contract = dealing.contract(state=ContractState.DRAFT)
    preview = client.post(reverse("contracts:preview", args=[contract.pk]), CLAUSE).content.decode()
    assert "0.5 % of the value not yet delivered at the due date per started week, at most 5 %" in preview
    assert "No estimate of the loss is recorded" in preview
    gap = client.post(reverse("contracts:preview", args=[contract.pk]), CLAUSE | {"base": ""}).content.decode()
    assert "0.5 % per started week, at most 5 %" in gap and "The rate is a share: say of what." in gap


def test_a_clause_with_a_gap_is_saved_with_its_warning_and_no_sum_is_made_up(signed_in: SignIn) -> None:
    client = signed_in(Role.PROJECT_OFFICE)
    contract = dealing.contract(state=ContractState.DRAFT)
    page = reverse("contracts:enter", args=[contract.pk])
    assert client.post(page, CLAUSE | {"base": ""}).status_code == 302
    assert "The rate is a share: say of what." in client.get(page).content.decode()
    late = dealing.milestone(contract, PenaltyClause.objects.get())
    Contract.objects.filter(pk=contract.pk).update(state=ContractState.IN_FORCE)
    told = client.get(reverse("contracts:milestone", args=[late.pk])).content.decode()
    assert "The value the rate is a share of is not known." in told
    figure = metrics.measure_one(
        "contracts.penalty_accrued", Subject(SubjectKind.CONTRACT, contract.pk), dealing.TODAY, actor=dealing.actor(Role.PROJECT_OFFICE)
    )
    assert figure.value is None and figure.absent


def test_a_wrong_entry_stands_beside_its_field_and_nothing_is_lost(signed_in: SignIn) -> None:
    client = signed_in(Role.PROJECT_OFFICE)
    contract = dealing.contract(state=ContractState.DRAFT)
    answer = client.post(reverse("contracts:enter", args=[contract.pk]), CLAUSE | {"tiers": "31 to 0.2", "wording": "第八条 逾期"})
    assert "“31 to 0.2” is not of the form" in answer.content.decode() and "第八条 逾期" in answer.content.decode()
    assert not PenaltyClause.objects.exists()


def test_a_part_is_taken_out_of_a_draft_only(signed_in: SignIn) -> None:
    client = signed_in(Role.PROJECT_OFFICE)
    contract = dealing.contract(state=ContractState.DRAFT)
    clause = dealing.clause(contract)
    address = reverse("contracts:remove", args=[contract.pk, "clause", clause.pk])
    assert client.post(address).status_code == 302
    assert not PenaltyClause.objects.exists() and PenaltyClause.history.filter(history_type="-").exists()
    assert client.post(reverse("contracts:remove", args=[contract.pk, "person", 999])).status_code == 404


def test_the_milestone_page_derives_what_is_owed(signed_in: SignIn, late: Milestone) -> None:
    page = signed_in(Role.PROJECT_OFFICE).get(reverse("contracts:milestone", args=[late.pk]), {"on": "2026-06-08"}).content.decode()
    assert "Cap: at most" in page and "Accepted on 8 Jun 2026" in page


def test_what_if_answers_for_a_typed_date(signed_in: SignIn, late: Milestone) -> None:
    client = signed_in(Role.PROJECT_OFFICE)
    address = reverse("contracts:what_if", args=[late.pk, late.clauses.get().pk])
    assert "5,000.00" in client.post(address, {"on": "2026-06-08"}).content.decode()
    assert client.post(address, {"on": "soon"}).status_code == 200


def test_every_page_opens_for_those_it_is_for(signed_in: SignIn, late: Milestone) -> None:
    project = dealing.actor(Role.PROJECT_OFFICE)
    penalty = actions.assess_penalty(late, late.clauses.get(), day=dealing.TODAY, actor=project, at=dealing.NOW)
    pages = [
        reverse("contracts:contracts"), reverse("contracts:owed"), reverse("contracts:plan"), reverse("contracts:selections"),
        reverse("contracts:contract", args=[late.contract_id]), reverse("contracts:milestone", args=[late.pk]),
        reverse("contracts:penalty", args=[penalty.pk]),
    ]  # fmt: skip
    for language in ("en", "zh-hans"):
        auditor = signed_in(Role.AUDITOR, language=language)
        assert {page: auditor.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_the_vendor_sees_its_own_and_never_the_money(late: Milestone) -> None:
    client = vendor_client(late.contract)
    other = dealing.milestone(dealing.contract())
    own = client.get(reverse("contracts:contract", args=[late.contract_id])).content.decode()
    assert "Trial run" in own and "Penalties today" not in own
    assert "Derivation" not in client.get(reverse("contracts:milestone", args=[late.pk])).content.decode()
    assert client.get(reverse("contracts:contract", args=[other.contract_id])).status_code == 404
    assert client.get(reverse("contracts:milestone", args=[other.pk])).status_code == 404
    assert client.get(reverse("contracts:owed")).status_code == 403


def test_the_vendor_sees_a_penalty_once_it_is_notified_and_disputes_it_there(late: Milestone) -> None:
    project = dealing.actor(Role.PROJECT_OFFICE)
    penalty = actions.assess_penalty(late, late.clauses.get(), day=dealing.TODAY, actor=project, at=dealing.NOW, reason="weighed first")
    client = vendor_client(late.contract)
    page = reverse("contracts:penalty", args=[penalty.pk])
    assert client.get(page).status_code == 404
    actions.notify(penalty, actor=project, at=dealing.NOW)
    shown = client.get(page).content.decode()
    assert "Derivation" in shown and "weighed first" not in shown
    assert client.post(reverse("contracts:step", args=[penalty.pk, "dispute"]), {"reason": "not our delay"}).status_code == 302
    assert client.post(reverse("contracts:step", args=[penalty.pk, "waive"]), {"amount": "1", "reason": "x"}).status_code == 403


def test_office_heads_see_nothing_of_contracts(signed_in: SignIn, late: Milestone) -> None:
    head = signed_in(Role.OFFICE_HEAD, office=company.office())
    for name in ("contracts:contracts", "contracts:owed", "contracts:selections"):
        assert head.get(reverse(name)).status_code == 403


def test_the_vendor_submits_from_its_page(late: Milestone) -> None:
    client = vendor_client(late.contract)
    assert client.post(reverse("contracts:submit", args=[late.pk]), {"on": "2026-06-10"}).status_code == 302
    late.refresh_from_db()
    assert late.state == MilestoneState.SUBMITTED
    assert client.post(reverse("contracts:review", args=[late.pk]), {"verdict": "accepted", "on": "2026-06-11"}).status_code == 403


def test_a_waiver_above_the_limit_is_refused_on_the_page(signed_in: SignIn, late: Milestone) -> None:
    penalty = actions.assess_penalty(late, late.clauses.get(), day=dealing.TODAY, actor=dealing.actor(Role.PROJECT_OFFICE), at=dealing.NOW)
    answer = signed_in(Role.PROJECT_OFFICE).post(
        reverse("contracts:step", args=[penalty.pk, "waive"]), {"amount": "9000", "reason": "goodwill"}
    )
    assert answer.status_code == 403
    penalty.refresh_from_db()
    assert penalty.waived == 0


def test_a_notice_is_frozen_numbered_and_printed_in_the_language_asked_for(signed_in: SignIn, late: Milestone) -> None:
    actions.assess_penalty(late, late.clauses.get(), day=dealing.TODAY, actor=dealing.actor(Role.PROJECT_OFFICE), at=dealing.NOW)
    client = signed_in(Role.PROJECT_OFFICE)
    typed = {
        "subject": "Notice of delay",
        "language": "zh-hans",
        "penalties": [Penalty.objects.get().pk],
        "other": "manual missing",
        "answer_days": 10,
    }
    assert client.post(reverse("contracts:notice_new", args=[late.contract_id]), typed).status_code == 302
    notice = NoticeLetter.objects.get()
    assert notice.number.endswith("-N001") and Penalty.objects.get().state == "notified"
    for language in ("zh-hans", "en", "zh-hant"):
        sound(
            client.get(reverse("contracts:notice_pdf", args=[notice.pk, language])).content,
            language,
            says=["Notice of delay", notice.number],
        )
    served = {"method": "courier", "address": "1 Road", "sent_on": notice.issued_on, "served_on": notice.issued_on}
    assert client.post(reverse("contracts:served", args=[notice.pk]), served).status_code == 302
    assert client.get(reverse("contracts:notice", args=[notice.pk])).status_code == 200


def test_set_off_waits_for_the_notice_to_be_served(late: Milestone) -> None:
    from governance.contracts.penalties import Base, Clause, Notice
    from governance.core.errors import Refused

    clause = dealing.clause(late.contract, Clause(Rate(D(1), RateUnit.PERCENT), Base.MILESTONE, notice=Notice(required=True)), "9")
    late.clauses.add(clause)
    project = dealing.actor(Role.PROJECT_OFFICE)
    penalty = actions.assess_penalty(late, clause, day=date(2026, 6, 2), actor=project, at=dealing.NOW)
    actions.notify(penalty, actor=project, at=dealing.NOW)
    with pytest.raises(Refused, match="notice"):
        actions.set_off(penalty, dealing.payment(late.contract), amount=D(1), actor=dealing.actor(Role.FINANCE), at=dealing.NOW)
