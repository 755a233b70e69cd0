"""The policy and the signed copy on paper: exact text, who, when, fingerprint; nothing frozen names a person."""

import pytest
from django.utils import timezone

from governance.core.documents.models import Snapshot
from governance.core.roles import Role
from governance.policies import printing
from tests import company
from tests.governance.policies.governed import DAY, NOW, PROJECT, draft, noon, published, ready, signs
from tests.papers.sound import sound

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def words(pdf: bytes) -> str:
    import subprocess

    return subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


@pytest.fixture
def paris():
    return company.office("PAR")


@pytest.mark.parametrize(("language", "sentence"), [("en", "Second clause."), ("zh-hans", "第二条。"), ("zh-hant", "第二条。")])
def test_a_policy_is_printed_in_each_language(signed_in, language, sentence):
    version = published(on=TODAY)
    response = signed_in(Role.AUDITOR).get(f"{version.get_absolute_url()}pdf/{language}/")
    assert response["Content-Type"] == "application/pdf" and sentence in words(response.content)
    sound(response.content, language, says=[sentence])


def test_a_draft_is_not_printed_and_one_in_consultation_says_so(signed_in):
    reader = signed_in(Role.AUDITOR)
    version = draft()
    assert reader.get(f"{version.get_absolute_url()}pdf/en/").status_code == 404
    version = ready(draft())
    assert "in consultation, not in force" in words(reader.get(f"{version.get_absolute_url()}pdf/en/").content)
    assert reader.get(f"{version.get_absolute_url()}pdf/fr/").status_code == 404


def test_the_signed_copy_has_text_name_moment_and_fingerprint(signed_in, paris):
    person = company.person("Ann Done", at=paris)
    made = signs(person, published(on=TODAY), paris, on=TODAY)
    paper = signed_in(Role.HR).get(f"{made.get_absolute_url()}pdf/").content
    sound(paper, made.text.language)
    printed = words(paper)
    assert "Second clause." in printed and f"Ann Done ({person.pseudonym})" in printed and "I have read this text." in printed
    assert made.sha256 in "".join(printed.split())


def test_the_copy_can_be_verified_and_names_nobody_in_what_is_frozen(paris):
    person = company.person("Ann Done", at=paris)
    made = signs(person, published(), paris)
    first = printing.signature_pdf(made, "Ann Done", actor=PROJECT)
    snapshot = Snapshot.objects.get(kind="policy signature")
    assert "Ann Done" not in snapshot.body and person.pseudonym in snapshot.body and made.sha256 in snapshot.body
    assert printing.signature_pdf(made, "Ann Done", actor=PROJECT) == first
    assert Snapshot.objects.filter(kind="policy signature").count() == 1


def test_the_same_policy_printed_later_is_the_same_paper():
    version = published()
    assert printing.policy_pdf(version, "en", actor=PROJECT, at=NOW) == printing.policy_pdf(
        version, "en", actor=PROJECT, at=noon(TODAY + DAY)
    )
