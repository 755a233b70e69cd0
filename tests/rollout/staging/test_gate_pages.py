"""The pages of gates: the editor without code, readiness, an office's gate, the decision with its evidence and its paper."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from governance.core.actor import Actor, Grant
from governance.core.roles import Role
from governance.organisation.models import Person
from rollout.staging import actions, selectors
from rollout.staging.models import Attestation, ConditionMet, GateCriterion, GateDecision, GateVersion, Override, ProgrammeStop, Rollback
from rollout.staging.stages import Stage
from rollout.staging.states import Decided, ReverseStep
from tests import company
from tests.papers.sound import sound
from tests.query_counts import counted
from tests.rollout.staging import gated
from tests.rollout.staging.gated import CODE, PROJECT, SPONSOR


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def version(programme, figure, now):
    figure.age = company.NOW - now
    return gated.gate(programme, Stage.TRAINING, {}, gated.word(), at=now - timedelta(hours=2))


@pytest.fixture
def office(waves):
    return company.in_rollout(company.office("HARBOUR"), waves[0], Stage.TRAINING)


@pytest.fixture
def project(signed_in):
    return signed_in(Role.PROJECT_OFFICE)


@pytest.fixture
def attested(version, office, now):
    line = version.criteria.get(asks="attestation")
    head = Actor("hu", grants=(Grant(Role.OFFICE_HEAD, frozenset({office.office_id})),))
    return actions.attest(
        office, line, holds=True, evidence=gated.paper(), actor=head, at=now - timedelta(hours=1), reason="Checked with the head"
    )


def text(response):
    return response.content.decode()


LINE = {
    "asks": "metric", "metric": CODE, "scope": "office", "compare": "at_least", "threshold": "80", "minimum_sample": "5",
    "weeks_needed": "1", "weeks_seen": "1", "blocking": "on",
}  # fmt: skip


def test_a_gate_is_defined_without_code(project, programme, figure, office):
    assert "No gate is in force yet" in text(project.get("/rollout/gates/"))
    project.post("/rollout/gates/training/draft/")
    draft = GateVersion.objects.get()
    page = f"/rollout/gates/versions/{draft.pk}/"
    assert "How many." in text(project.get(f"{page}add/"))
    answer = project.post(f"{page}add/", LINE | {"week_1": "4", "value_1": "90", "label": "Trained enough"})
    assert answer.status_code == 302
    line = GateCriterion.objects.get()
    assert (line.threshold, line.steps) == (Decimal(80), [{"from_week": 4, "threshold": "90"}])
    assert "Passed" in text(project.get(f"{page}?preview")) and "from week 4 after go-live 90" in text(project.get(page))
    project.post(f"/rollout/gates/criteria/{line.pk}/", LINE | {"threshold": "85"})
    assert GateCriterion.objects.get().threshold == 85
    project.post(f"{page}activate/", {"reason": "agreed"})
    draft.refresh_from_db()
    assert draft.state == "active"


def test_a_wrong_line_keeps_what_was_typed_and_says_where(project, programme, figure):
    project.post("/rollout/gates/training/draft/")
    page = f"/rollout/gates/versions/{GateVersion.objects.get().pk}/add/"
    wrong = project.post(page, LINE | {"threshold": "", "label": "Trained enough", "week_1": "3"})
    assert "Trained enough" in text(wrong) and "A step needs its week and its value" in text(wrong)
    wrong = project.post(page, LINE | {"threshold": "", "label": "Trained enough"})
    assert "Say the required value" in text(wrong) and not GateCriterion.objects.exists()
    for hostile in ({"metric": "no.such"}, {"threshold": "NaN"}, {"weeks_seen": "9999"}, {"asks": "<script>"}):
        assert project.post(page, LINE | hostile).status_code == 200
    assert not GateCriterion.objects.exists()


def test_a_gate_that_counts_nothing_is_not_put_in_force_and_the_page_says_why(project, programme, figure):
    project.post("/rollout/gates/training/draft/")
    draft = GateVersion.objects.get()
    answer = project.post(f"/rollout/gates/versions/{draft.pk}/activate/", follow=True)
    assert "at least one criterion" in text(answer)


def test_all_heads_see_the_readiness_of_all_offices_but_open_only_their_own(signed_in, version, office, waves):
    other = company.in_rollout(company.office("OTHER"), waves[1], Stage.TRAINING)
    head = signed_in(Role.OFFICE_HEAD, office=office.office)
    page = text(head.get("/rollout/readiness/"))
    assert "Other" in page and f"/rollout/offices/{office.office_id}/gate/" in page
    assert f"/rollout/offices/{other.office_id}/gate/" not in page and "The data was checked" in page
    assert head.get(f"/rollout/offices/{office.office_id}/gate/").status_code == 200
    assert head.get(f"/rollout/offices/{other.office_id}/gate/").status_code == 403


def test_the_readiest_goes_first(project, programme, figure, waves, now):
    gated.gate(programme, Stage.CANDIDATE, at=now - timedelta(hours=1))
    figure.age = company.NOW - now
    low, high = (company.in_rollout(company.office(code, name=f"{code} town"), waves[1]) for code in ("Low", "Top"))
    figure.values = {low.office_id: 10, high.office_id: 90}
    page = text(project.get("/rollout/readiness/"))
    assert page.index("Top town") < page.index("Low town") and "0 of 2" in page


def test_an_office_gate_shows_each_reason_with_its_rows(project, version, office):
    page = text(project.get(f"/rollout/offices/{office.office_id}/gate/"))
    assert "Not stated yet" in page and f"/metrics/{CODE}/?subject=office" in page and "rests on 10" in page
    assert "<strong>50" in page


def test_deciding_is_offered_only_to_whoever_may(signed_in, project, version, office):
    page, decide = f"/rollout/offices/{office.office_id}/gate/", f"/rollout/offices/{office.office_id}/gate/decide/"
    assert decide in text(signed_in(Role.SPONSOR).get(page))
    assert decide not in text(project.get(page)) and "executive sponsor decides" in text(project.get(page))


def test_whoever_gave_their_word_is_called_by_name(signed_in, project, version, office):
    head = signed_in(Role.OFFICE_HEAD, office=office.office)
    page = f"/rollout/offices/{office.office_id}/gate/"
    line = version.criteria.get(asks="attestation")
    evidence = SimpleUploadedFile("m.txt", b"minutes of the check\n")
    head.post(f"{page}attest/{line.pk}/", {"holds": "yes", "reason": "Checked", "evidence": evidence})
    stated = Attestation.objects.get()
    name = str(Person.objects.get(pseudonym=stated.username))
    assert f"Stated by {name}" in text(project.get(page)) and f"Stated by {stated.username}" not in text(project.get(page))


def test_the_head_gives_their_word_with_evidence(signed_in, version, office):
    head = signed_in(Role.OFFICE_HEAD, office=office.office)
    assert "The data was checked" in text(head.get("/rollout/attestations/"))
    page = f"/rollout/offices/{office.office_id}/gate/attest/{version.criteria.get(asks='attestation').pk}/"
    wrong = head.post(page, {"holds": "yes", "reason": "Checked"})
    assert "Attach what shows it" in text(wrong) and "Checked" in text(wrong)
    done = head.post(page, {"holds": "yes", "reason": "Checked", "evidence": SimpleUploadedFile("m.txt", b"minutes of the check\n")})
    assert done.status_code == 302 and Attestation.objects.get().holds
    assert "it holds" in text(head.get("/rollout/attestations/"))
    assert head.get(Attestation.objects.get().evidence.get_absolute_url()).status_code == 200


def test_the_sponsor_decides_and_the_evidence_is_frozen_and_printed(signed_in, version, office, attested):
    sponsor = signed_in(Role.SPONSOR)
    page = f"/rollout/offices/{office.office_id}/gate/decide/"
    assert "You may." in text(sponsor.get(page))
    answer = sponsor.post(page, {"outcome": "go", "reason": "", "seen": ""})
    decision = GateDecision.objects.get()
    assert answer.url == f"/rollout/decisions/{decision.pk}/"
    shown = text(sponsor.get(answer.url))
    assert decision.sha256[:8] in shown and "Trained people" in shown and "This go stands" in shown
    for language in ("en", "zh-hans", "zh-hant"):
        paper = sponsor.get(f"{answer.url}paper/?language={language}")
        assert paper["Content-Type"] == "application/pdf"
        sound(paper.content, language, says=["Harbour" if language == "en" else ""])
    assert "Harbour" in text(sponsor.get("/rollout/decisions/"))


def test_a_second_decider_is_told_on_the_form(signed_in, version, office, attested):
    sponsor = signed_in(Role.SPONSOR)
    page = f"/rollout/offices/{office.office_id}/gate/decide/"
    sponsor.post(page, {"outcome": "go", "reason": "", "seen": ""})
    answer = sponsor.post(page, {"outcome": "hold", "reason": "Wait", "seen": ""})
    assert "decided at this gate meanwhile" in text(answer) and "Wait" in text(answer) and GateDecision.objects.count() == 1


def test_half_a_condition_is_said_beside_its_field(signed_in, version, office, attested):
    sponsor = signed_in(Role.SPONSOR)
    page = f"/rollout/offices/{office.office_id}/gate/decide/"
    answer = sponsor.post(page, {"outcome": "conditional", "reason": "x", "condition_1": "Scanners"})
    assert "A condition needs a sentence" in text(answer) and not GateDecision.objects.exists()
    for seen in ("999999", "x", "-1"):
        assert sponsor.post(page, {"outcome": "hold", "reason": "x", "seen": seen}).status_code in (200, 302)


def test_a_conditional_go_is_followed_to_its_end(signed_in, project, version, office, attested, now):
    owner = company.account(Role.TRAINER).person
    day = (selectors.local_day(now) + timedelta(days=3)).isoformat()
    given = {"outcome": "conditional", "reason": "Scanners late", "condition_1": "Scanners", "owner_1": owner.pk, "due_1": day}
    signed_in(Role.SPONSOR).post(f"/rollout/offices/{office.office_id}/gate/decide/", given)
    assert "Scanners" in text(project.get("/rollout/conditions/"))
    condition = GateDecision.objects.get().conditions.get()
    project.post(f"/rollout/conditions/{condition.pk}/", {"reason": "Delivered"})
    assert ConditionMet.objects.get().reason == "Delivered"
    assert "Delivered" in text(project.get(f"/rollout/decisions/{condition.decision_id}/"))


def test_an_override_is_given_on_the_office_gate(signed_in, project, version, office, figure, now):
    figure.values[office.office_id] = 10
    sponsor = signed_in(Role.SPONSOR)
    page = f"/rollout/offices/{office.office_id}/gate/override/{version.criteria.first().pk}/"
    assert page in text(sponsor.get(f"/rollout/offices/{office.office_id}/gate/"))
    day = selectors.local_day(now) + timedelta(days=5)
    sponsor.post(page, {"until": day.isoformat(), "reason": "Trainer ill"})
    assert Override.objects.get().until == day and "Trainer ill" in text(project.get("/rollout/overrides/"))
    assert "You cannot decide this now" in text(project.get(page))


def test_a_roll_back_is_worked_off_on_its_page(project, version, office, now):
    entered = selectors.local_day(now)
    actions.move(office, Stage.PREPARING, on=entered, actor=PROJECT, at=now, reason="Data lost")
    rollback = Rollback.objects.get()
    assert "0 of 6" in text(project.get(f"/rollout/rollbacks/{rollback.pk}/"))
    assert project.post(f"/rollout/rollbacks/{rollback.pk}/finish/").status_code == 422
    for step in rollback.steps.all():
        counts = {"in_crm": "10", "in_office": "10"} if step.step == ReverseStep.RECONCILE else {}
        assert project.post(f"/rollout/rollbacks/steps/{step.pk}/", {"reason": "Done", **counts}).status_code == 302
    project.post(f"/rollout/rollbacks/{rollback.pk}/finish/")
    assert "Finished on" in text(project.get(f"/rollout/rollbacks/{rollback.pk}/"))
    assert "finished" in text(project.get("/rollout/rollbacks/"))


def test_the_programme_is_stopped_with_its_lessons(signed_in, project, programme):
    sponsor = signed_in(Role.SPONSOR)
    wrong = sponsor.post("/rollout/stop/", {"reason": "No money", "went_well": "People"})
    assert "No money" in text(wrong) and not ProgrammeStop.objects.exists()
    lessons = {"went_well": "People", "went_wrong": "Data", "do_differently": "Clean first"}
    assert signed_in(Role.AUDITOR).post("/rollout/stop/", {"reason": "No money", **lessons}).status_code == 403
    sponsor.post("/rollout/stop/", {"reason": "No money", **lessons})
    assert "Clean first" in text(project.get("/rollout/stop/")) and "The programme was stopped" in text(project.get("/rollout/"))


@pytest.mark.parametrize(
    "path", ["gates/", "readiness/", "decisions/", "conditions/", "overrides/", "rollbacks/", "attestations/", "stop/"]
)
def test_the_auditor_reads_everything_and_the_vendor_nothing(signed_in, version, office, path):
    assert signed_in(Role.AUDITOR).get(f"/rollout/{path}").status_code == 200
    assert signed_in(Role.VENDOR).get(f"/rollout/{path}").status_code == 403


def test_another_head_does_not_read_a_decision(signed_in, version, office, attested, waves, now):
    decision = gated.decide(office, version, Decided.GO, actor=SPONSOR, at=now)
    stranger = signed_in(Role.OFFICE_HEAD, office=company.office("OTHER"))
    assert stranger.get(f"/rollout/decisions/{decision.pk}/").status_code == 404
    assert stranger.get(f"/rollout/decisions/{decision.pk}/paper/").status_code == 404


def test_readiness_takes_as_many_queries_for_many_offices_as_for_few(project, version, waves, figure):
    for _ in range(12):
        company.in_rollout(company.office(), waves[1], Stage.TRAINING)
    project.get("/rollout/readiness/")
    with counted("readiness of 12 offices"):
        project.get("/rollout/readiness/")
    assert figure.calls == 2


@pytest.mark.parametrize("width", [1440, 390])
def test_the_gate_reads_well_for_everybody(page_for, axe, programme, figure, waves, width):
    now = timezone.now()
    version = gated.gate(programme, Stage.TRAINING, {"weeks_needed": 2, "weeks_seen": 3}, gated.word(), at=now - timedelta(hours=1))
    office = company.in_rollout(company.office("HARBOUR"), waves[0], Stage.TRAINING)
    page = page_for(Role.SPONSOR, f"/rollout/offices/{office.office_id}/gate/", width=width, dark=width == 390)
    axe(page)
    page.goto(page.url.replace("gate/", "gate/decide/"))
    axe(page)
    assert version.pk
