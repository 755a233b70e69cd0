"""The pages of adoption: who sees what, and what they say when something is missing."""

from datetime import timedelta

import pytest

from governance.core.models import Job, JobState
from governance.core.roles import Role
from rollout.adoption.models import ComponentValue, CoreFeatures, WeightState, WeightVersion
from rollout.adoption.selectors.under_way import RECOMPUTE
from tests import company
from tests.query_counts import counted
from tests.rollout.adoption import seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def paris():
    office, people = seen.live_office(people=6, code="PAR")
    of = seen.file()
    for person in people:
        company.notice(person)
    for person in people[:4]:
        seen.used(person, seen.weekdays(5), of=of, entries=4, self_entries=3, proxy_entries=1)
    CoreFeatures.objects.create(names=["call", "visit"], first_day=company.LONG_AGO, recorded_at=company.RECORDED, username="tests")
    seen.computed()
    return office, people


def page(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize("role", [Role.SPONSOR, Role.PROJECT_OFFICE, Role.AUDITOR])
def test_the_overview_tells_reach_and_score(paris, signed_in, role):
    html = page(signed_in(role), "/adoption/")
    assert "67% of the people who should use the CRM did, in 1 live office" in html
    assert "on 80 % of the weight" in html


def test_a_head_sees_the_own_office_only(paris, signed_in):
    seen.live_office(people=6, code="ROM")
    seen.computed(company.NOW + timedelta(days=1))
    client = signed_in(Role.OFFICE_HEAD, office=paris[0])
    html = page(client, "/adoption/")
    assert ">Par<" in html
    assert ">Rom<" not in html
    page(client, f"/adoption/offices/{company.office('OSL').pk}/", status=403)


def test_staff_see_only_their_own(paris, signed_in):
    client = signed_in(Role.STAFF, office=paris[0])
    page(client, "/adoption/", status=403)
    page(client, f"/adoption/offices/{paris[0].pk}/", status=403)
    assert "Nothing about you is shown" in page(client, "/adoption/mine/")


def test_one_office_shows_its_whole_arithmetic(paris, signed_in):
    html = page(signed_in(Role.SPONSOR), f"/adoption/offices/{paris[0].pk}/")
    # 30 × 4/6 + 25 × 4/6 + 15 × 1/2 + 10 × 3/4 = 51.67 of 80
    assert "51.67" in html
    assert "64.6" in html
    assert f"/metrics/adoption.reach/?subject=office%3A{paris[0].pk}&amp;day=2026-05-17" in html


def test_who_has_not_used_it_is_for_the_head_and_the_project_office(paris, signed_in):
    names = {str(person) for person in paris[1][4:]}
    for client in (signed_in(Role.PROJECT_OFFICE), signed_in(Role.OFFICE_HEAD, office=paris[0])):
        assert "Who has not used it" in page(client, f"/adoption/offices/{paris[0].pk}/?week={seen.WEEK}")
    sponsor = page(signed_in(Role.SPONSOR), f"/adoption/offices/{paris[0].pk}/")
    assert "Who has not used it" not in sponsor
    assert not any(name in sponsor for name in names)


def test_without_a_roster_the_page_says_so_and_where_to_mend_it(signed_in):
    of = seen.file()
    office = company.office("PAR")
    seen.used(seen.name_of(None, of), seen.weekdays(5), of=of, office=office)
    seen.computed()
    html = page(signed_in(Role.PROJECT_OFFICE), "/adoption/")
    assert "Reach cannot be told: no roster" in html
    assert ">Par<" in html


def test_with_nothing_at_all_the_page_says_what_to_do(signed_in):
    assert "No usage and no roster yet" in page(signed_in(Role.PROJECT_OFFICE), "/adoption/")


def test_with_usage_but_no_known_office_the_page_says_so(signed_in):
    of = seen.file()
    seen.used(seen.name_of(None, of), seen.weekdays(5), of=of)
    seen.computed()
    html = page(signed_in(Role.PROJECT_OFFICE), "/adoption/")
    assert "Reach cannot be told: no roster" in html
    assert "/adoption/missing/" in html


def test_as_known_on_an_earlier_day_the_banner_stands_and_nothing_was_known(paris, signed_in):
    html = page(signed_in(Role.SPONSOR), f"/adoption/offices/{paris[0].pk}/?known_at=2026-01-01&week={seen.WEEK}")
    assert "As known on" in html
    assert "no usage data for that week" in html


@pytest.mark.parametrize("path", ["/adoption/?week=yesterday", "/adoption/?week=2026-13-45"])
def test_a_week_that_is_none_is_refused_in_words(paris, signed_in, path):
    assert "is no day that can be asked for" in page(signed_in(Role.SPONSOR), path, status=422)


def test_the_cohorts_are_for_those_who_see_every_office(paris, signed_in):
    assert "Sales" in page(signed_in(Role.SPONSOR), "/adoption/cohorts/")
    page(signed_in(Role.OFFICE_HEAD, office=paris[0]), "/adoption/cohorts/", status=403)


def test_the_list_can_be_exported(paris, signed_in):
    response = signed_in(Role.SPONSOR).get("/adoption/?export=csv")
    assert b"Par" in b"".join(response) if response.streaming else b"Par" in response.content


def test_my_usage_from_the_notice_on(paris, signed_in):
    client = signed_in(Role.STAFF, office=paris[0])
    me = company.Account.objects.order_by("-pk").first().person
    company.notice(me)
    assert "No usage of yours has come in yet" in page(client, "/adoption/mine/")
    assert "Your office" in page(client, "/adoption/mine/")


def test_weights_are_proposed_and_approved_on_the_page(signed_in):
    mei, sun = signed_in(Role.PROJECT_OFFICE), signed_in(Role.SPONSOR)
    given = {"reach": 50, "habit": 50, "breadth": 0, "self_entry": 0, "timeliness": 0, "follow_up": 0}
    assert mei.post("/adoption/weights/propose/", given | {"first_day": "2099-01-05", "reason": "simpler"}).status_code == 302
    assert "waits for the sponsor" in page(sun, "/adoption/weights/")
    page(mei, "/adoption/weights/2/approve/", status=403)
    assert sun.post("/adoption/weights/2/approve/", {"reason": "agreed"}).status_code == 302
    assert WeightVersion.objects.get().state == WeightState.APPROVED


def test_what_was_typed_stays_beside_its_error(signed_in):
    given = {"reach": 90, "habit": 0, "breadth": 0, "self_entry": 0, "timeliness": 0, "follow_up": 0, "first_day": "2099-01-06"}
    response = signed_in(Role.PROJECT_OFFICE).post("/adoption/weights/propose/", given | {"reason": "x"})
    html = response.content.decode()
    assert response.status_code == 200
    assert "must add up to 100" in html
    assert "Weights begin on a Monday" in html
    assert 'value="90"' in html


def test_core_features_are_listed_on_the_page(paris, signed_in):
    client = signed_in(Role.PROJECT_OFFICE)
    assert "call" in page(client, "/adoption/features/change/")
    given = {"seen": ["call"], "others": "quotation\n", "first_day": "2026-05-11", "reason": "agreed"}
    assert client.post("/adoption/features/change/", given).status_code == 302
    assert CoreFeatures.objects.get(first_day="2026-05-11").names == ["call", "quotation"]


def test_the_button_computes_anew(paris, signed_in):
    ComponentValue.objects.all().delete()
    response = signed_in(Role.PROJECT_OFFICE).post("/adoption/recompute/")
    assert response["Location"].startswith("/jobs/")
    assert ComponentValue.objects.exists()
    assert signed_in(Role.SPONSOR).post("/adoption/recompute/").status_code == 403


@pytest.mark.parametrize("offices", [1, 12])
def test_queries_of_the_overview_do_not_grow_with_offices(signed_in, offices):
    of = seen.file()
    for _ in range(offices):
        _office, people = seen.live_office(people=5)
        seen.used(people[0], seen.weekdays(5), of=of)
    seen.computed()
    client = signed_in(Role.SPONSOR)
    client.get("/adoption/")
    with counted("adoption by office"):
        client.get("/adoption/")


def test_queries_of_one_office(paris, signed_in):
    client = signed_in(Role.PROJECT_OFFICE)
    client.get("/adoption/")
    with counted("adoption of one office"):
        client.get(f"/adoption/offices/{paris[0].pk}/")


def test_one_active_person_is_one_person(signed_in):
    of, (office, _people) = seen.file(), seen.live_office()
    seen.used(seen.name_of(None, of), seen.weekdays(5), of=of, office=office)
    seen.computed()
    assert "one person was active" in page(signed_in(Role.PROJECT_OFFICE), "/adoption/")


def test_a_week_without_usage_accuses_nobody(paris, signed_in):
    after = (seen.WEEK + timedelta(weeks=3)).isoformat()
    html = page(signed_in(Role.PROJECT_OFFICE), f"/adoption/offices/{paris[0].pk}/?week={after}")
    assert "nobody can be said not to have used it" in html
    assert "own working day" not in html


def test_while_the_figures_are_computed_the_pages_say_so_and_not_what_was_missing_before(signed_in):
    of, office = seen.file(), company.office("PAR")
    seen.used(seen.name_of(None, of), seen.weekdays(5), of=of, office=office)
    seen.computed()
    job = Job.objects.create(kind=RECOMPUTE, title="x", username="mei", created_at=company.NOW)
    client, said = signed_in(Role.SPONSOR), "The figures are being computed"
    for path in ("/adoption/", f"/adoption/offices/{office.pk}/"):
        assert said in page(client, path)
        assert said not in page(client, f"{path}?known_at=2026-05-18")
    assert "callout is-watch" not in page(client, "/adoption/")
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, finished_at=company.NOW)
    assert said not in page(client, "/adoption/")
    assert "callout is-watch" in page(client, "/adoption/")
