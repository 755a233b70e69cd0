"""Writing rules, overriding lights, and the page that says where each office stands: every action by its checklist."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.core import metrics
from governance.core.actor import Actor, Grant
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.metrics import Direction, Measurement, Metric, SubjectKind, Unit
from governance.core.roles import Role
from rollout.staging.actions import status as actions
from rollout.staging.actions.status import Draft
from rollout.staging.models import StatusOverride, StatusOverrideEnd, StatusRule
from rollout.staging.stages import Stage
from rollout.staging.status.rules import BUILT_IN, Comparison, Light, Scope
from rollout.staging.status.selectors import book, rules_in_force, standings
from tests import company

pytestmark = pytest.mark.django_db
TODAY, DAY = date(2026, 6, 1), timedelta(days=1)
NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)


def actor(role):
    return Actor(role.value, grants=(Grant(role),))


PROJECT, SPONSOR, AUDITOR = actor(Role.PROJECT_OFFICE), actor(Role.SPONSOR), actor(Role.AUDITOR)


@pytest.fixture
def scores(monkeypatch):
    """Adoption figures by office id; offices without one cannot be told."""
    found = {}

    def measure(subjects, days, known_at):
        told = {subject: found.get(subject.id) for subject in subjects}
        return {
            (one, day): Measurement(value, absent="" if value is not None else "no usage") for one, value in told.items() for day in days
        }

    kinds = frozenset({SubjectKind.OFFICE, SubjectKind.PROGRAMME})
    for code in ("adoption.score", "adoption.reach"):
        metric = Metric(code, code, "", Unit.POINTS, Direction.HIGHER, 0, kinds, measure, what="adoption")
        monkeypatch.setitem(metrics._metrics, code, metric)
    return found


def offices(*live_weeks):
    wave = company.wave(company.programme())
    made = []
    for weeks in live_weeks:
        place = company.office()
        company.in_rollout(place, wave, Stage.LIVE, live_on=TODAY - timedelta(weeks=weeks))
        made.append(place)
    return made


def rule(**changes):
    first = {"scope": "office", "metric": "adoption.score", "comparison": "below", "amber": D(50), "red": D(50), "effective_on": TODAY}
    return Draft(**first | changes)


def write(draft, **changes):
    return actions.write_rule(**{"draft": draft, "actor": PROJECT, "at": NOW, "reason": "agreed", "code": "office-score"} | changes)


def override(office, **changes):
    fields = {"rule": "office-score", "light": "amber", "until": TODAY + DAY * 5, "actor": SPONSOR, "at": NOW, "reason": "new staff"}
    return actions.override_light(office, **fields | changes)


def light(office, on=TODAY, known_at=None):
    return {one.rule.code: one.shown for one in standings([office.pk], on, actor=AUDITOR, known_at=known_at)[office.pk].told}[
        "office-score"
    ]


def test_without_any_row_the_built_in_rules_hold():
    assert rules_in_force(TODAY) == dict(BUILT_IN)


def test_a_new_version_holds_from_its_day_and_leaves_the_days_before_alone(scores):
    (place,) = offices(10)
    scores[place.pk] = D(55)
    write(rule(amber=D(70), red=D(60), effective_on=TODAY + DAY))
    assert [light(place, TODAY + DAY * days).light for days in (0, 1)] == [Light.GREEN, Light.RED]
    assert rules_in_force(TODAY + DAY)["office-score"].number == 1


def test_an_earlier_instant_knows_the_rules_of_then():
    write(rule(amber=D(70), red=D(60)), at=NOW)
    assert rules_in_force(TODAY, NOW - DAY)["office-score"] == BUILT_IN["office-score"]
    assert rules_in_force(TODAY, NOW)["office-score"].amber == D(70)


def test_a_version_is_logged_once_with_its_reason():
    made = write(rule())
    assert (StatusRule.objects.count(), made.username, made.reason, made.number) == (1, "project_office", "agreed", 1)
    assert write(rule()).number == 2


def test_a_rule_on_any_other_figure_is_added_and_retired(scores):
    (place,) = offices(10)
    scores[place.pk] = D(90)
    made = write(rule(comparison="above", amber=D(80), red=D(85)), code="")
    assert made.code == "office-adoption-score-above"
    assert standings([place.pk], TODAY, actor=AUDITOR)[place.pk].light == Light.RED
    actions.retire_rule(made.code, on=TODAY + DAY, actor=PROJECT, at=NOW, reason="no use")
    assert made.code in rules_in_force(TODAY) and made.code not in rules_in_force(TODAY + DAY)
    with pytest.raises(Refused):
        actions.retire_rule("reach", on=TODAY, actor=PROJECT, at=NOW, reason="x")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"red": D(60)}, "red"),
        ({"effective_on": TODAY - DAY}, "effective_on"),
        ({"metric": "adoption.reach"}, "metric"),
        ({"comparison": "above"}, "metric"),
        ({"comparison": "moon"}, "comparison"),
        ({"scope": "moon"}, "scope"),
    ],
)
def test_a_rule_that_makes_no_sense_names_its_field(scores, change, field):
    with pytest.raises(InvalidInput) as refusal:
        write(rule(**change))
    assert field in refusal.value.fields and not StatusRule.objects.exists()


def test_an_unknown_figure_is_refused(scores):
    with pytest.raises(InvalidInput):
        write(rule(metric="moon.phase"), code="")
    with pytest.raises(InvalidInput):
        write(rule(metric="adoption.score", scope="programme", settled_weeks=3), code="")


def test_only_the_project_office_writes_rules_and_gives_a_reason():
    for by in (SPONSOR, AUDITOR):
        with pytest.raises(NotAllowed):
            write(rule(), actor=by)
    with pytest.raises(InvalidInput):
        write(rule(), reason=" ")


def test_an_override_shows_another_light_until_its_last_day_and_falls_away(scores):
    (place,) = offices(10)
    scores[place.pk] = D(40)
    made = override(place)
    assert (made.computed, made.reason, made.username) == ("red", "new staff", "sponsor")
    days = [light(place, TODAY + DAY * ahead) for ahead in (0, 5, 6)]
    assert [(one.light, one.computed) for one in days] == [(Light.AMBER, Light.RED), (Light.AMBER, Light.RED), (Light.RED, Light.RED)]


def test_an_override_is_not_known_before_it_was_recorded(scores):
    (place,) = offices(10)
    scores[place.pk] = D(40)
    override(place)
    assert light(place, known_at=NOW - DAY).light == Light.RED and light(place, known_at=NOW).light == Light.AMBER


def test_an_override_is_taken_back_once(scores):
    (place,) = offices(10)
    scores[place.pk] = D(40)
    made = override(place)
    actions.end_override(made, actor=SPONSOR, at=NOW, reason="no longer needed")
    assert light(place).light == Light.RED and light(place, known_at=NOW - DAY).light == Light.RED
    with pytest.raises(Conflict):
        actions.end_override(made, actor=SPONSOR, at=NOW, reason="again")
    assert StatusOverrideEnd.objects.count() == 1


def test_only_whom_the_charter_names_overrides(scores):
    (place,) = offices(10)
    scores[place.pk] = D(40)
    for by in (PROJECT, AUDITOR):
        with pytest.raises(NotAllowed):
            override(place, actor=by)
    assert not StatusOverride.objects.exists()


def test_with_a_charter_the_person_named_overrides_and_the_sponsor_no_more(scores):
    from governance.steering.actions.charters import Decider
    from tests.governance.steering import steered

    (place,) = offices(10)
    scores[place.pk] = D(40)
    by, named = steered.sponsor(), steered.member(Role.PROJECT_DIRECTOR)
    steered.signed(by, status_override=Decider(person_id=named.pk, role=Role.PROJECT_DIRECTOR))
    with pytest.raises(NotAllowed):
        override(place, actor=by)
    assert override(place, actor=steered.actor(Role.PROJECT_DIRECTOR, named)).light == "amber"


def test_what_cannot_be_told_is_never_overridden_to_green(scores):
    (place,) = offices(10)
    with pytest.raises(Refused, match="never shown as green"):
        override(place, light="green")


@pytest.mark.parametrize(
    "wrong", [{"light": "blue"}, {"light": "unknown"}, {"until": TODAY - DAY}, {"until": TODAY + DAY * 91}, {"reason": " "}]
)
def test_an_override_that_cannot_be_kept_names_its_field(scores, wrong):
    (place,) = offices(10)
    scores[place.pk] = D(40)
    with pytest.raises(InvalidInput) as refusal:
        override(place, **wrong)
    assert set(refusal.value.fields) == set(wrong)


def test_one_override_at_a_time_and_none_that_says_what_the_rule_says(scores):
    (place,) = offices(10)
    scores[place.pk] = D(40)
    with pytest.raises(Refused, match="already"):
        override(place, light="red")
    override(place)
    with pytest.raises(Conflict):
        override(place, light="green")


def test_a_failure_on_the_way_leaves_no_override(scores, monkeypatch):
    (place,) = offices(10)
    scores[place.pk] = D(40)
    monkeypatch.setattr(actions, "tell", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        override(place)
    assert not StatusOverride.objects.exists()


def test_queries_do_not_grow_with_offices(scores):
    counts = []
    for more in (2, 6):
        placed = [place.pk for place in offices(*[10] * more)]
        scores |= dict.fromkeys(placed, D(40))
        with CaptureQueriesContext(connection) as queries:
            standings(placed, TODAY, actor=AUDITOR)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_page_lists_rules_and_offices_with_reasons_worst_first(scores, signed_in):
    good, bad = offices(10, 10)
    scores |= {good.pk: D(90), bad.pk: D(40)}
    page = signed_in(Role.AUDITOR).get("/rollout/status/").content.decode()
    assert page.index(str(bad)) < page.index(str(good))
    assert "adoption.score is 40, under 50" in page and "red under 50; before week 8" in page
    assert "Show another light" not in page and "New status rule" not in page


def test_the_project_office_writes_and_the_sponsor_overrides_over_the_pages(scores, signed_in, monkeypatch):
    (place,) = offices(30)
    scores[place.pk] = D(40)
    client = signed_in(Role.PROJECT_OFFICE)
    today = timezone.localdate(client.get("/rollout/status/").wsgi_request.now).isoformat()
    answer = client.post("/rollout/status/rules/office-score/", {"amber": "60", "red": "55", "effective_on": "2099-01-01", "reason": "x"})
    assert answer.status_code == 302 and StatusRule.objects.get().amber == 60
    assert "To come" in client.get("/rollout/status/").content.decode()
    new = {"figure": "office:adoption.reach", "comparison": "above", "amber": "5", "red": "2", "effective_on": "2099-01-01", "reason": "x"}
    assert client.post("/rollout/status/rules/new/", new).status_code == 422
    assert client.post("/rollout/status/rules/new/", new | {"red": "9"}).status_code == 302
    sponsor = signed_in(Role.SPONSOR)
    address = f"/rollout/status/offices/{place.pk}/office-score/"
    assert client.post(address, {"light": "amber", "until": today, "reason": "x"}).status_code == 403
    answer = sponsor.post(address, {"light": "amber", "until": today, "reason": "a new head began"})
    assert answer.status_code == 302, answer.content.decode()
    page = sponsor.get("/rollout/status/").content.decode()
    assert "a new head began" in page and "By the rule red" in page and "Take back" in page
    taken = sponsor.post(f"/rollout/status/overrides/{StatusOverride.objects.get().pk}/end/", {"reason": "done"})
    assert taken.status_code == 302 and StatusOverrideEnd.objects.count() == 1


def test_the_books_cost_two_queries(django_assert_num_queries):
    with django_assert_num_queries(2):
        book(TODAY)


def test_every_scope_and_comparison_has_a_name():
    assert all(one.label for one in (*Scope, *Comparison))


def test_where_a_committee_decides_the_page_opens_its_ballot_and_the_carried_one_lets_it_through(scores, signed_in, monkeypatch):
    from governance.steering.actions import close_ballot
    from governance.steering.actions.charters import Decider
    from governance.steering.matters import Choice
    from governance.steering.models import Ballot
    from tests.governance.steering import steered

    monkeypatch.setattr("governance.organisation.middleware.timezone.now", lambda: steered.NOW)
    (place,) = offices(10)
    scores[place.pk] = D(40)
    group, members = steered.committee(quorum=1)
    steered.signed(steered.sponsor(), status_override=Decider(committee_id=group.pk))
    client, address = signed_in(Role.PROJECT_OFFICE), f"/rollout/status/offices/{place.pk}/office-score/"
    assert "Show another light" in client.get("/rollout/status/").content.decode()
    assert "Put it to the committee" in client.get(address).content.decode()
    until = (TODAY + timedelta(days=30)).isoformat()
    asked = {"light": "amber", "until": until, "due_on": TODAY.isoformat(), "reason": "The line was down"}
    assert client.post(address, asked | {"until": "2031-01-01"}).status_code == 422
    already = client.post(address, asked | {"light": "red"})
    assert already.status_code == 422 and "gives this light already" in already.content.decode() and not Ballot.objects.exists()
    assert f"{place} ·" in already.content.decode()
    opened = client.post(address, asked)
    ballot = Ballot.objects.get()
    assert opened["Location"] == ballot.get_absolute_url() == client.get(address)["Location"]
    shown = client.get(ballot.get_absolute_url()).content.decode()
    assert "The status lights of" in shown and "shown as: amber" in shown.lower() and "amber" in ballot.question.lower()
    steered.votes(ballot, dict.fromkeys(members, Choice.FOR))
    close_ballot(ballot, actor=steered.PROJECT, at=steered.NOW)
    carried = {"light": "amber", "until": until, "reason": "carried"}
    for other in ({"light": "green"}, {"until": (TODAY + timedelta(days=31)).isoformat()}):
        refused = client.post(address, carried | other)
        assert refused.status_code == 422 and "carried other terms" in refused.content.decode()
    assert not StatusOverride.objects.exists()
    assert client.get(address).context["form"].initial == {"light": "amber", "until": until}
    answer = client.post(address, carried)
    assert answer.status_code == 302 and StatusOverride.objects.get().light == "amber"
    assert client.post(address, carried).status_code == 422


def test_who_may_not_override_sees_no_way_to_it_and_is_refused(scores, signed_in):
    (place,) = offices(10)
    scores[place.pk] = D(40)
    client = signed_in(Role.PROJECT_OFFICE)
    assert "Show another light" not in client.get("/rollout/status/").content.decode()
    assert client.get(f"/rollout/status/offices/{place.pk}/office-score/").status_code == 403
