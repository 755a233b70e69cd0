"""Signing in: by user name or employee number, locked after repeated failures, ended when the account is closed."""

import pytest
from django.test import Client
from django.utils import timezone, translation

from governance.core.actor import system_actor
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from governance.organisation.actions import accounts, codes
from governance.organisation.models import Account
from tests import company
from tests.company import NOW

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/login/"


@pytest.fixture(autouse=True)
def english():
    """A page read in another language leaves that language behind in this thread."""
    with translation.override("en"):
        yield


def sign_in(login, password="correct horse", client=None):
    client = client or Client()
    return client.post(SIGN_IN, {"login": login, "password": password})


def is_in(client):
    return "_auth_user_id" in client.session


def test_user_name_or_employee_number_and_password_open_the_house():
    account = company.account(username="lin")
    for login in ("lin", "LIN", account.person.employee_number):
        client = Client()
        sign_in(login, client=client)
        assert is_in(client)


def test_the_answer_to_a_wrong_sign_in_does_not_tell_whether_the_account_exists():
    closed = company.account(username="closed")
    closed.is_active = False
    closed.save()
    company.account(username="lin")
    answers = {sign_in(login, "wrong").context["form"].non_field_errors().as_text() for login in ("lin", "nobody", "closed")}
    assert len(answers) == 1


def test_repeated_failures_lock_the_sign_in_even_for_the_right_password():
    account = company.account(username="lin")
    for login in ("lin", account.person.employee_number, "Lin", "lin", "lin"):
        sign_in(login, "wrong")
    client = Client()
    response = sign_in("lin", client=client)
    assert not is_in(client) and "locked" in response.content.decode()


def test_signing_in_is_no_change_of_the_account():
    account = company.account(username="lin")
    before = account.history.count()
    sign_in("lin")
    account.refresh_from_db()
    assert account.last_login is not None and account.history.count() == before


def test_a_lock_of_one_account_does_not_lock_another():
    company.account(username="lin")
    company.account(username="wu")
    for _ in range(6):
        sign_in("lin", "wrong")
    client = Client()
    sign_in("wu", client=client)
    assert is_in(client)


def test_nobody_signs_themselves_up():
    assert b"password1" not in Client().get("/account/signup/").content


def test_the_support_site_uses_the_same_sign_in():
    assert SIGN_IN in Client().get("/admin/login/", follow=False)["Location"]


def test_closing_an_account_ends_its_sessions(project_office):
    account = company.account(username="lin")
    client = Client()
    sign_in("lin", client=client)
    client.get("/account/sessions/")
    accounts.close_account(account=account, actor=project_office, at=NOW, reason="left")
    assert client.get("/account/sessions/").status_code == 302
    sign_in("lin", client=client)
    assert not is_in(client)
    row = Account.history.first()
    assert (row.history_username, row.history_change_reason, row.is_active) == ("mei", "left", False)


def test_signing_out_elsewhere_keeps_this_session():
    company.account(username="lin")
    here, there = Client(), Client()
    for client in (here, there):
        sign_in("lin", client=client)
        client.get("/account/sessions/")
    here.post("/account/sessions/")
    assert is_in(here) and there.get("/account/sessions/").status_code == 302


def test_accounts_are_closed_and_opened_again_once_each(project_office, sponsor):
    account = company.account()
    with pytest.raises(NotAllowed):
        accounts.close_account(account=account, actor=sponsor, at=NOW, reason="x")
    accounts.close_account(account=account, actor=project_office, at=NOW, reason="x")
    with pytest.raises(Conflict):
        accounts.close_account(account=account, actor=project_office, at=NOW, reason="x")
    accounts.reopen_account(account=account, actor=project_office, at=NOW, reason="x")
    with pytest.raises(Conflict):
        accounts.reopen_account(account=account, actor=project_office, at=NOW, reason="x")


def test_an_account_is_opened_once_for_a_person_and_never_takes_anothers_number(project_office):
    person, other = company.person(), company.person()
    with pytest.raises(InvalidInput):
        accounts.open_account(person=person, username=other.employee_number, actor=project_office, at=NOW)
    account = accounts.open_account(person=person, actor=project_office, at=NOW)
    assert account.username == person.pseudonym and not account.has_usable_password()
    with pytest.raises(Conflict):
        accounts.open_account(person=person, actor=project_office, at=NOW)


def test_someone_who_left_gets_no_account(project_office):
    gone = company.person(left_on=company.LONG_AGO)
    with pytest.raises(Refused):
        accounts.open_account(person=gone, actor=project_office, at=NOW)


def test_the_record_knows_accounts_by_pseudonym():
    account = company.account(Role.PROJECT_OFFICE, username="lin.mei")
    assert account.record_name == account.person.pseudonym
    assert "lin.mei" not in repr(Account.history.values())


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def test_steering_roles_reach_nothing_before_their_second_factor(required, signed_in):
    for role in (Role.SPONSOR, Role.PROJECT_OFFICE):
        client = signed_in(role)
        assert client.get("/account/sessions/")["Location"] == "/account/second-factor/totp/activate/"
        assert client.post("/account/language/", {"language": "en"}).status_code == 302


def test_others_are_not_asked_for_a_second_factor(required, signed_in):
    response = signed_in(Role.TRAINER).get("/account/sessions/")
    assert response.status_code == 200


def test_with_a_second_factor_everything_opens(required):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    account = company.account(Role.SPONSOR)
    TOTP.activate(account, generate_totp_secret())
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/account/sessions/").status_code == 200


def test_a_second_factor_is_asked_for_after_the_password():
    from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time

    secret = generate_totp_secret()
    TOTP.activate(company.account(username="lin"), secret)
    client = Client()
    assert sign_in("lin", client=client)["Location"].endswith("/account/second-factor/authenticate/")
    assert not is_in(client)
    counter = next(iter(yield_hotp_counters_from_time()))
    client.post("/account/second-factor/authenticate/", {"code": format_hotp_value(hotp_value(secret, counter))})
    assert is_in(client)


def test_the_reader_s_language_is_the_accounts(signed_in):
    assert signed_in(language="zh-hans").get("/account/sessions/").headers["Content-Language"] == "zh-hans"


def test_an_account_speaks_the_language_of_whoever_opens_it(project_office):
    for language, expected in (("en", "en"), ("zh-hant", "zh-hant"), (None, "en")):
        with translation.override(language):
            opened = accounts.open_account(person=company.person(), actor=project_office, at=NOW)
        assert opened.language == expected


def test_the_form_proposes_the_reader_s_language(signed_in):
    page = signed_in(Role.PROJECT_OFFICE, language="zh-hant").get(f"/organisation/people/{company.person().pk}/account/")
    assert page.context["form"]["language"].value() == "zh-hant"


def test_the_language_chosen_on_the_sign_in_page_stays_at_the_first_sign_in_only():
    account = company.account(username="lin")
    for chosen, language in (("zh-hans", "zh-hans"), ("zh-hant", "zh-hans")):
        client = Client()
        client.post("/account/language/", {"language": chosen})
        sign_in("lin", client=client)
        account.refresh_from_db()
        assert account.language == language


@pytest.mark.parametrize(("language", "said"), [("en", "Password successfully set."), ("zh-hans", "密码"), ("zh-hant", "密碼")])
def test_the_way_on_from_the_first_password_is_the_home_page(language, said):
    account = company.account(username="lin", language=language)
    (line,) = codes.issue_code(person=account.person, actor=system_actor("command"), at=timezone.now())
    client = Client()
    assert sign_in("lin", line.code, client)["Location"] == "/account/password/set/"
    response = client.post("/account/password/set/", {"password1": "another fine horse", "password2": "another fine horse"}, follow=True)
    assert response.redirect_chain[0][0] == "/"
    assert said in " ".join(str(one) for one in response.context["messages"])
    response = client.post(
        "/account/password/change/",
        {"oldpassword": "another fine horse", "password1": "yet another horse", "password2": "yet another horse"},
    )
    assert response["Location"] == "/"


def test_on_the_way_to_a_page_a_printed_code_still_asks_for_a_password_first():
    account = company.account(Role.PROJECT_OFFICE, username="lin")
    (line,) = codes.issue_code(person=account.person, actor=system_actor("command"), at=timezone.now())
    way = "/organisation/people/"
    response = Client().post(f"/account/login/?next={way}", {"login": "lin", "password": line.code, "next": way})
    assert response["Location"] == "/account/password/set/"
