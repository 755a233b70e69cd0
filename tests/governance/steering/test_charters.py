"""The charter: written, signed once by the sponsor, fixed from then on, printed from what was frozen."""

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from governance.steering.actions import begin_charter, create_committee, save_charter, sign_charter
from governance.steering.actions.charters import Decider
from governance.steering.models import Charter, CharterAuthority, CharterSigning
from governance.steering.printing import charter_pdf
from tests import company
from tests.governance.steering.steered import (
    AUDITOR,
    DAY,
    NOW,
    PROJECT,
    TODAY,
    actor,
    by_sponsor,
    content,
    governed,
    member,
    signed,
    sponsor,
    terms,
)
from tests.papers.sound import sound

pytestmark = pytest.mark.django_db


def written(by, **changes):
    charter = begin_charter(actor=PROJECT, at=NOW)
    others = changes.pop("others", {})
    return save_charter(charter, content=content(by_sponsor(by.person_id, **others), **changes), actor=PROJECT, at=NOW)


def test_a_draft_is_signed_by_the_sponsor_and_logged_once():
    by = sponsor()
    charter = written(by)
    signing = sign_charter(charter, actor=by, at=NOW, reason="agreed by the board")
    charter.refresh_from_db()
    assert (charter.state, signing.username, signing.reason) == ("signed", by.username, "agreed by the board")
    assert signing.snapshot.figures["authorities"][0] == {"matter": "gate_decision", "person": by.username, "role": "sponsor"}
    assert [row.state for row in charter.history.order_by("history_id")] == ["draft", "draft", "signed"]


def test_only_the_sponsor_signs_and_never_an_own_draft():
    by = sponsor()
    charter = written(by)
    for other in (PROJECT, AUDITOR, actor(Role.COMMITTEE)):
        with pytest.raises(NotAllowed):
            sign_charter(charter, actor=other, at=NOW)
    both = actor(Role.SPONSOR, username=PROJECT.username)
    with pytest.raises(NotAllowed, match="yourself"):
        sign_charter(charter, actor=both, at=NOW)


def test_only_the_project_office_writes():
    charter = begin_charter(actor=PROJECT, at=NOW)
    for other in (AUDITOR, actor(Role.COMMITTEE)):
        with pytest.raises(NotAllowed):
            begin_charter(actor=other, at=NOW)
        with pytest.raises(NotAllowed):
            save_charter(charter, content=content({}), actor=other, at=NOW)


def test_what_is_missing_is_listed_whole():
    by = sponsor()
    charter = begin_charter(actor=PROJECT, at=NOW)
    save_charter(charter, content=content({}, effective_on=None, scope_zh_hant=""), actor=PROJECT, at=NOW)
    with pytest.raises(Refused) as refusal:
        sign_charter(charter, actor=by, at=NOW)
    said = str(refusal.value)
    assert "Scope is not written in: Traditional Chinese" in said and "Nobody is named for" in said and "in force is missing" in said


def test_a_day_that_has_passed_and_a_role_not_held_are_refused():
    by, other = sponsor(), member(Role.PROJECT_DIRECTOR)
    charter = written(by, effective_on=TODAY - DAY, others={"stop": Decider(person_id=other.pk, role=Role.SPONSOR)})
    with pytest.raises(Refused) as refusal:
        sign_charter(charter, actor=by, at=NOW)
    assert "has passed" in str(refusal.value)
    save_charter(
        charter, content=content(by_sponsor(by.person_id, stop=Decider(person_id=other.pk, role=Role.SPONSOR))), actor=PROJECT, at=NOW
    )
    with pytest.raises(Refused, match="does not hold"):
        sign_charter(charter, actor=by, at=NOW)


def test_a_committee_that_could_not_decide_is_refused():
    by = sponsor()
    empty = create_committee(terms=terms(), actor=PROJECT, at=NOW)
    charter = written(by, others={"gate_decision": Decider(committee_id=empty.pk)})
    with pytest.raises(Refused) as refusal:
        sign_charter(charter, actor=by, at=NOW)
    assert "no member with a vote" in str(refusal.value) and "no chair" in str(refusal.value)


def test_a_signed_charter_is_fixed_and_a_new_version_begins_as_its_copy():
    _made, _members, by = governed()
    first = Charter.objects.get()
    with pytest.raises(Conflict, match="signed"):
        save_charter(first, content=content({}), actor=PROJECT, at=NOW)
    with pytest.raises(Conflict):
        sign_charter(first, actor=by, at=NOW)
    second = begin_charter(actor=PROJECT, at=NOW)
    assert (second.number, second.purpose_en, second.effective_on) == (2, "purpose en", None)
    assert second.authorities.count() == first.authorities.count()
    with pytest.raises(Refused, match="in preparation"):
        begin_charter(actor=PROJECT, at=NOW)


def test_a_charter_never_takes_effect_before_one_already_signed():
    by = sponsor()
    signed(by, on=TODAY + DAY * 5, at=NOW)
    with pytest.raises(Refused, match="takes effect later"):
        signed(by, on=TODAY, at=NOW)


@pytest.mark.parametrize(
    "wrong", [{"stop": Decider()}, {"stop": Decider(person_id=999_999, role="sponsor")}, {"stop": Decider(committee_id=999_999)}]
)
def test_what_does_not_exist_is_told_at_its_field(wrong):
    charter = begin_charter(actor=PROJECT, at=NOW)
    with pytest.raises(InvalidInput) as refusal:
        save_charter(charter, content=content(wrong), actor=PROJECT, at=NOW)
    assert set(refusal.value.fields) == {"stop"} and not CharterAuthority.objects.exists()


def test_other_mistakes_name_their_field_too():
    charter, person = begin_charter(actor=PROJECT, at=NOW), company.person()
    for wrong, changes in (
        ({"weather": Decider(person_id=person.pk, role="sponsor")}, {}),
        ({"stop": Decider(person_id=person.pk, role="king")}, {}),
        ({}, {"purpose_en": "x" * 20_001}),
    ):
        with pytest.raises(InvalidInput):
            save_charter(charter, content=content(wrong, **changes), actor=PROJECT, at=NOW)


def test_saving_writes_history_of_what_changed_only():
    by = sponsor()
    charter = written(by)
    before = CharterAuthority.history.count()
    save_charter(charter, content=content(by_sponsor(by.person_id)), actor=PROJECT, at=NOW)
    assert CharterAuthority.history.count() == before
    lesser = by_sponsor(by.person_id)
    lesser.pop("stop")
    save_charter(charter, content=content(lesser), actor=PROJECT, at=NOW)
    assert CharterAuthority.history.count() == before + 1 and charter.authorities.count() == 6


def test_a_failure_on_the_way_leaves_it_unsigned(monkeypatch):
    by = sponsor()
    charter = written(by)
    monkeypatch.setattr(CharterSigning.objects, "create", lambda **fields: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sign_charter(charter, actor=by, at=NOW)
    charter.refresh_from_db()
    assert charter.state == "draft"


@pytest.mark.parametrize(("language", "word"), [("en", "Leadership"), ("zh-hans", "领导小组"), ("zh-hant", "領導小組")])
def test_it_is_printed_in_three_languages_from_what_was_frozen(language, word):
    made, _members, _by = governed()
    signing = CharterSigning.objects.get()
    pdf = charter_pdf(signing, language)
    assert charter_pdf(signing, language) == pdf
    sound(pdf, language, says=[signing.snapshot.figures["committees"][0]["name"][language]])
    assert word in str(signing.snapshot.figures["committees"][0]["name"][language])
    assert len(signing.snapshot.figures["committees"][0]["members"]) == 5
