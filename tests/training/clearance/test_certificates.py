"""Certificates: issued by themselves, replaced, revoked, reminded of; checked by whoever holds one."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from governance.core import strangers
from governance.core.errors import Conflict, InvalidInput, NotAllowed
from governance.core.models import Reminder
from governance.core.roles import Role
from governance.organisation.models import Account
from tests import company
from tests.papers.sound import sound, text_of
from tests.training.clearance import clearing
from tests.training.clearance.clearing import NOW, PROJECT, TODAY
from tests.training.clearance.conftest import Small
from training.clearance import certificates
from training.clearance.actions import certificates as acting
from training.clearance.actions import issue_certificates, revoke_certificate
from training.clearance.actions.expiring import remind_of_expiry
from training.clearance.models import Certificate, CertificateStep

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)


@pytest.fixture
def place(small: Small, monkeypatch: pytest.MonkeyPatch) -> Small:
    """People with a place in a session; who attended is told by `done`."""
    from training.clearance.selectors import certificates as asked

    class Places:
        def order_by(self) -> "Places":
            return self

        def values_list(self, *_names: str, **_options: Any) -> "Places":
            return self

        def distinct(self) -> set[int]:
            return {person for person, _course in small.done.attendance}

    monkeypatch.setattr(asked.Enrolment, "objects", Places())
    return small


def issued(at: Any = NOW) -> int:
    return issue_certificates(actor=PROJECT, at=at)


def test_a_course_attended_and_passed_is_certified_once(place: Small) -> None:
    place.course.validity_months = 12
    place.course.save()
    place.done.attends(place.li, place.course, MARCH)
    assert issued() == 0
    place.done.passes(place.li, place.paper, date(2026, 3, 5), date(2027, 3, 4))
    assert (issued(), issued()) == (1, 0)
    certificate = Certificate.objects.get()
    assert (certificate.earned_on, certificate.valid_until) == (date(2026, 3, 5), date(2027, 2, 28))
    assert (certificate.papers, certificate.title_in("zh-hans")) == ([place.paper.pk], place.course.title)
    assert re.fullmatch(r"2026-[0-9A-Z]{8}", certificate.number)
    assert re.fullmatch(r"[0-9A-Z]{16}", certificate.code)


def test_a_course_without_tests_needs_attendance_only(place: Small) -> None:
    other = clearing.course("Introduction")
    place.done.attends(place.li, other, MARCH)
    assert issued() == 1
    assert Certificate.objects.get().course_id == other.pk


def test_earning_it_again_replaces_the_old_one(place: Small) -> None:
    place.meets_all(place.li)
    issued()
    place.done.attends(place.li, place.course, date(2026, 5, 1))
    assert issued() == 1
    new, old = Certificate.objects.all()
    assert (old.state, old.replaced_by, new.state) == ("superseded", new, "valid")
    assert list(CertificateStep.objects.values_list("state", flat=True)) == ["valid", "superseded", "valid"]


def test_a_corrected_mark_takes_the_certificate_back(place: Small) -> None:
    place.meets_all(place.li)
    issued()
    place.done.passed.clear()
    assert issued() == 0
    assert Certificate.objects.get().state == "revoked"
    place.meets_all(place.li)
    assert issued() == 1


def test_a_test_added_later_takes_nothing_away(place: Small) -> None:
    place.meets_all(place.li)
    issued()
    clearing.paper(place.course, "New test")
    issued()
    assert Certificate.objects.get().state == "valid"


def test_what_ran_out_long_ago_is_not_certified_today(place: Small) -> None:
    place.meets_all(place.li, until=date(2026, 4, 1))
    assert issued() == 0


def test_revoking_by_hand_needs_the_right_and_a_reason_and_happens_once(place: Small) -> None:
    place.meets_all(place.li)
    issued()
    certificate = Certificate.objects.get()
    given = {"actor": PROJECT, "at": NOW, "reason": "Somebody else sat the test."}
    with pytest.raises(NotAllowed):
        revoke_certificate(certificate, **given | {"actor": clearing.actor(Role.TRAINER)})
    with pytest.raises(NotAllowed):
        revoke_certificate(certificate, **given | {"actor": clearing.actor(Role.PROJECT_OFFICE, person=place.li)})
    with pytest.raises(InvalidInput):
        revoke_certificate(certificate, **given | {"reason": " "})
    revoke_certificate(certificate, **given)
    with pytest.raises(Conflict):
        revoke_certificate(certificate, **given)
    last = CertificateStep.objects.order_by("-pk")[0]
    assert (last.state, last.reason, last.username) == ("revoked", "Somebody else sat the test.", "project_office")


def test_a_failure_issues_nothing(place: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    place.meets_all(place.li)

    def broken(**_fields: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(acting.CertificateStep.objects, "create", broken)
    with pytest.raises(RuntimeError):
        issued()
    assert not Certificate.objects.exists()


def test_reminders_come_at_90_60_30_and_7_days_once_each(place: Small) -> None:
    Account.objects.create_user("li", person=place.li)
    place.meets_all(place.li, until=TODAY + timedelta(days=100))
    issued()
    written = {left: remind_of_expiry(actor=PROJECT, at=NOW + timedelta(days=100 - left)) for left in range(100, -1, -1)}
    assert {left for left, count in written.items() if count} == {90, 60, 30, 7}
    assert Reminder.objects.open().count() == 1
    last_day = NOW + timedelta(days=100)
    assert Reminder.objects.all().due(last_day).exists() and not Reminder.objects.all().due(last_day + timedelta(days=1)).exists()


def test_a_day_on_which_nothing_ran_is_made_up_for(place: Small) -> None:
    Account.objects.create_user("li", person=place.li)
    place.meets_all(place.li, until=TODAY + timedelta(days=25))
    issued()
    assert (remind_of_expiry(actor=PROJECT, at=NOW), remind_of_expiry(actor=PROJECT, at=NOW)) == (1, 0)
    assert Reminder.objects.get().key.endswith("-30")
    revoke_certificate(Certificate.objects.get(), actor=PROJECT, at=NOW, reason="No longer needed.")
    assert not Reminder.objects.open().exists()


@pytest.fixture
def certificate(place: Small) -> Certificate:
    place.li.identity.name, place.li.identity.name_zh, place.li.identity.email = "Li Na", "李娜", "li.na@example.com"
    place.li.identity.save()
    place.meets_all(place.li, until=date(2099, 1, 1))
    issued()
    return Certificate.objects.get()


def public(code: str) -> Any:
    return Client().get(reverse("clearance:certificate", args=[code]))


def test_anybody_with_the_code_sees_number_initials_course_and_validity_and_nothing_else(place: Small, certificate: Certificate) -> None:
    response = public(certificate.code)
    page = response.content.decode()
    assert response.status_code == 200
    for told in (certificate.number, "L. N.", place.course.title, "1 Jan 2099", "Valid."):
        assert told in page
    hidden = [place.li.identity.email, "Li Na", "李娜", place.li.pseudonym, place.li.employee_number, place.office.name, "90", "NORTH"]
    assert [secret for secret in hidden if secret and re.search(rf"\b{re.escape(secret)}\b", page)] == []
    body = page[page.index("<main") : page.index("</main>")]
    facts = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", body)
    assert facts == [("Number", certificate.number), ("Initials", "L. N."), ("Course", place.course.title), ("Valid until", "1 Jan 2099")]
    assert (response["Cache-Control"], response["Referrer-Policy"], response["X-Robots-Tag"]) == (
        "no-store",
        "no-referrer",
        "noindex, nofollow",
    )


def test_the_number_alone_opens_nothing(certificate: Certificate) -> None:
    wrong = [certificate.number, str(certificate.pk), "0" * 16, certificate.code[:-1], "x"]
    pages = {(public(code).status_code, public(code).content) for code in wrong}
    assert len(pages) == 1
    assert pages.pop()[0] == 404


def test_a_code_is_read_off_paper_however_it_is_typed(certificate: Certificate) -> None:
    typed = certificate.code_parts.lower().replace("0", "o").replace("1", "l")
    response = Client().post(reverse("clearance:check"), {"code": f" {typed} "})
    assert response["Location"] == reverse("clearance:certificate", args=[certificate.code])
    assert Client().post(reverse("clearance:check"), {"code": "<script>"}).status_code == 422


def test_a_revoked_replaced_or_expired_one_says_so(certificate: Certificate) -> None:
    revoke_certificate(certificate, actor=PROJECT, at=NOW, reason="secret reason")
    page = public(certificate.code).content.decode()
    assert "Revoked" in page
    assert "secret reason" not in page


def test_an_erased_name_leaves_the_certificate_checkable(certificate: Certificate) -> None:
    identity = certificate.person.identity
    identity.name = identity.name_zh = ""
    identity.save()
    assert certificates.initials(Certificate.objects.get()) == "–"
    assert public(certificate.code).status_code == 200


def test_a_chinese_name_is_told_by_its_family_name(certificate: Certificate) -> None:
    identity = certificate.person.identity
    identity.name = ""
    identity.save()
    assert certificates.initials(Certificate.objects.get()) == "李＊"


def test_a_stranger_may_not_ask_without_end(certificate: Certificate) -> None:
    client = Client()
    answers = [client.get(reverse("clearance:certificate", args=["0" * 16])).status_code for _time in range(strangers.PER_MINUTE * 2 + 2)]
    assert answers[0] == 404
    assert 429 in answers


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_pdf_is_one_tagged_page_in_each_language(certificate: Certificate, language: str) -> None:
    made = certificates.pdf(certificate, language)
    sound(made, language, says=[certificate.number, certificates.full_name(certificate)], numbered=False)
    assert text_of(made).count("\f") == 1


def test_own_certificate_is_downloaded_by_its_holder_only(certificate: Certificate, signed_in: Any) -> None:
    address = reverse("clearance:certificate_pdf", args=[certificate.pk])
    holder = Client()
    account = Account.objects.create_user("li", person=certificate.person)
    holder.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert holder.get(address)["Content-Type"] == "application/pdf"
    assert signed_in(Role.STAFF, office=company.office("SOUTH")).get(address).status_code == 404


def test_the_paper_is_a_link_for_those_who_may_have_it(certificate: Certificate, signed_in: Any) -> None:
    paper = reverse("clearance:certificate_pdf", args=[certificate.pk])
    address = reverse("clearance:person", args=[certificate.person_id])
    for role, linked in ((Role.PROJECT_OFFICE, True), (Role.CRM_ADMIN, False)):
        reader = signed_in(role)
        assert (paper in reader.get(address).content.decode()) is linked
        assert (reader.get(paper).status_code == 200) is linked
