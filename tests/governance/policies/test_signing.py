"""Read and signed: the exact text, once, by the person alone."""

import hashlib
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from governance.core import seals
from governance.core.errors import Conflict, NotAllowed, Refused
from governance.core.models import Reminder
from governance.core.records import AppendOnly
from governance.core.roles import Role
from governance.policies import reminding
from governance.policies.actions import signing as actions
from governance.policies.actions.signing import sign
from governance.policies.models import PolicyText, Signature, SigningWay
from tests import company
from tests.governance.policies.governed import DAY, NOW, SPONSOR, TODAY, actor, noon, published, renewed, signs, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def paris():
    return company.office("PAR")


@pytest.fixture
def seller(paris):
    return company.person(at=paris)


@pytest.fixture
def version():
    return published()


def test_the_signature_keeps_the_exact_text_its_hash_the_language_the_day_and_the_account(paris, seller, version):
    text = version.texts.get(language="zh-hant")
    opened = NOW - timedelta(minutes=4)
    by = staff(seller, paris)
    made = sign(version, language="zh-hant", sha256=text.sha256, actor=by, at=NOW, opened_at=opened, way=SigningWay.ONE_TIME_CODE)
    assert made.text.text == text.text and "客戶分級" in made.text.text
    assert made.sha256 == hashlib.sha256(made.text.text.encode()).hexdigest()
    assert (made.signed_on, made.recorded_at, made.opened_at) == (TODAY, NOW, opened)
    assert (made.username, made.account_id, made.way) == (seller.pseudonym, None, "code")


def test_signing_twice_is_one_signature(paris, seller, version):
    first = signs(seller, version, paris)
    assert signs(seller, version, paris, on=TODAY + DAY, language="zh-hans") == first
    assert Signature.objects.count() == 1


def test_what_a_unique_key_refuses_at_the_same_moment_is_the_signature_that_was_first(paris, seller, version, monkeypatch):
    first = signs(seller, version, paris)

    class Blind:
        """The look before the write, as a second worker saw it a moment earlier."""

        def first(self):
            return None

    monkeypatch.setattr(Signature.objects, "filter", lambda **_: Blind())
    assert signs(seller, version, paris) == first


def test_another_text_than_that_in_force_is_not_signed(paris, seller, version):
    with pytest.raises(Conflict, match="not the text in force"):
        sign(version, language="en", sha256="0" * 64, actor=staff(seller, paris), at=NOW)
    with pytest.raises(Conflict):
        sign(version, language="fr", sha256=version.texts.get(language="en").sha256, actor=staff(seller, paris), at=NOW)
    assert not Signature.objects.exists()


@pytest.mark.parametrize("role", [Role.VENDOR, Role.ASSESSOR, Role.AUDITOR, Role.PROJECT_OFFICE, Role.SPONSOR, Role.TRAINER])
def test_a_role_alone_does_not_sign(role, seller, version):
    text = version.texts.get(language="en")
    with pytest.raises(NotAllowed):
        sign(version, language="en", sha256=text.sha256, actor=actor(role, seller), at=NOW)


def test_the_system_signs_for_nobody(version):
    text = version.texts.get(language="en")
    with pytest.raises(NotAllowed, match="Only a person"):
        sign(version, language="en", sha256=text.sha256, actor=actions.audit.current().actor, at=NOW)


def test_what_is_addressed_to_others_is_not_signed(paris, seller):
    other = published(job_roles=["clerk"])
    with pytest.raises(Refused, match="yours to sign"):
        signs(seller, other, paris)


def test_a_superseded_version_is_not_signed_any_more_but_the_new_one_is(paris, seller, version):
    start = TODAY + DAY * 30
    new = renewed(version.policy, on=start)
    with pytest.raises(Refused):
        signs(seller, version, paris, on=start)
    assert signs(seller, new, paris, on=start).version == new


def test_a_withdrawn_version_is_not_signed(paris, seller, version):
    from governance.policies.actions.life import withdraw

    withdraw(version, from_day=TODAY, actor=SPONSOR, at=NOW, reason="wrong")
    with pytest.raises(Refused):
        signs(seller, version, paris)


def test_a_version_to_come_may_be_signed_before_its_day(paris, seller):
    later = published(effective_on=TODAY + DAY * 10)
    assert signs(seller, later, paris).signed_on == TODAY


def test_a_failure_leaves_no_signature_and_the_reminder_open(paris, seller, version, monkeypatch):
    company.Account.objects.create_user("seller", person=seller)
    reminding.remind_all(TODAY, at=NOW)
    monkeypatch.setattr(actions, "announce", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        signs(seller, version, paris)
    assert not Signature.objects.exists()
    assert Reminder.objects.filter(done_at__isnull=True).exists()


def test_signing_announces_the_topic_that_clearance_follows(paris, seller, version, monkeypatch):
    told = []
    monkeypatch.setattr(actions, "announce", lambda topic, **_: told.append(topic))
    signs(seller, version, paris)
    signs(seller, version, paris)
    assert told == ["signatures"]


def test_a_signature_is_never_changed_or_deleted(paris, seller, version):
    made = signs(seller, version, paris)
    made.language = "en"
    with pytest.raises(AppendOnly):
        made.save()
    with pytest.raises(AppendOnly):
        made.delete()


@pytest.mark.parametrize("model", [Signature, PolicyText])
def test_the_database_refuses_to_change_signatures_and_texts(paris, seller, version, model):
    from django.db import connection

    signs(seller, version, paris)
    table = model._meta.db_table
    seals.seal(connection, table)
    try:
        for change in (lambda: model.objects.update(sha256="x"), lambda: model.objects.all()._raw_delete("default")):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                change()
    finally:
        seals.unseal(connection, table)


def test_texts_of_every_language_are_fixed_at_publication(version):
    texts = {text.language: text for text in version.texts.all()}
    assert set(texts) == {"en", "zh-hans", "zh-hant"}
    assert len({text.sha256 for text in texts.values()}) == 3
    assert texts["en"].text.startswith(f"Customer classes\n{version.policy.code} · Version 1 · In force from 1 Jun 2026\n\nWhat holds.")
    assert texts["en"].recorded_at == noon(TODAY)
