"""The figures: share signed, still open, overdue, sanctions under way; as known on an earlier day; rows name people to few."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from governance.core import metrics
from governance.core.errors import NotAllowed
from governance.core.metrics import Subject, SubjectKind
from governance.core.roles import Role
from governance.organisation.models import OfficeKind
from governance.policies.actions import sanctions
from governance.policies.states import PolicyKind
from tests import company
from tests.governance.policies.governed import DAY, HR, NOW, PROJECT, SPONSOR, TODAY, actor, noon, published, renewed, signs

pytestmark = pytest.mark.django_db
COMPANY = Subject(SubjectKind.PROGRAMME, 1)


@pytest.fixture
def region():
    return company.office("WEST", kind=OfficeKind.REGION)


@pytest.fixture
def paris(region):
    return company.office("PAR", parent=region)


def of(office):
    return Subject(SubjectKind.OFFICE, office.pk)


def figure(code, subject=COMPANY, day=TODAY, known_at=None, by=PROJECT):
    return metrics.measure_one(f"policies.{code}", subject, day, actor=by, known_at=known_at)


def test_nothing_to_sign_is_absent_and_not_zero(paris):
    company.person(at=paris)
    found = figure("signed_share")
    assert found.value is None and "No policy in force" in str(found.absent)
    assert figure("overdue").value is None


def test_the_share_is_of_pairs_of_a_person_and_a_policy(paris):
    one, two, three = (company.person(at=paris) for _ in range(3))
    first, second = published(), published(job_roles=["sales"])
    for person, version in ((one, first), (two, first), (one, second)):
        signs(person, version, paris)
    found = figure("signed_share")
    assert (found.value, found.numerator, found.denominator, found.sample) == (D(50), D(3), D(6), 3)
    assert figure("open_signatures").value == 3
    assert found.data_at == noon(TODAY) and three


def test_an_office_counts_those_below_it(paris, region):
    company.person(at=paris)
    company.person(at=company.office("OSL"))
    published()
    values = [figure("open_signatures", subject).value for subject in (COMPANY, of(region), of(paris))]
    assert values == [2, 1, 1]


def test_overdue_from_the_day_after_the_last_one(paris):
    company.person(at=paris)
    published()
    assert figure("overdue", day=TODAY + DAY * 14).value == 0
    assert figure("overdue", day=TODAY + DAY * 15).value == 1


def test_who_has_to_sign_again_counts_as_signed_and_as_open_until_the_day_has_passed(paris):
    person = company.person(at=paris)
    version = published()
    signs(person, version, paris)
    start = TODAY + DAY * 30
    renewed(version.policy, on=start)
    assert (figure("signed_share", day=start).value, figure("open_signatures", day=start).value) == (100, 1)
    late = start + DAY * 15
    assert (figure("signed_share", day=late).value, figure("overdue", day=late).value) == (0, 1)


def test_as_known_before_the_signature_was_recorded(paris):
    person = company.person(at=paris)
    version = published()
    signs(person, version, paris, on=TODAY + DAY)
    day = TODAY + DAY
    assert figure("signed_share", day=day).value == 100
    assert figure("signed_share", day=day, known_at=noon(day) - timedelta(hours=1)).value == 0
    assert figure("signed_share", day=day, known_at=noon(TODAY) - timedelta(hours=1)).value is None


def test_sanctions_under_way_are_only_counted(paris):
    person, conduct = company.person(at=paris), published(PolicyKind.SANCTION)
    case = sanctions.propose_sanction(
        policy=conduct.policy, person=person, clause="1", occurred_on=TODAY, facts="x", measure="x", actor=PROJECT, at=NOW
    )
    assert (figure("sanctions_open").value, figure("sanctions_open", day=TODAY - DAY).value) == (1, 0)
    assert figure("sanctions_open", known_at=NOW - timedelta(hours=1)).value == 0
    sanctions.drop(case, actor=HR, at=noon(TODAY + DAY), reason="x")
    assert (figure("sanctions_open", day=TODAY).value, figure("sanctions_open", day=TODAY + DAY).value) == (1, 0)
    with pytest.raises(NotAllowed):
        metrics.rows("policies.sanctions_open", COMPANY, TODAY, actor=PROJECT)


def test_rows_name_people_to_those_who_may_know_them_and_are_closed_to_the_others(paris):
    company.person("Ann Here", at=paris)
    published()
    rows = metrics.rows("policies.open_signatures", of(paris), TODAY, actor=PROJECT)
    assert rows.cells[0][:3] == ("Ann Here", "Par", "Customer classes")
    head = actor(Role.OFFICE_HEAD, office=paris)
    assert metrics.rows("policies.open_signatures", of(paris), TODAY, actor=head).cells[0][0] == "Ann Here"
    for by in (SPONSOR, actor(Role.TRAINER), actor(Role.FINANCE), actor(Role.OFFICE_HEAD, office=company.office("OSL"))):
        with pytest.raises(NotAllowed):
            metrics.rows("policies.open_signatures", of(paris), TODAY, actor=by)


def test_behind_the_companys_figure_a_head_reads_the_own_offices_list_alone(paris):
    company.person("Ann Here", at=paris)
    company.person("Olaf There", at=company.office("OSL"))
    published()
    head = actor(Role.OFFICE_HEAD, office=paris)
    assert [row[0] for row in metrics.rows("policies.open_signatures", COMPANY, TODAY, actor=head).cells] == ["Ann Here"]
    assert len(metrics.rows("policies.open_signatures", COMPANY, TODAY, actor=HR).cells) == 2


def test_a_head_sees_the_own_offices_figure_only(paris):
    company.person(at=paris)
    published()
    head = actor(Role.OFFICE_HEAD, office=paris)
    assert figure("signed_share", of(paris), by=head).value == 0
    with pytest.raises(NotAllowed):
        figure("signed_share", of(company.office("OSL")), by=head)


def test_queries_do_not_grow_with_subjects(paris, django_assert_max_num_queries):
    company.person(at=paris)
    published()
    subjects = [of(company.office()) for _ in range(20)]
    with django_assert_max_num_queries(10):
        metrics.measure("policies.signed_share", [COMPANY, *subjects], [TODAY], actor=PROJECT)
