"""Into consultation, consulted, reviewed, approved, published, withdrawn: each step with its refusals."""

import pytest

from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from governance.policies.actions import drafting, life
from governance.policies.models import Policy, PolicyText, PolicyVersion, VersionEvent
from governance.policies.states import Change, PolicyKind, VersionState
from tests.governance.policies.governed import (
    AUDITOR,
    DAY,
    HR,
    NOW,
    OTHER_PROJECT,
    PROJECT,
    SPONSOR,
    TODAY,
    actor,
    content,
    draft,
    file,
    noon,
    published,
    ready,
    renewed,
)

pytestmark = pytest.mark.django_db
V = VersionState


def consulted(kind=PolicyKind.REWARD):
    version = life.submit(draft(kind), actor=PROJECT, at=NOW)
    life.record_consultation(version, party="Council", on=TODAY, outcome="agreed", attachment=file(), actor=PROJECT, at=NOW)
    return version


def steps(version):
    return list(version.events.order_by("pk").values_list("step", flat=True))


def publish(version, **changes):
    return life.publish(version, **{"party": "portal", "on": TODAY, "actor": PROJECT, "at": NOW} | changes)


# writing


def test_a_draft_may_be_unfinished_and_is_written_by_project_office_and_hr():
    version = draft(body_en="", effective_on=None)
    saved = drafting.save_draft(version, content=content(title_en="  New   title "), actor=HR, at=NOW)
    assert saved.title_en == "New title" and saved.policy.versions.count() == 1
    assert Policy.objects.get().title_en == "New title"
    assert saved.history.first().history_username == "hr"


@pytest.mark.parametrize("role", [Role.SPONSOR, Role.AUDITOR, Role.OFFICE_HEAD, Role.STAFF, Role.VENDOR, Role.TRAINER])
def test_others_write_nothing(role):
    version = draft()
    by = actor(role)
    for attempt in (
        lambda: drafting.create_policy(code="x", kind=PolicyKind.OTHER, content=content(), actor=by, at=NOW),
        lambda: drafting.save_draft(version, content=content(title_en="Mine"), actor=by, at=NOW),
        lambda: drafting.new_version(version.policy, change=Change.MATERIAL, change_note="x", actor=by, at=NOW),
        lambda: life.submit(version, actor=by, at=NOW),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert (Policy.objects.count(), PolicyVersion.objects.get().title_en) == (1, "Customer classes")


@pytest.mark.parametrize("code", ["mine", "incentives", "taken"])
def test_a_code_that_is_taken_is_refused_beside_its_field(code):
    draft(code="taken")
    with pytest.raises(InvalidInput) as refused:
        draft(code=code)
    assert set(refused.value.fields) == {"code"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"job_roles": ["king"]}, "job_roles"),
        ({"touches": ["soul"]}, "touches"),
        ({"change": "secret"}, "change"),
        ({"office_ids": [404]}, "office_ids"),
        ({"office_limit": -1}, "office_limit"),
        ({"body_en": "x" * 60_001}, "body_en"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(changes, field):
    with pytest.raises(InvalidInput) as refused:
        draft(**changes)
    assert set(refused.value.fields) == {field} and not Policy.objects.exists()


def test_the_first_version_is_never_editorial():
    with pytest.raises(InvalidInput):
        drafting.save_draft(draft(), content=content(change=Change.EDITORIAL), actor=PROJECT, at=NOW)


def test_a_kind_that_touches_pay_does_so_whatever_is_ticked():
    assert draft(PolicyKind.REWARD, touches=[]).touches == ["pay"]
    assert draft(PolicyKind.SANCTION, touches=["posts"]).touches == ["discipline", "posts"]


def test_a_new_version_begins_as_a_copy_and_only_one_is_in_preparation():
    version = published()
    made = drafting.new_version(version.policy, change=Change.MATERIAL, change_note="shorter", actor=PROJECT, at=NOW)
    assert (made.number, made.body_en, made.effective_on, made.state) == (2, version.body_en, None, V.DRAFT)
    with pytest.raises(Refused, match="in preparation"):
        drafting.new_version(version.policy, change=Change.MATERIAL, change_note="again", actor=OTHER_PROJECT, at=NOW)


def test_only_a_draft_is_changed():
    version = life.submit(draft(), actor=PROJECT, at=NOW)
    with pytest.raises(Refused, match="Only a draft"):
        drafting.save_draft(version, content=content(), actor=PROJECT, at=NOW)


# into consultation


def test_an_unfinished_draft_is_not_sent_in_and_every_fault_is_named():
    version = draft(body_en="", sign_by=None)
    with pytest.raises(Refused) as refused:
        life.submit(version, actor=PROJECT, at=NOW)
    assert len(refused.value.reasons) == 2
    version.refresh_from_db()
    assert version.state == V.DRAFT and steps(version) == []


def test_sent_in_once_logged_once_with_its_reason():
    version = life.submit(draft(), actor=PROJECT, at=NOW, reason="ready to talk")
    event = version.events.get()
    assert (version.state, version.round, event.username, event.reason, event.on) == (
        V.CONSULTATION,
        1,
        PROJECT.username,
        "ready to talk",
        TODAY,
    )
    with pytest.raises(Refused, match="not possible"):
        life.submit(version, actor=PROJECT, at=NOW)
    assert steps(version) == ["submit"]


# consultation and review


def test_a_consultation_says_with_whom_when_and_what_came_out_with_its_file():
    event = consulted().events.get(step="consult")
    assert (event.party, event.on, event.outcome, event.attachment.name) == ("Council", TODAY, "agreed", "minutes.txt")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"party": " "}, "party"),
        ({"outcome": ""}, "outcome"),
        ({"on": TODAY + DAY}, "on"),
        ({"attachment": None}, "file"),
    ],
)
def test_a_consultation_without_one_of_them_is_refused(changes, field):
    version = life.submit(draft(PolicyKind.REWARD), actor=PROJECT, at=NOW)
    given = {"party": "Council", "on": TODAY, "outcome": "agreed", "attachment": file(), "actor": PROJECT, "at": NOW}
    with pytest.raises(InvalidInput) as refused:
        life.record_consultation(version, **given | changes)
    assert set(refused.value.fields) == {field} and steps(version) == ["submit"]


@pytest.mark.parametrize(("changes", "field"), [({"party": ""}, "party"), ({"on": TODAY + DAY}, "on"), ({"attachment": None}, "file")])
def test_a_legal_review_says_by_whom_and_when_with_its_file(changes, field):
    version = consulted()
    given = {"party": "Legal", "on": TODAY, "attachment": file(), "actor": HR, "at": NOW}
    with pytest.raises(InvalidInput) as refused:
        life.record_review(version, **given | changes)
    assert set(refused.value.fields) == {field}
    assert life.record_review(version, **given).username == "hr"


def test_the_auditor_records_nothing():
    version = life.submit(draft(PolicyKind.REWARD), actor=PROJECT, at=NOW)
    given = {"party": "Legal", "on": TODAY, "attachment": file(), "actor": AUDITOR, "at": NOW}
    with pytest.raises(NotAllowed):
        life.record_review(version, **given)
    with pytest.raises(NotAllowed):
        life.record_consultation(version, outcome="x", **given)


def test_a_draft_is_not_consulted_on():
    with pytest.raises(Refused):
        life.record_review(draft(PolicyKind.REWARD), party="Legal", on=TODAY, attachment=file(), actor=PROJECT, at=NOW)


# approval


def test_the_sponsor_approves_and_nobody_else():
    version = life.submit(draft(), actor=PROJECT, at=NOW)
    for role in (Role.PROJECT_OFFICE, Role.HR, Role.AUDITOR, Role.OFFICE_HEAD):
        with pytest.raises(NotAllowed):
            life.approve(version, actor=actor(role), at=NOW, reason="ok")
    event = life.approve(version, actor=SPONSOR, at=NOW, reason="as agreed")
    assert (event.username, event.reason, version.events.filter(step="approve").count()) == ("sponsor", "as agreed", 1)


def test_nobody_approves_what_they_sent_in():
    both = actor(Role.PROJECT_OFFICE)
    both = type(both)("sun", grants=(*both.grants, *SPONSOR.grants))
    version = life.submit(draft(), actor=both, at=NOW)
    with pytest.raises(NotAllowed, match="yourself"):
        life.approve(version, actor=both, at=NOW, reason="ok")
    assert steps(version) == ["submit"]


@pytest.mark.parametrize("kind", [PolicyKind.REWARD, PolicyKind.INCENTIVE, PolicyKind.SANCTION, PolicyKind.CONDUCT])
def test_what_touches_pay_or_discipline_is_not_approved_before_consultation_and_review(kind):
    version = life.submit(draft(kind), actor=PROJECT, at=NOW)
    with pytest.raises(Refused) as refused:
        life.approve(version, actor=SPONSOR, at=NOW, reason="hurry")
    assert len(refused.value.reasons) == 2
    life.record_consultation(version, party="Council", on=TODAY, outcome="agreed", attachment=file(), actor=PROJECT, at=NOW)
    with pytest.raises(Refused, match="cannot be approved") as refused:
        life.approve(version, actor=SPONSOR, at=NOW, reason="hurry")
    assert len(refused.value.reasons) == 1


def test_an_approval_says_why_and_is_given_once():
    version = life.submit(draft(), actor=PROJECT, at=NOW)
    with pytest.raises(InvalidInput):
        life.approve(version, actor=SPONSOR, at=NOW, reason="")
    life.approve(version, actor=SPONSOR, at=NOW, reason="ok")
    with pytest.raises(Conflict, match="already"):
        life.approve(version, actor=actor(Role.SPONSOR, username="deputy"), at=NOW, reason="ok")
    assert steps(version) == ["submit", "approve"]


# back


def test_after_sending_back_everything_has_to_be_recorded_again():
    version = ready(draft(PolicyKind.REWARD))
    version = life.send_back(version, actor=SPONSOR, at=NOW, reason="clause 2 is unclear")
    assert version.state == V.DRAFT
    version = life.submit(version, actor=PROJECT, at=NOW)
    with pytest.raises(Refused) as refused:
        publish(version)
    assert (version.round, len(refused.value.reasons)) == (2, 3)


def test_sending_back_says_why_and_is_for_authors_and_the_sponsor():
    version = life.submit(draft(), actor=PROJECT, at=NOW)
    with pytest.raises(InvalidInput):
        life.send_back(version, actor=PROJECT, at=NOW, reason=" ")
    with pytest.raises(NotAllowed):
        life.send_back(version, actor=AUDITOR, at=NOW, reason="x")
    assert life.send_back(version, actor=HR, at=NOW, reason="typo").state == V.DRAFT
    with pytest.raises(Refused):
        life.send_back(version, actor=HR, at=NOW, reason="typo")


# publication


def test_a_policy_is_published_once_with_where_and_when():
    version = publish(ready(draft()), party="notice board of every office")
    event = version.events.get(step="publish")
    assert (version.state, event.party, event.on) == (V.PUBLISHED, "notice board of every office", TODAY)
    assert PolicyText.objects.filter(version=version).count() == 3
    with pytest.raises(Refused):
        publish(version)
    assert PolicyText.objects.count() == 3


@pytest.mark.parametrize("missing", ["consult", "review", "approve"])
def test_a_policy_on_pay_is_not_published_without_each_of_them(missing):
    version = ready(draft(PolicyKind.REWARD))
    VersionEvent.objects.filter(step=missing)._raw_delete("default")
    with pytest.raises(Refused) as refused:
        publish(version)
    version.refresh_from_db()
    assert (len(refused.value.reasons), version.state) == (1, V.CONSULTATION)


def test_nothing_comes_into_force_before_it_was_published():
    version = ready(draft(effective_on=TODAY, sign_by=TODAY))
    with pytest.raises(Refused) as refused:
        publish(version, on=TODAY + DAY, at=noon(TODAY + DAY))
    assert len(refused.value.reasons) == 2


@pytest.mark.parametrize(("changes", "field"), [({"party": ""}, "party"), ({"on": TODAY + DAY}, "on"), ({"on": TODAY - DAY}, "on")])
def test_publication_says_where_and_on_a_day_that_can_be(changes, field):
    version = ready(draft())
    with pytest.raises(InvalidInput) as refused:
        publish(version, **changes)
    assert set(refused.value.fields) == {field} and not PolicyText.objects.exists()


def test_the_sponsor_does_not_publish():
    with pytest.raises(NotAllowed):
        publish(ready(draft()), actor=SPONSOR)


def test_a_failure_while_publishing_leaves_all_as_it_was(monkeypatch):
    version = ready(draft())
    monkeypatch.setattr(life, "announce", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish(version)
    version.refresh_from_db()
    assert version.state == V.CONSULTATION and not PolicyText.objects.exists() and "publish" not in steps(version)


def test_the_policy_is_called_as_its_latest_published_version():
    version = published()
    new = drafting.new_version(version.policy, change=Change.MATERIAL, change_note="x", actor=PROJECT, at=NOW)
    changed = content(title_en="Classes of customers", change_note="x", effective_on=TODAY + DAY)
    drafting.save_draft(new, content=changed, actor=PROJECT, at=NOW)
    assert Policy.objects.get().title_en == "Customer classes"
    new.refresh_from_db()
    publish(ready(new))
    assert Policy.objects.get().title_en == "Classes of customers"


def test_publishing_tells_the_rooms_above(monkeypatch):
    told = []
    version = ready(draft())
    monkeypatch.setattr(life, "announce", lambda topic, **_: told.append(topic))
    publish(version)
    assert told == ["policies", "signatures"]


# withdrawal


def test_a_published_version_is_the_sponsors_to_withdraw():
    version = published()
    with pytest.raises(NotAllowed):
        life.withdraw(version, from_day=TODAY, actor=PROJECT, at=NOW, reason="wrong")
    version = life.withdraw(version, from_day=TODAY + DAY, actor=SPONSOR, at=NOW, reason="wrong")
    event = version.events.get(step="withdraw")
    assert (version.state, version.withdrawn_from, event.on, event.reason) == (V.WITHDRAWN, TODAY + DAY, TODAY + DAY, "wrong")
    with pytest.raises(Refused):
        life.withdraw(version, from_day=TODAY + DAY, actor=SPONSOR, at=NOW, reason="wrong")


def test_a_draft_is_its_authors_to_withdraw_and_makes_room_for_another():
    version = draft()
    life.withdraw(version, from_day=TODAY, actor=PROJECT, at=NOW, reason="not needed")
    assert drafting.new_version(version.policy, change=Change.MATERIAL, change_note="x", actor=PROJECT, at=NOW).number == 2


def test_a_withdrawal_says_why_and_does_not_reach_back():
    version = published()
    with pytest.raises(InvalidInput):
        life.withdraw(version, from_day=TODAY, actor=SPONSOR, at=NOW, reason="")
    with pytest.raises(Refused):
        life.withdraw(version, from_day=TODAY - DAY, actor=SPONSOR, at=NOW, reason="wrong")
    version.refresh_from_db()
    assert version.state == V.PUBLISHED


def test_a_withdrawal_of_a_page_opened_before_publication_asks_for_the_sponsor():
    version = ready(draft())
    stale = PolicyVersion.objects.get(pk=version.pk)
    publish(version)
    with pytest.raises(NotAllowed):
        life.withdraw(stale, from_day=TODAY, actor=PROJECT, at=NOW, reason="not needed")


def test_an_editorial_version_keeps_its_stated_reason():
    version = published()
    new = renewed(version.policy, on=TODAY + DAY, change=Change.EDITORIAL)
    assert (new.change, new.change_note) == ("editorial", "clearer")
