"""Who must sign what on a day: jobs, CRM roles, offices with those below; and as it was known on an earlier day."""

from datetime import timedelta

import pytest

from governance.core.reading import read_once
from governance.organisation.models import JobRole, OfficeKind
from governance.policies import selectors
from governance.policies.actions import life
from governance.policies.rules import signing
from governance.policies.rules.signing import Issue, Post
from tests import company
from tests.governance.policies.governed import DAY, NOW, SPONSOR, TODAY, draft, noon, published, ready, renewed, signs

POST = Post(1, 30, "sales", TODAY, frozenset({"seller"}))
LINEAGE = [30, 20, 10]


@pytest.mark.parametrize(
    ("jobs", "roles", "offices", "addressed"),
    [
        ((), (), (), True),
        (("sales",), (), (), True),
        (("clerk", "sales"), (), (), True),
        (("clerk",), (), (), False),
        ((), ("seller",), (), True),
        ((), ("support",), (), False),
        ((), (), (30,), True),
        ((), (), (10,), True),
        ((), (), (31,), False),
        (("sales",), ("seller",), (20,), True),
        (("sales",), ("support",), (20,), False),
        (("sales",), ("seller",), (31,), False),
    ],
)
def test_job_and_crm_role_and_office_must_all_fit(jobs, roles, offices, addressed):
    issue = Issue(1, 1, 1, True, TODAY, TODAY, None, frozenset(jobs), frozenset(roles), frozenset(offices))
    assert signing.addressed(issue, POST, LINEAGE) == addressed


def test_a_crm_role_counts_since_its_rule_began():
    issue = Issue(1, 1, 1, True, TODAY, TODAY, crm_roles=frozenset({"seller"}))
    later = Post(1, 30, "sales", TODAY, frozenset({"seller"}), TODAY + DAY)
    assert later.begun(issue) == TODAY + DAY
    assert POST.begun(issue) == TODAY


pytestmark = pytest.mark.django_db


@pytest.fixture
def paris():
    region = company.office("WEST", kind=OfficeKind.REGION)
    return company.office("PAR", parent=region)


def must(day=TODAY, known_at=None):
    return selectors.must_sign(day, known_at)


def test_everybody_must_sign_what_is_for_everybody(paris):
    seller, clerk = company.person(at=paris), company.person(at=paris, job=JobRole.CLERK)
    company.person()
    version = published()
    assert must() == {seller.pk: {version.policy_id}, clerk.pk: {version.policy_id}}


def test_a_policy_of_a_region_is_for_the_offices_below_it(paris):
    there = company.person(at=paris)
    company.person(at=company.office("OSL"))
    version = published(office_ids=[paris.parent_id])
    assert must() == {there.pk: {version.policy_id}}


def test_a_crm_role_is_that_of_the_dated_use_rule(paris):
    seller = company.person(at=paris)
    company.person(at=paris, job=JobRole.CLERK)
    version = published(crm_roles=["seller"])
    assert must() == {}
    company.use_rule(JobRole.SALES, first_day=TODAY + DAY)
    assert must() == {}
    assert must(TODAY + DAY) == {seller.pk: {version.policy_id}}


def test_nobody_must_sign_before_it_is_in_force_or_after_it_is_withdrawn(paris):
    company.person(at=paris)
    version = published(effective_on=TODAY + DAY * 5)
    assert must() == {} and len(must(TODAY + DAY * 5)) == 1
    life.withdraw(version, from_day=TODAY + DAY * 9, actor=SPONSOR, at=NOW, reason="wrong")
    assert len(must(TODAY + DAY * 8)) == 1 and must(TODAY + DAY * 9) == {}


def test_a_version_not_published_binds_nobody(paris):
    company.person(at=paris)
    ready(draft())
    draft()
    assert must() == {}


def test_who_left_moved_away_or_is_unconfirmed_must_not_sign(paris):
    company.person(at=paris, left_on=TODAY - DAY)
    company.person(at=paris, confirmed=False)
    company.person(at=paris, last_day=TODAY - DAY)
    published()
    assert must() == {}


def test_of_some_people_only(paris):
    one, _other = company.person(at=paris), company.person(at=paris)
    published()
    assert selectors.must_sign(TODAY, people={one.pk}).keys() == {one.pk}


def test_a_signature_counts_from_its_day(paris):
    person = company.person(at=paris)
    version = published()
    signs(person, version, paris, on=TODAY + DAY)
    assert selectors.signed([person.pk], TODAY) == {}
    assert selectors.signed([person.pk], TODAY + DAY) == {(person.pk, version.policy_id): TODAY + DAY}
    assert selectors.signed([person.pk + 1], TODAY + DAY) == {}


def test_a_page_about_many_people_reads_the_signatures_once(paris, monkeypatch, django_assert_num_queries):
    people = [company.person(at=paris) for _ in range(3)]
    version = published()
    signs(people[0], version, paris)
    alone = [selectors.signatures(people=[person.pk]) for person in people]
    monkeypatch.setattr(selectors, "FEW", 2)
    with read_once():
        found = selectors.signatures(people=[person.pk for person in people])
        with django_assert_num_queries(0):
            assert selectors.signatures() == selectors.signatures(people={person.pk for person in people}) == found
    assert dict(found) == {(people[0].pk, version.policy_id): {1: TODAY}} == dict(alone[0]) and not alone[1]
    signs(people[1], version, paris)
    assert len(selectors.signatures()) == 2


def test_after_a_material_version_the_old_signature_counts_until_its_sign_by_day(paris):
    person = company.person(at=paris)
    version = published()
    signs(person, version, paris, on=TODAY)
    start = TODAY + DAY * 30
    again = renewed(version.policy, on=start)
    key = (person.pk, version.policy_id)
    last = start + DAY * 14
    assert selectors.signed([person.pk], last) == {key: TODAY}
    assert selectors.carried_until([person.pk], last) == {key: last}
    assert selectors.signed([person.pk], last + DAY) == {}
    signs(person, again, paris, on=start + DAY * 3)
    assert selectors.signed([person.pk], last + DAY) == {key: start + DAY * 3}
    assert selectors.carried_until([person.pk], last) == {}


def test_after_an_editorial_version_the_old_signature_goes_on_counting(paris):
    person = company.person(at=paris)
    version = published()
    signs(person, version, paris)
    renewed(version.policy, on=TODAY + DAY * 30, change="editorial")
    assert selectors.signed([person.pk], TODAY + DAY * 300) == {(person.pk, version.policy_id): TODAY}
    assert selectors.carried_until([person.pk], TODAY + DAY * 31) == {}


def test_as_known_earlier_there_was_no_signature_no_version_and_no_withdrawal(paris):
    person = company.person(at=paris)
    version = published()
    person.history.filter().order_by("pk")
    before, after = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
    assert selectors.issues(before) == []
    assert len(selectors.issues(after)) == 1
    signs(person, version, paris, on=TODAY + DAY)
    life.withdraw(version, from_day=TODAY + DAY * 2, actor=SPONSOR, at=noon(TODAY + DAY * 2), reason="wrong")
    day = TODAY + DAY * 2
    assert selectors.signatures(noon(TODAY) + timedelta(hours=1)) == {}
    assert signing.in_force(selectors.issues(noon(TODAY + DAY)), day) is not None
    assert signing.in_force(selectors.issues(), day) is None


def test_lines_say_where_each_person_stands(paris):
    away, late, done, new = (company.person(at=paris) for _ in range(4))
    version = published()
    signs(done, version, paris)
    day = TODAY + DAY * 15
    company.absence(away, day, day)
    company.moves(new, company.office("LYO", parent=paris.parent), day - DAY * 2)
    found = {line.person_id: line for line in selectors.lines(day)}
    assert {pk: line.standing for pk, line in found.items()} == {away.pk: "open", late.pk: "overdue", done.pk: "signed", new.pk: "open"}
    assert found[late.pk].due == TODAY + DAY * 14 and found[new.pk].due == day + DAY * 5


def test_what_is_to_come_is_listed_only_when_asked_for(paris):
    company.person(at=paris)
    published(effective_on=TODAY + DAY * 5)
    assert selectors.lines(TODAY) == []
    assert [line.upcoming for line in selectors.lines(TODAY, ahead=True)] == [True]


def test_a_person_in_two_offices_is_asked_once(paris):
    person = company.person(at=paris)
    company.Membership.objects.create(
        person=person, office=company.office("LYO"), job_role="sales", first_day=company.LONG_AGO, recorded_at=company.RECORDED
    )
    published()
    assert len(selectors.lines(TODAY)) == 1


def test_what_a_person_has_to_sign_comes_most_urgent_first(paris):
    person = company.person(at=paris)
    relaxed = published(sign_by=TODAY + DAY * 20)
    urgent = published(sign_by=TODAY + DAY * 2)
    assert [one.version.pk for one in selectors.to_sign(person.pk, TODAY)] == [urgent.pk, relaxed.pk]
    late = selectors.to_sign(person.pk, TODAY + DAY * 3)
    assert [one.overdue for one in late] == [True, False]
    signs(person, urgent, paris, on=TODAY + DAY * 3)
    assert [one.version.pk for one in selectors.to_sign(person.pk, TODAY + DAY * 3)] == [relaxed.pk]


def test_queries_do_not_grow_with_people(paris, django_assert_num_queries):
    for _ in range(3):
        company.person(at=paris)
    published()
    with django_assert_num_queries(7):
        few = selectors.lines(TODAY)
    for _ in range(20):
        company.person(at=paris)
    with django_assert_num_queries(7):
        assert len(selectors.lines(TODAY)) == len(few) + 20
