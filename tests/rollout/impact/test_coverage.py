"""Coverage and “no record, no order”: counted, recorded, known at any instant, shown, and part of the adoption score."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from governance.core.actor import Actor, Grant
from governance.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from governance.core.metrics import Subject, SubjectKind, measure, measure_one, rows
from governance.core.roles import Role
from rollout.adoption import further
from rollout.adoption.selectors.figures import scores
from rollout.impact.actions import joined
from rollout.impact.actions import lists as list_actions
from rollout.impact.comparing.columns import Columns
from rollout.impact.models import CoverageCheck, ListPair, OrderStop
from rollout.impact.rules.coverage import Checked, answering
from tests import company
from tests.at_once import at_once
from tests.governance.policies import governed
from tests.rollout.adoption import seen
from tests.rollout.impact import lists
from tests.rollout.impact.lists import MORNING, NOW, PERIOD, SYSTEM

pytestmark = pytest.mark.django_db
BY_OFFICE = Columns(("no",), ("no",), office="office")
ORDERS = [("A", "NJ"), ("A", "NJ"), ("B", "nanjing"), ("C", "NJ"), ("A", "SZ"), ("X", "Mars"), ("", "NJ")]
CRM = [("A", ""), ("C", ""), ("Z", "")]


@pytest.fixture
def offices():
    return company.office("NJ", name="Nanjing"), company.office("SZ", name="Suzhou")


def recorded(period=PERIOD, at=MORNING, orders=ORDERS, crm=CRM):
    pair = lists.compared(None, orders, crm, BY_OFFICE, header="no,office", period=period)
    return list_actions.apply_lists(pair, actor=SYSTEM, at=at)


def subject(office):
    return Subject(SubjectKind.OFFICE, office.pk)


def value(office, day, known_at=None):
    return measure_one("impact.joined_coverage", subject(office), day, actor=SYSTEM, known_at=known_at).value


def test_each_customer_counts_once_in_each_office(offices):
    pair = recorded()
    found = {check.office_id: (check.found, check.customers) for check in CoverageCheck.objects.current()}
    assert found == {offices[0].pk: (2, 3), offices[1].pk: (1, 1)}
    assert (pair.result["without_office"], pair.result["rejected"]["first"]) == (1, {"no_key": 1})


def test_one_office_needs_no_column(offices):
    pair = lists.compared(None, ORDERS, CRM, Columns(("no",), ("no",)), header="no,office", period=PERIOD, office=offices[1])
    list_actions.apply_lists(pair, actor=SYSTEM, at=MORNING)
    [check] = CoverageCheck.objects.current()
    assert (check.office, check.found, check.customers) == (offices[1], 2, 4)


def test_without_any_known_office_nothing_is_recorded(offices):
    pair = lists.compared(None, [("A", "Mars")], CRM, BY_OFFICE, header="no,office", period=PERIOD)
    with pytest.raises(Refused):
        list_actions.apply_lists(pair, actor=SYSTEM, at=MORNING)
    pair.refresh_from_db()
    assert pair.state == "compared" and not CoverageCheck.objects.exists()


def test_a_later_check_of_the_same_period_supersedes_and_the_old_one_stays_known(offices):
    recorded()
    later = MORNING + timedelta(days=1)
    recorded(at=later, crm=[*CRM, ("B", "")])
    day = date(2026, 6, 5)
    assert value(offices[0], day) == 100
    assert measure_one("impact.joined_coverage", subject(offices[0]), day, actor=SYSTEM, known_at=MORNING).numerator == 2


def test_a_day_is_answered_by_the_period_that_ended_last_for_two_months(offices):
    recorded()
    assert value(offices[0], date(2026, 5, 30)) is None
    assert value(offices[0], date(2026, 5, 31)) is not None
    assert value(offices[0], date(2026, 8, 1)) is not None
    assert value(offices[0], date(2026, 8, 2)) is None


def test_of_two_periods_the_one_that_ended_last_answers():
    def check(last, found):
        return Checked(1, last - timedelta(days=30), last, 10, found, NOW)

    checks = [check(date(2026, 4, 30), 3), check(date(2026, 5, 31), 7)]
    assert answering(checks, date(2026, 6, 10)).found == 7
    assert answering(checks, date(2026, 5, 10)).found == 3


def test_several_offices_are_added_up_and_the_queries_do_not_grow(offices, django_assert_max_num_queries):
    company.programme()
    recorded()
    whole = Subject(SubjectKind.PROGRAMME, 1)
    with django_assert_max_num_queries(3):
        found = measure("impact.joined_coverage", [whole, *map(subject, offices)], [date(2026, 6, 5)], actor=SYSTEM)
    assert (found[whole, date(2026, 6, 5)].numerator, found[whole, date(2026, 6, 5)].denominator) == (3, 4)
    assert len(rows("impact.joined_coverage", whole, date(2026, 6, 5), actor=SYSTEM).cells) == 2


def test_coverage_is_a_component_that_only_a_new_version_of_the_weights_names():
    [addition] = [one for one in further.added() if one.part == "coverage"]
    assert addition.metric == "impact.joined_coverage"
    assert "coverage" in further.parts()


def test_it_joins_the_score_from_its_version_on_and_old_weeks_keep_theirs(project_office, sponsor):
    from decimal import Decimal

    from rollout.adoption.actions import weights

    office, people = seen.live_office(people=6, code="NJ")
    of = seen.file(last=date(2026, 6, 14))
    for person in people[:3]:
        seen.used(person, [*seen.weekdays(5), *seen.weekdays(5, date(2026, 6, 8))], of=of)
    seen.computed(weeks=[seen.WEEK, date(2026, 6, 8)])
    before = scores([subject(office)], [seen.WEEK], None)[subject(office), seen.WEEK]
    recorded()
    given = {"reach": Decimal(60), "habit": Decimal(20), "coverage": Decimal(20)}
    version = weights.propose_weights(weights=given, first_day=date(2026, 6, 8), actor=project_office, at=NOW, reason="joined systems")
    weights.approve_weights(version, actor=sponsor, at=NOW, reason="agreed")
    after = scores([subject(office)], [seen.WEEK, date(2026, 6, 8)], None)
    assert after[subject(office), seen.WEEK] == before
    terms = {str(term.component.label): term.cell for term in after[subject(office), date(2026, 6, 8)].score.terms}
    assert (terms["Coverage"].numerator, terms["Coverage"].denominator) == (2, 2)


@pytest.fixture
def policy():
    return governed.published(on=governed.TODAY).policy


def enforced(office, policy, actor=SYSTEM, **fields):
    typed = {"first_day": date(2026, 7, 1), "policy": policy, "clause": "3", "at": NOW, "reason": "systems are joined"}
    return joined.enforce(office=office, actor=actor, **typed | fields)


def in_force_on(office, day, known_at=None):
    return measure_one("impact.no_record_no_order", subject(office), day, actor=SYSTEM, known_at=known_at).value


def test_no_record_no_order_holds_from_its_day(offices, policy):
    enforced(offices[0], policy)
    assert (in_force_on(offices[0], date(2026, 6, 30)), in_force_on(offices[0], date(2026, 7, 1))) == (0, 1)
    assert in_force_on(offices[1], date(2026, 7, 1)) == 0
    assert in_force_on(offices[0], date(2026, 7, 1), known_at=NOW - timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("change", "field"), [({"first_day": date(2026, 5, 31)}, "first_day"), ({"policy": None}, "policy"), ({"reason": " "}, "reason")]
)
def test_a_day_that_cannot_be_set_is_refused_beside_its_field(offices, policy, change, field):
    with pytest.raises(InvalidInput) as refused:
        enforced(offices[0], change.pop("policy", policy) if "policy" in change else policy, **change)
    assert field in refused.value.fields
    assert not OrderStop.objects.exists()


def test_it_rests_on_a_policy_in_force_then(offices):
    with pytest.raises(InvalidInput) as refused:
        enforced(offices[0], governed.draft().policy)
    assert "policy" in refused.value.fields


def test_denied_to_heads_and_staff_allowed_to_the_sponsor(offices, policy, sponsor):
    for role in (Role.OFFICE_HEAD, Role.STAFF, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            enforced(offices[0], policy, actor=Actor(username="x", grants=(Grant(role, frozenset({offices[0].pk})),)))
    assert enforced(offices[0], policy, actor=sponsor).username == "sun"


def test_a_later_day_supersedes_and_lifting_leaves_the_record(offices, policy):
    enforced(offices[0], policy)
    enforced(offices[0], policy, first_day=date(2026, 8, 1), at=NOW + timedelta(hours=1), reason="one month more")
    joined.lift(office=offices[0], actor=SYSTEM, at=NOW + timedelta(hours=2), reason="systems apart again")
    assert [row.reason for row in OrderStop.objects.order_by("recorded_at")] == [
        "systems are joined",
        "one month more",
        "systems apart again",
    ]
    assert in_force_on(offices[0], date(2026, 9, 1)) == 0
    assert in_force_on(offices[0], date(2026, 9, 1), known_at=NOW + timedelta(hours=1)) == 1
    with pytest.raises(Conflict):
        joined.lift(office=offices[0], actor=SYSTEM, at=NOW + timedelta(hours=3), reason="again")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_set_it_at_once_the_record_holds_one(tmp_path):
    office, policy = company.office("NJ"), governed.published(on=governed.TODAY).policy
    acts = [lambda day=day: enforced(office, policy, first_day=date(2026, 7, day)) for day in (1, 2)]
    ended, left = at_once(tmp_path, *acts, then=lambda: OrderStop.objects.current().count())
    assert left == 1
    assert all(isinstance(one, OrderStop | Conflict) for one in ended)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_apply_the_same_lists_one_wins(tmp_path):
    company.office("NJ", name="Nanjing")
    pair = lists.compared(None, ORDERS, CRM, BY_OFFICE, header="no,office", period=PERIOD)
    acts = [lambda: list_actions.apply_lists(ListPair.objects.get(pk=pair.pk), actor=SYSTEM, at=MORNING)] * 2
    ended, left = at_once(tmp_path, *acts, then=lambda: CoverageCheck.objects.current().count())
    assert sorted(type(one).__name__ for one in ended) == ["Conflict", "ListPair"]
    assert left == 1


def test_the_pages_show_what_is_lacking_and_the_day(offices, policy, signed_in):
    recorded()
    enforced(offices[0], policy)
    office = signed_in(Role.PROJECT_OFFICE)
    page = office.get(reverse("impact:coverage")).content.decode()
    assert "Nanjing" in page and "in force since 1 Jul 2026" in page
    page = office.get(reverse("impact:coverage_office", args=[offices[0].pk])).content.decode()
    assert "No record, no order" in page and "From 1 Jul 2026" in page


def test_the_policy_is_a_link_for_its_readers_and_words_for_others(offices, policy, signed_in):
    enforced(offices[0], policy)
    address = reverse("impact:coverage_office", args=[offices[0].pk])
    for role, linked in ((Role.PROJECT_OFFICE, True), (Role.CRM_ADMIN, False), (Role.FINANCE, False)):
        page = signed_in(role).get(address).content.decode()
        assert "From 1 Jul 2026 this office takes no order" in page
        assert (f'href="{policy.get_absolute_url()}"' in page) is linked


def test_the_office_page_tells_the_day(offices, policy, signed_in):
    enforced(offices[0], policy)
    head = signed_in(Role.OFFICE_HEAD, office=offices[0])
    page = head.get(reverse("dashboards:office_part", args=[offices[0].pk, "gate"])).content.decode()
    assert "From 1 Jul 2026 this office takes no order" in page
    assert reverse("impact:coverage_office", args=[offices[0].pk]) in page


def test_lists_are_sent_and_recorded_over_the_pages(offices, signed_in):
    office = signed_in(Role.PROJECT_OFFICE)
    files = {
        "first": SimpleUploadedFile("orders.csv", b"no,office\nA,NJ\nB,NJ\n"),
        "second": SimpleUploadedFile("crm.csv", b"customer\nA\n"),
    }
    answer = office.post(reverse("impact:coverage_new"), files | {"first_day": "2026-05-01", "last_day": "2026-05-31"})
    assert answer.status_code == 302
    pair = ListPair.objects.get()
    chosen = {"first_key0": "no", "second_key0": "customer", "office": "office", "leading_zeros": "on"}
    assert office.post(pair.get_absolute_url(), chosen).status_code == 302
    assert "50.0%" in office.get(pair.get_absolute_url()).content.decode()
    assert office.post(reverse("impact:lists_apply", args=[pair.pk])).status_code == 302
    assert CoverageCheck.objects.get().found == 1


def test_a_head_sees_the_own_office_and_sets_nothing(offices, signed_in):
    head = signed_in(Role.OFFICE_HEAD, office=offices[0])
    assert head.get(reverse("impact:coverage_office", args=[offices[0].pk])).status_code == 200
    assert head.get(reverse("impact:coverage_office", args=[offices[1].pk])).status_code == 404
    assert head.get(reverse("impact:order_stop", args=[offices[0].pk])).status_code == 403
    assert head.get(reverse("impact:coverage_new")).status_code == 403
