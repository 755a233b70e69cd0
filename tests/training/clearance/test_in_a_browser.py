"""What a browser shows of clearance: no finding of axe, nothing wider than the screen, on a desktop and on a phone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from governance.core.roles import Role
from governance.organisation.models import Account
from tests import company
from tests.training.clearance import clearing
from tests.training.clearance.clearing import CRM_ADMIN, PROJECT
from tests.training.clearance.conftest import Small
from training.clearance.actions import follow, grant_permit
from training.clearance.actions.accounts import keep_comparison
from training.clearance.models import Certificate, Finding
from training.clearance.reconciling import Account as CrmAccount
from training.clearance.reconciling import Clearance, Directory, compare

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS: list[dict[str, Any]] = [{"width": 390, "language": "zh-hans", "dark": True}]


@pytest.fixture
def busy(small: Small) -> Small:
    """Somebody cleared, somebody not, a permit, a certificate and a comparison."""
    today, now = timezone.localdate(), timezone.now()
    clerk = company.person("Clerk", at=small.office, job="clerk")
    small.meets_all(company.person("Wang", at=small.office))
    days = {"first_day": today, "last_day": today + timedelta(days=9)}
    grant_permit(clerk=clerk, person=small.li, office=small.office, **days, actor=PROJECT, at=now, reason="Learns.")
    named = {"number": "2026-ABCD1234", "code": "ABCDEFGHJKMNPQRS", "titles": {"en": "Course"}, "course_id": small.course.pk}
    Certificate.objects.create(person=small.li, earned_on=today, issued_at=now, **named)
    follow(actor=PROJECT, at=now)
    line = Clearance(small.li.pk, small.office.pk, clearing.ROLE, False)
    compared = compare([CrmAccount(2, "li", "e1"), CrmAccount(3, "ghost")], Directory({}, {"e1": small.li.pk}, {}), [line])
    keep_comparison(compared, batch=None, actor=CRM_ADMIN, at=now)
    return small


@pytest.mark.parametrize("look", LOOKS, ids=("phone",))
def test_every_page_can_be_read_by_everyone(
    page_for: Callable[..., Page], axe: Callable[[Page], None], busy: Small, look: dict[str, Any]
) -> None:
    finding = Finding.objects.get(kind="unknown")
    plain = ("overview", "list", "requirements", "new_requirements", "permits", "new_permit", "changes")
    addresses = [
        *(reverse(f"clearance:{name}") for name in plain),
        *(reverse(f"clearance:{name}", args=[busy.office.pk]) for name in ("office", "matrix", "office_certificates")),
        reverse("clearance:finding", args=[finding.pk]),
        reverse("clearance:reconciliation", args=[finding.reconciliation_id]),
        reverse("clearance:certificate", args=["ABCDEFGHJKMNPQRS"]),
        reverse("clearance:check"),
    ]
    page = page_for(Role.PROJECT_OFFICE, addresses[0], **look)
    for address in addresses:
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= look["width"], address


def test_a_seller_reads_on_a_phone_what_is_missing(page_for: Callable[..., Page], axe: Callable[[Page], None], busy: Small) -> None:
    account = Account.objects.create_user("li", person=busy.li, language="zh-hans")
    page = page_for(reverse("clearance:mine"), account=account, width=390, language="zh-hans")
    axe(page)
    assert "还缺 3 项" in page.inner_text("main")
