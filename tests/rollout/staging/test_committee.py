"""Where the charter names the committee: it is asked on the pages about exact terms, and only what it carried can be put on record."""

from datetime import timedelta

import pytest
from django.urls import reverse

from governance.core.errors import Conflict, NotAllowed, Refused
from governance.core.roles import Role
from governance.organisation.models import Person
from governance.steering.actions import close_ballot
from governance.steering.actions.charters import Decider
from governance.steering.matters import Choice, Matter
from governance.steering.models import Ballot
from rollout.staging import actions, asking, deciders
from rollout.staging.actions import NewCondition
from rollout.staging.actions.asking import put_to_committee
from rollout.staging.asking import terms_of
from rollout.staging.models import GateDecision, Override, PilotWithdrawal, ProgrammeStop, Proposal
from rollout.staging.stages import Stage
from rollout.staging.states import Decided
from tests import company
from tests.governance.steering import steered
from tests.rollout.staging.gated import decide

AT, TODAY, DAY = steered.NOW, steered.TODAY, timedelta(days=1)
LESSONS = {"went_well": "Training", "went_wrong": "Data", "do_differently": "Earlier"}
ASK = {"due_on": (TODAY + 7 * DAY).isoformat(), "reason": "You should know"}


@pytest.fixture
def office(waves):
    return company.in_rollout(company.office("HARBOUR"), waves[0], Stage.TRAINING)


@pytest.fixture
def members(programme):
    """The charter gives everything to a committee of three."""
    made, members = steered.committee(3, quorum=2)
    steered.signed(steered.sponsor(), **{matter.value: Decider(committee_id=made.pk) for matter in Matter})
    return members


@pytest.fixture
def project(signed_in, monkeypatch):
    monkeypatch.setattr("governance.organisation.middleware.timezone.now", lambda: AT)
    return signed_in(Role.PROJECT_OFFICE)


def carry(members, choice=Choice.FOR):
    ballot = Ballot.objects.get(closing__isnull=True)
    steered.votes(ballot, dict.fromkeys(members, choice))
    close_ballot(ballot, actor=steered.PROJECT, at=AT)
    return ballot


def text(response):
    return response.content.decode()


def test_an_override_is_asked_of_the_committee_until_a_day_and_recorded_until_that_day_only(office, version, figure, members, project):
    figure.default = 10
    line = version.criteria.get()
    address, ask = (reverse(f"staging:{name}", args=[office.office_id, line.pk]) for name in ("override", "ask_override"))
    assert address in text(project.get(reverse("staging:office_gate", args=[office.office_id])))
    assert project.get(address)["Location"] == ask
    assert project.post(ask, ASK | {"until": "1900-01-01"}).status_code == 422
    until = (TODAY + 20 * DAY).isoformat()
    opened = project.post(ask, ASK | {"until": until})
    ballot = Ballot.objects.get()
    assert opened["Location"] == ballot.get_absolute_url() and ballot.reason == "You should know"
    assert "The gate of Harbour" in text(project.get(ballot.get_absolute_url())) and project.get(ask)["Location"] == opened["Location"]
    assert "no ballot on it is closed yet" in text(project.get(address))
    assert project.post(address, {"until": until, "reason": "forged"}).status_code == 403
    assert not Override.objects.exists()
    carry(members)
    assert until in text(project.get(address))
    assert "carried other terms" in text(project.post(address, {"until": (TODAY + 90 * DAY).isoformat(), "reason": "x"}))
    assert project.post(address, {"until": until, "reason": "as carried"}).status_code == 302
    assert Override.objects.get().ballot == ballot.pk


def test_a_conditional_go_is_recorded_with_the_conditions_that_were_carried(office, version, members, project):
    owner = company.account().person
    typed = {"condition_1": "Scanners", "owner_1": owner.pk, "due_1": (TODAY + 9 * DAY).isoformat()}
    ask = reverse("staging:ask_committee", args=[office.office_id, "conditional"])
    assert "at least one condition" in text(project.post(ask, ASK))
    assert project.post(ask, ASK | typed).status_code == 302
    assert "Scanners" in Ballot.objects.get().question and Proposal.objects.get().terms["conditions"][0]["owner"] == owner.pseudonym
    carry(members)
    page = text(project.get(reverse("staging:decide", args=[office.office_id])))
    assert 'value="Scanners"' in page and (TODAY + 9 * DAY).isoformat() in page
    other = NewCondition("Nothing at all", owner, TODAY + 9 * DAY)
    with pytest.raises(Refused, match="other terms"):
        decide(office, version, Decided.CONDITIONAL, conditions=[other], actor=members[0], at=AT)
    with pytest.raises(NotAllowed):
        decide(office, version, Decided.GO, actor=members[0], at=AT)
    made = decide(
        office, version, Decided.CONDITIONAL, conditions=[NewCondition("Scanners ", owner, TODAY + 9 * DAY)], actor=members[0], at=AT
    )
    assert made.conditions.get().owner == owner and made.ballot


def test_a_roll_back_goes_to_the_stage_that_was_carried(office, version, members, project):
    ask = reverse("staging:ask_committee", args=[office.office_id, "roll_back"])
    assert project.post(ask, ASK).status_code == 422 and project.post(ask, ASK | {"to": "live"}).status_code == 422
    assert project.post(ask, ASK | {"to": "preparing"}).status_code == 302
    carry(members)
    with pytest.raises(Refused, match="other terms"):
        decide(office, version, Decided.ROLL_BACK, to=Stage.CANDIDATE, actor=members[0], at=AT)
    decide(office, version, Decided.ROLL_BACK, to=Stage.PREPARING, actor=members[0], at=AT)
    assert GateDecision.objects.get().outcome == Decided.ROLL_BACK


def test_the_stop_is_put_to_the_committee_and_recorded_once_it_is_carried(programme, members, project):
    stop, ask = reverse("staging:stop"), reverse("staging:ask_stop")
    assert ask in text(project.get(stop)) and "<textarea" not in text(project.get(stop))
    assert project.post(ask, ASK).status_code == 302
    carry(members, Choice.AGAINST)
    assert "did not carry" in text(project.get(stop)) and ask in text(project.get(stop))
    assert project.post(stop, LESSONS | {"reason": "forged"}).status_code == 403 and not ProgrammeStop.objects.exists()
    assert project.post(ask, ASK).status_code == 302
    carry(members)
    assert project.post(stop, LESSONS | {"reason": "as carried"}).status_code == 302
    assert ProgrammeStop.objects.get().ballot


def test_a_pilot_is_withdrawn_by_whom_the_charter_names(office, waves, members, project, sponsor):
    company.in_rollout(company.office("SECOND"), waves[0])
    given = {"on": TODAY, "at": AT, "reason": "Closes"}
    with pytest.raises(NotAllowed, match="by vote"):
        actions.withdraw_pilot(office, actor=sponsor, **given)
    withdraw, ask = (reverse(f"staging:{name}", args=[office.office_id]) for name in ("withdraw", "ask_withdrawal"))
    assert withdraw in text(project.get(reverse("staging:office", args=[office.office_id])))
    assert project.get(withdraw)["Location"] == ask
    assert project.post(ask, ASK).status_code == 302
    carry(members)
    actions.withdraw_pilot(office, actor=members[0], **given)
    assert PilotWithdrawal.objects.get().rollout == office


def test_one_question_about_a_subject_is_open_whatever_its_terms(office, version, members):
    stem = deciders.decision_key(office, version, Decided.ROLL_BACK)
    given = {"question": "Back?", "due_on": TODAY + DAY, "actor": steered.PROJECT, "at": AT}
    put_to_committee(Matter.ROLLBACK, stem, terms_of(to="preparing"), **given)
    with pytest.raises(Conflict, match="open already"):
        put_to_committee(Matter.ROLLBACK, stem, terms_of(to="candidate"), **given)
    assert Ballot.objects.count() == Proposal.objects.count() == 1
    assert [one.state for one in asking.put(Matter.ROLLBACK, stem)] == [asking.State.VOTING]


def test_readers_ask_nothing_and_keys_of_nothing_lead_nowhere(office, version, members, signed_in, project):
    auditor = signed_in(Role.AUDITOR)
    for name, args in (("ask_stop", []), ("ask_withdrawal", [office.office_id]), ("ask_committee", [office.office_id, "go"])):
        assert auditor.get(reverse(f"staging:{name}", args=args)).status_code == 403
    assert project.get(reverse("staging:ask_committee", args=[office.office_id, "nonsense"])).status_code == 404


def test_a_ballot_stays_open_for_sixty_days_at_most(office, version, members, project):
    answer = project.post(reverse("staging:ask_stop"), ASK | {"due_on": "2099-01-01"})
    assert "at most 60 days" in text(answer) and not Ballot.objects.exists()


def test_where_no_committee_decides_it_is_not_asked(office, version, project):
    for name, args in (("ask_stop", []), ("ask_committee", [office.office_id, "conditional"])):
        assert "No committee decides this" in text(project.get(reverse(f"staging:{name}", args=args)))


def test_whoever_may_only_ask_about_the_stop_is_offered_no_decision_about_the_office(office, version, programme, project):
    made, _members = steered.committee(3, quorum=2)
    sponsor = steered.sponsor()
    person = Decider(person_id=sponsor.person_id, role=Role.SPONSOR)
    steered.signed(sponsor, **{matter.value: person for matter in Matter} | {Matter.STOP.value: Decider(committee_id=made.pk)})
    gate, decide_page = (reverse(f"staging:{name}", args=[office.office_id]) for name in ("office_gate", "decide"))
    assert decide_page not in project.get(gate).content.decode()
    assert reverse("staging:ask_stop") in project.get(reverse("staging:stop")).content.decode()


def test_who_decided_is_named_and_the_ballot_is_a_click_away(office, version, members, signed_in, monkeypatch):
    monkeypatch.setattr("governance.organisation.middleware.timezone.now", lambda: AT)
    key = deciders.decision_key(office, version, Decided.HOLD)
    put_to_committee(Matter.GATE_DECISION, key, {}, question="Hold?", due_on=TODAY + DAY, actor=steered.PROJECT, at=AT)
    ballot = carry(members)
    made = decide(office, version, Decided.HOLD, actor=members[0], at=AT)
    who = Person.objects.select_related("identity").get(pk=members[0].person_id)
    sponsor = signed_in(Role.SPONSOR)
    for page in (made.get_absolute_url(), reverse("staging:gate_decisions")):
        text = sponsor.get(page).content.decode()
        assert str(who) in text and who.pseudonym not in text
    assert ballot.get_absolute_url() in sponsor.get(made.get_absolute_url()).content.decode()
    head = signed_in(Role.OFFICE_HEAD, office=office.office)
    assert ballot.get_absolute_url() not in head.get(made.get_absolute_url()).content.decode()
    papers = []
    monkeypatch.setattr(
        "rollout.staging.decision_paper.render_pdf", lambda _name, context, *_rest, **_more: papers.append(context) or b"%PDF"
    )
    monkeypatch.setattr("rollout.staging.decision_paper.keep", lambda *_args, **_more: None)
    sponsor.get(reverse("staging:gate_decision_paper", args=[made.pk]))
    assert papers[0]["by"] == str(who)
