"""Milestones, people, services and requests draw on the contract's one cap: by accrual date, then number; the order is printed."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.contracts import actions
from governance.contracts.actions import measuring, staffing
from governance.contracts.claims import drawn
from governance.contracts.derivations import say_lines, store_lines
from governance.contracts.models import Contract, KeyPerson, Penalty
from governance.contracts.penalties import Claim, Clause, ContractCap, Trigger, draw_on_cap, explained
from governance.contracts.states import PenaltyState
from governance.core.errors import InvalidInput
from governance.core.roles import Role
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW, TODAY
from tests.governance.contracts.terms import sum_of

PROJECT, SPONSOR = dealing.actor(Role.PROJECT_OFFICE), dealing.actor(Role.SPONSOR)
FINANCE = dealing.actor(Role.FINANCE)
ABSENT = Clause(sum_of("2000"), trigger=Trigger.KEY_PERSON_ABSENT)
sums = st.decimals(0, 10**7, places=2)
numbers = st.text("0123456789M/.", min_size=1, max_size=5)
claims_ = st.lists(st.builds(Claim, numbers, st.dates(), sums, sums), min_size=1, max_size=8)


def capped(percent: str = "3") -> Contract:
    """A million with a cap of 30,000."""
    return dealing.contract(contract_cap_percent=D(percent))


def manager(of: Contract, gone: date, back: date) -> KeyPerson:
    clause = dealing.clause(of, ABSENT, "9.2")
    made = staffing.promise_person(
        of, name="He Jun", role="Manager", first_day=of.starts_on, last_day=of.ends_on, clause=clause, actor=PROJECT, at=NOW
    )
    staffing.record_presence(made, first_day=gone, last_day=back, present=False, actor=PROJECT, at=NOW)
    return made


def granted(of: Contract, day: date = TODAY) -> list[tuple[str, D]]:
    """In the order of drawing."""
    held = drawn([of.pk], day)
    return [(share.claim.number, share.granted) for share in held.orders[of.pk]]


@pytest.mark.django_db
def test_what_accrued_first_draws_first_whatever_it_is_about() -> None:
    contract = capped()
    late = dealing.clause(contract)
    dealing.milestone(contract, late, due=date(2026, 6, 10), number="M1")
    dealing.milestone(contract, late, due=date(2026, 5, 1), number="M2", value=200_000)
    manager(contract, date(2026, 6, 8), date(2026, 6, 12))
    # 9 weeks of 1,000, but 5 % of 200,000 at most; then 5 days of 2,000; then 3 weeks of 5,000, of which 11,000 are left.
    assert granted(contract) == [("M2/8.7", D(9000)), ("9.2/He Jun", D(10000)), ("M1/8.7", D(11000))]


@pytest.mark.django_db
def test_numbers_are_read_as_people_read_them() -> None:
    contract = capped()
    late = dealing.clause(contract)
    for number in ("M10", "M2"):
        dealing.milestone(contract, late, number=number)
    assert granted(contract) == [("M2/8.7", D(25000)), ("M10/8.7", D(5000))]


@pytest.mark.django_db
def test_an_earlier_day_of_accrual_goes_before_a_smaller_number() -> None:
    contract = capped()
    clause = dealing.clause(contract)
    dealing.milestone(contract, clause, due=date(2026, 6, 10), number="A")
    dealing.milestone(contract, clause, due=date(2026, 6, 1), number="B")
    assert granted(contract) == [("B/8.7", D(25000)), ("A/8.7", D(5000))]


@pytest.mark.django_db
def test_the_derivation_prints_the_order_and_its_lines_sum_to_the_share() -> None:
    contract = capped()
    dealing.milestone(contract, dealing.clause(contract), number="M1")
    manager(contract, date(2026, 6, 8), date(2026, 6, 12))
    held = drawn([contract.pk], TODAY)
    lines = held.lines(held.occurrences[0])
    assert sum(line.amount for line in lines) == held.occurrences[0].granted == D(5000)
    said = [line.text for line in say_lines(store_lines(lines), "CNY", "en")]
    assert said[-3:] == [
        "Cap of the contract: 3 % of CN¥1,000,000.00 is CN¥30,000.00. Claims draw on it by the day they accrue from, then by number.",
        "1. M1/8.7, from 2 Jun 2026: draws CN¥25,000.00; CN¥5,000.00 is left.",
        "2. This claim, 9.2/He Jun, from 8 Jun 2026: finds CN¥5,000.00 left, draws CN¥5,000.00.",
    ]


@pytest.mark.django_db
def test_a_waiver_frees_room_for_the_next_in_order() -> None:
    contract = capped()
    first = dealing.milestone(contract, dealing.clause(contract), number="M1")
    manager(contract, date(2026, 6, 8), date(2026, 6, 12))
    penalty = actions.assess_penalty(first, first.clauses.get(), day=TODAY, actor=PROJECT, at=NOW)
    actions.waive(penalty, amount=D(4000), actor=SPONSOR, at=NOW, reason="goodwill")
    assert granted(contract) == [("M1/8.7", D(21000)), ("9.2/He Jun", D(9000))]
    assert granted(contract, TODAY + timedelta(days=7))[0] == ("M1/8.7", D(26000))
    held = drawn([contract.pk], TODAY, known_at=NOW - timedelta(hours=1))
    assert held.exposures[0].granted == D(25000)


@pytest.mark.django_db
def test_assessing_again_after_a_waiver_keeps_the_waiver_and_takes_it_off_once() -> None:
    contract = capped()
    first = dealing.milestone(contract, dealing.clause(contract), number="M1")
    penalty = actions.assess_penalty(first, first.clauses.get(), day=TODAY, actor=PROJECT, at=NOW)
    actions.waive(penalty, amount=D(4000), actor=SPONSOR, at=NOW, reason="goodwill")
    actions.reassess(penalty, day=TODAY + timedelta(days=7), actor=PROJECT, at=NOW, reason="a week later")
    assert (penalty.assessed, penalty.waived) == (D(30000), D(4000))


@pytest.mark.django_db
def test_a_claim_that_now_goes_first_takes_back_what_another_was_assessed_above_its_share() -> None:
    contract = capped()
    clause = dealing.clause(contract)
    later = dealing.milestone(contract, clause, due=date(2026, 6, 1), number="M1")
    fixed = actions.assess_penalty(later, clause, day=TODAY, actor=PROJECT, at=NOW)
    actions.notify(fixed, actor=PROJECT, at=NOW)
    actions.pay(fixed, amount=D(25000), actor=FINANCE, at=NOW)
    person = manager(contract, date(2026, 5, 25), date(2026, 5, 29))
    measuring.assess_absence(person, day=TODAY, actor=PROJECT, at=NOW)
    fixed.refresh_from_db()
    assert (fixed.assessed, fixed.refunded, fixed.state) == (D(20000), D(5000), PenaltyState.PAID)
    step = fixed.steps.get(action="reassess")
    assert "before this one" in step.reason and sum(D(line["amount"]) for line in step.derivation) == D(20000)
    assert sum(Penalty.objects.values_list("assessed", flat=True)) == D(30000)


@pytest.mark.django_db
def test_a_later_extension_moves_the_day_it_accrues_from() -> None:
    contract = capped()
    late = dealing.milestone(contract, dealing.clause(contract))
    penalty = actions.assess_penalty(late, late.clauses.get(), day=TODAY, actor=PROJECT, at=NOW)
    actions.grant_extension(late, days=7, authority="director", granted_on=TODAY, actor=PROJECT, at=NOW, reason="agreed")
    penalty.refresh_from_db()
    assert penalty.accrues_from == date(2026, 6, 9)


@pytest.mark.django_db
def test_a_draft_owes_nothing() -> None:
    contract = dealing.contract(state="draft", contract_cap_percent=D(3))
    dealing.milestone(contract, dealing.clause(contract))
    assert drawn([contract.pk], TODAY).total(contract.pk) == 0


@pytest.mark.django_db
def test_a_cap_is_in_whole_cents() -> None:
    contract = dealing.contract(value=D("12345.67"), contract_cap_percent=D("5.5"))
    dealing.milestone(contract, dealing.clause(contract))
    assert granted(contract) == [(contract.milestones.get().number + "/8.7", D("679.01"))]


@pytest.mark.django_db
def test_a_cap_may_be_a_sum_and_says_so() -> None:
    contract = dealing.contract(contract_cap_sum=D(30_000))
    late = dealing.clause(contract)
    first = dealing.milestone(contract, late, due=date(2026, 5, 1), number="M1")
    dealing.milestone(contract, late, due=date(2026, 6, 1), number="M2")
    assert sum(share for _number, share in granted(contract)) == D(30_000)
    penalty = actions.assess_penalty(first, late, day=TODAY, actor=PROJECT, at=NOW)
    told = [line.text for line in say_lines(penalty.steps.get().derivation, "CNY", "en")]
    assert any(line.startswith("Cap of the contract: CN¥30,000.00. Claims") for line in told), told


@pytest.mark.django_db
def test_a_cap_is_a_share_or_a_sum_but_not_both() -> None:
    values = {"starts_on": TODAY, "ends_on": TODAY, "contract_cap_percent": D(3), "contract_cap_sum": D(1)}
    with pytest.raises(InvalidInput) as refused:
        actions.enter_contract(actor=PROJECT, at=NOW, number="C-1", **values)
    assert "contract_cap_sum" in refused.value.fields


@given(claims_, st.none() | sums)
def test_together_they_are_never_above_the_cap_nor_any_above_what_it_asks(claims: list[Claim], cap: D | None) -> None:
    shares = draw_on_cap(claims, cap)
    assert cap is None or sum(share.granted for share in shares) <= cap
    assert all(0 <= share.granted <= share.claim.asked for share in shares)
    assert [share.place for share in shares] == list(range(1, len(claims) + 1))


@given(claims_, sums)
def test_the_cap_is_used_up_before_anybody_goes_short(claims: list[Claim], cap: D) -> None:
    total = sum(claim.asked for claim in claims)
    assert sum(share.granted for share in draw_on_cap(claims, cap)) == min(total, cap)


@given(claims_, sums, st.randoms())
def test_the_order_in_which_they_are_entered_changes_no_sum(claims: list[Claim], cap: D, chance: object) -> None:
    distinct = list({claim.number: claim for claim in claims}.values())
    mixed = list(distinct)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    by_number = {share.claim.number: share.granted for share in draw_on_cap(mixed, cap)}
    assert {share.claim.number: share.granted for share in draw_on_cap(distinct, cap)} == by_number


@given(claims_, st.none() | sums, st.integers(0, 7), sums)
def test_waiving_any_claim_never_raises_the_total_nor_lowers_another(claims: list[Claim], cap: D | None, which: int, more: D) -> None:
    place = which % len(claims)
    waived = [*claims[:place], replace(claims[place], waived=claims[place].waived + more), *claims[place + 1 :]]
    before = {id(share.claim): share.granted for share in draw_on_cap(claims, cap)}
    after = {id(share.claim): share.granted for share in draw_on_cap(waived, cap)}
    assert sum(after.values()) <= sum(before.values())
    assert all(after[id(claim)] >= before[id(claim)] for claim in claims if id(claim) in after)


@given(claims_, st.none() | sums)
def test_the_printed_lines_lead_from_the_amount_to_the_share(claims: list[Claim], cap: D | None) -> None:
    limit = None if cap is None else ContractCap(cap, (D(10), cap * 10))
    shares = draw_on_cap(claims, cap)
    for share in shares:
        with_waiver = explained(share, shares, limit, waiver=True)
        without = explained(share, shares, limit, waiver=False)
        assert share.claim.amount + sum(line.amount for line in with_waiver) == share.granted
        assert share.claim.amount + sum(line.amount for line in without) == share.covered


def test_far_down_the_order_what_came_long_before_is_one_sum() -> None:
    claims = [Claim(f"M{n}", date(2026, 1, 1), D(10)) for n in range(1, 102)]
    shares = draw_on_cap(claims, D(5000))
    codes = [line.code for line in explained(shares[-1], shares, ContractCap(D(5000), (D(5), D(100_000))), waiver=False)]
    assert codes == ["contract_cap", "drawn_together", *["drawn"] * 40, "contract_share"]
