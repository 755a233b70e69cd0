"""What must I sign: the list, reading and signing on a phone, the kiosk, the receipt, the copy."""

import pytest
from django.core import signing as tokens
from django.test import Client
from django.utils import timezone

from governance.core.roles import Role
from governance.policies.models import Signature
from governance.policies.views.own import SALT
from tests import company
from tests.governance.policies.governed import DAY, published, renewed, signs

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def paris():
    return company.office("PAR")


@pytest.fixture
def account(paris):
    return company.account(office=paris)


@pytest.fixture
def me(account):
    return entered(account)


def entered(account, backend="allauth.account.auth_backends.AuthenticationBackend"):
    client = Client()
    client.force_login(account, backend=backend)
    return client


def text(response):
    return response.content.decode()


def token(client, version, language="en"):
    page = text(client.get(f"{version.get_absolute_url()}read/?language={language}"))
    return page.split('name="token" value="')[1].split('"')[0]


def test_the_list_answers_what_i_must_sign(me):
    assert "Nothing to sign yet" in text(me.get("/policies/mine/"))
    version = published(on=TODAY)
    page = text(me.get("/policies/mine/"))
    assert "1 text</strong> waits" in page and f"{version.get_absolute_url()}read/" in page
    assert "What I must sign" in text(me.get("/"))


def test_an_overdue_text_says_so(me):
    published(on=TODAY - DAY * 30)
    assert "Was due on" in text(me.get("/policies/mine/"))


def test_read_confirm_sign_and_receive_the_exact_text(me, account):
    version = published(on=TODAY)
    url = f"{version.get_absolute_url()}read/"
    page = text(me.get(f"{url}?language=zh-hans"))
    assert "第一条。" in page and "我已阅读以上全文" in page
    response = me.post(url, {"token": token(me, version, "zh-hans"), "read": "1"})
    made = Signature.objects.get()
    assert response["Location"] == made.get_absolute_url()
    assert (made.person, made.account_id, made.text.language, made.way) == (account.person, account.pk, "zh-hans", "own")
    assert made.opened_at is not None and made.opened_at <= made.recorded_at
    receipt = text(me.get(made.get_absolute_url()))
    assert "第一条。" in receipt and made.sha256[:8] in receipt and str(account.person) in receipt
    assert "Nothing waits for your signature" in text(me.get("/policies/mine/"))


def test_without_the_tick_nothing_is_signed(me):
    version = published(on=TODAY)
    response = me.post(f"{version.get_absolute_url()}read/", {"token": token(me, version)}, follow=True)
    assert "confirm that you have read" in text(response) and not Signature.objects.exists()


@pytest.mark.parametrize("forged", ["", "abc", "of another page", "a" * 10_000], ids=["empty", "short", "salted", "long"])
def test_a_forged_page_signs_nothing(me, forged):
    version = published(on=TODAY)
    forged = tokens.dumps([version.pk, "en", "x", "2026-01-01"], salt="other") if forged == "of another page" else forged
    response = me.post(f"{version.get_absolute_url()}read/", {"token": forged, "read": "1"})
    assert response.status_code == 422 and not Signature.objects.exists()


def test_the_page_of_one_policy_does_not_sign_another(me):
    one, other = published(on=TODAY), published(on=TODAY)
    response = me.post(f"{other.get_absolute_url()}read/", {"token": token(me, one), "read": "1"})
    assert response.status_code == 422 and not Signature.objects.exists()


def test_a_page_left_open_since_yesterday_is_opened_again(me, monkeypatch):
    version = published(on=TODAY)
    old = tokens.dumps([version.pk, "en", version.texts.get(language="en").sha256, timezone.now().isoformat()], salt=SALT)
    monkeypatch.setattr("django.core.signing.time.time", lambda: __import__("time").monotonic() + 4e9)
    response = me.post(f"{version.get_absolute_url()}read/", {"token": old, "read": "1"})
    assert response.status_code == 422 and "open too long" in text(response)


def test_sending_the_form_twice_is_one_signature(me):
    version = published(on=TODAY)
    given = {"token": token(me, version), "read": "1"}
    first, second = (me.post(f"{version.get_absolute_url()}read/", given) for _ in range(2))
    assert first["Location"] == second["Location"] and Signature.objects.count() == 1


def test_a_new_version_replaces_the_one_on_an_open_page(me):
    version = published(on=TODAY - DAY * 3)
    given = {"token": token(me, version), "read": "1"}
    renewed(version.policy, on=TODAY)
    response = me.post(f"{version.get_absolute_url()}read/", given)
    assert response.status_code == 422 and not Signature.objects.exists()
    assert "A newer version holds" in text(me.get(f"{version.get_absolute_url()}read/"))


def test_what_is_addressed_to_others_is_not_there_and_those_who_see_all_policies_have_nothing_to_sign(me, paris):
    version = published(on=TODAY, job_roles=["clerk"])
    assert me.get(f"{version.get_absolute_url()}read/").status_code == 404
    page = text(entered(company.account(Role.OFFICE_HEAD, office=paris)).get(f"{version.get_absolute_url()}read/"))
    assert "nothing to sign" in page and 'name="token"' not in page


def test_a_version_once_signed_can_be_read_again_after_moving_away(me, account, paris):
    version = published(on=TODAY, job_roles=["sales"])
    signs(account.person, version, paris, on=TODAY)
    account.person.memberships.update(job_role="clerk")
    assert "You signed this on" in text(me.get(f"{version.get_absolute_url()}read/"))


def test_a_draft_is_not_there_for_staff(me):
    from tests.governance.policies.governed import draft

    version = draft()
    assert me.get(f"{version.get_absolute_url()}read/").status_code == 404
    assert me.get(version.get_absolute_url()).status_code == 403


def test_at_the_kiosk_the_sign_in_by_code_is_kept_and_the_next_person_is_thought_of(account):
    kiosk = entered(account, "governance.organisation.backends.OneTimeCodeBackend")
    version = published(on=TODAY)
    kiosk.post(f"{version.get_absolute_url()}read/", {"token": token(kiosk, version), "read": "1"})
    assert Signature.objects.get().way == "code"
    assert "so that the next person can sign in" in text(kiosk.get("/policies/mine/"))


def test_a_signature_is_seen_by_the_person_the_head_hr_project_office_and_auditor(signed_in, paris):
    person = company.person("Ann Done", at=paris)
    made = signs(person, published(on=TODAY), paris, on=TODAY)
    url = made.get_absolute_url()
    for role in (Role.PROJECT_OFFICE, Role.HR, Role.AUDITOR):
        assert "Ann Done" in text(signed_in(role).get(url))
    assert "Ann Done" in text(signed_in(Role.OFFICE_HEAD, office=paris).get(url))
    assert signed_in(Role.OFFICE_HEAD, office=company.office("OSL")).get(url).status_code == 404
    assert entered(company.account(office=paris)).get(url).status_code == 404
    for role in (Role.SPONSOR, Role.VENDOR, Role.ASSESSOR, Role.TRAINER):
        assert signed_in(role).get(url).status_code == 403


def test_a_text_changed_behind_our_back_is_told(me, paris, account):
    from governance.policies.models import PolicyText

    made = signs(account.person, published(on=TODAY), paris, on=TODAY)
    PolicyText.objects.filter(pk=made.text_id).update(text="1. Anything")
    assert "does not match its fingerprint" in text(me.get(made.get_absolute_url()))
