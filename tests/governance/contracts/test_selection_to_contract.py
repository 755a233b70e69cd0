"""A decided selection becomes the contract: its winner's promises are the contract's commitments."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from governance.contracts import actions
from governance.contracts.actions import choosing
from governance.contracts.models import Commitment, Contract, Score, Selection
from governance.core.errors import InvalidInput, NotAllowed
from governance.core.roles import Role
from governance.organisation.models import Account
from tests import company
from tests.governance.contracts import dealing
from tests.governance.contracts.dealing import NOW

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
PROJECT, SPONSOR = dealing.actor(Role.PROJECT_OFFICE), dealing.actor(Role.SPONSOR)


def scoring() -> Selection:
    vendors = [dealing.vendor(), dealing.vendor()]
    made = choosing.open_selection(title="CRM vendor", criteria=[("People", D(1))], vendors=vendors, actor=PROJECT, at=NOW)
    for candidate in made.candidates.all():
        choosing.add_promise(candidate, text=f"Promise of {candidate.vendor}", actor=PROJECT, at=NOW)
    return made


@pytest.fixture
def decided() -> Selection:
    made = scoring()
    winner = made.candidates.order_by("pk").first()
    assert winner
    choosing.choose(made, winner, on=date(2026, 1, 1), actor=SPONSOR, at=NOW, reason="best")
    return made


def terms(**fields: Any) -> dict[str, Any]:
    days = {"signed_on": date(2026, 1, 1), "starts_on": date(2026, 1, 1), "ends_on": date(2026, 6, 30)}
    return days | {"number": "C-1", "title": "CRM", "value": D(1000)} | fields


def test_the_winners_promises_become_commitments(decided: Selection) -> None:
    made = actions.enter_contract(
        actor=PROJECT, at=NOW, **terms(vendor=decided.winner, selection=decided, authority=company.person("Authority"))
    )
    assert made.selection == decided
    assert [c.text for c in made.commitments.all()] == [f"Promise of {decided.winner}"]


def test_another_vendor_an_open_or_a_used_selection_is_refused_beside_its_field(decided: Selection) -> None:
    authority = company.person("Authority")
    dealing.contract(selection=(used := _decided()), vendor=used.winner)
    open_one = scoring()
    refused = [(decided, dealing.vendor()), (open_one, decided.winner), (used, used.winner)]
    for selection, vendor in refused:
        with pytest.raises(InvalidInput) as told:
            actions.enter_contract(actor=PROJECT, at=NOW, **terms(vendor=vendor, selection=selection, authority=authority))
        assert "selection" in told.value.fields
    assert Contract.objects.count() == 1 and not Commitment.objects.exists()


def _decided() -> Selection:
    made = scoring()
    choosing.choose(made, made.candidates.all()[0], on=date(2026, 1, 1), actor=SPONSOR, at=NOW, reason="best")
    return made


def test_the_selection_page_leads_to_the_contract(signed_in: Callable[..., Client], decided: Selection) -> None:
    client = signed_in(Role.PROJECT_OFFICE)
    page = reverse("contracts:selection", args=[decided.pk])
    address = f"{reverse('contracts:new')}?selection={decided.pk}"
    assert address in client.get(page).content.decode()
    form = client.get(address).content.decode()
    assert form.count("selected") >= 2 and 'value="CRM vendor"' in form
    assert decided.winner and decided.winner.pk
    typed = terms(
        currency="CNY", tax_percent="6", time_zone="Asia/Shanghai", calendar="CN", waiver_limit="0", review_days="10",
        authority=Account.objects.get().person_id, selection=decided.pk, vendor=dealing.vendor().pk,
    )  # fmt: skip
    assert "Another vendor was chosen here" in client.post(address, typed).content.decode()
    assert client.post(address, typed | {"vendor": decided.winner.pk}).status_code == 302
    assert Commitment.objects.get().promise is not None
    assert "Contract C-1" in client.get(page).content.decode()


def test_the_auditor_reads_the_comparison_and_gives_no_points(signed_in: SignIn) -> None:
    selection = scoring()
    candidate, criterion = selection.candidates.all()[0], selection.criteria.get()
    with pytest.raises(NotAllowed):
        choosing.give_points(candidate, criterion, points=D(5), actor=dealing.actor(Role.AUDITOR), at=NOW)
    field, page = f"p-{candidate.pk}-{criterion.pk}", reverse("contracts:selection", args=[selection.pk])
    auditor = signed_in(Role.AUDITOR)
    assert field not in auditor.get(page).content.decode() and auditor.post(page, {field: "5"}).status_code == 403
    assert field in signed_in(Role.COMMITTEE).get(page).content.decode()
    assert not Score.objects.exists()
