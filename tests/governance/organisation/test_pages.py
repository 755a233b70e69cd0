"""The pages open for whom they should, act, keep what was typed, and ask a constant number of questions of the database."""

from datetime import date

import pytest
from django.urls import reverse

from governance.core import audit
from governance.core.actor import system_actor
from governance.core.roles import Role
from governance.organisation import trail
from governance.organisation.models import JobRole, Membership, Office, RoleAssignment, UsageNotice
from rollout.adoption.models import UsageImport, UsageMapping, UsageSource
from tests import company

pytestmark = pytest.mark.django_db
LISTS = ("offices", "people", "use_rules", "notices", "roles", "delegations", "accounts", "retention", "history")


def at(name, *args):
    return reverse(f"organisation:{name}", args=args)


@pytest.fixture
def house():
    """A region with two offices, people, a head, leave, a rule, an unconfirmed office."""
    region = company.office("R", kind="region")
    north = company.office("N", parent=region, name="North", name_zh="北")
    south = company.office("S", parent=region, name="South")
    company.office("seen", confirmed=False)
    company.use_rule()
    head = company.person("Head Han", at=north, job=JobRole.MANAGER)
    company.role(head, Role.OFFICE_HEAD, office=north)
    company.absence(company.person("Li Mei", at=south), date(2026, 1, 5))
    return north


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_list_opens_and_exports(signed_in, house, name, language):
    client = signed_in(Role.PROJECT_OFFICE, language=language)
    assert client.get(at(name)).status_code == 200
    prefix = {"retention": "schedule", "history": "changes", "use_rules": "rules"}.get(name, name)
    assert client.get(at(name) + f"?{prefix}-export=csv")["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_when_there_is_nothing(signed_in, name):
    assert signed_in(Role.PROJECT_OFFICE).get(at(name)).status_code == 200


def test_every_form_opens(signed_in, house):
    client = signed_in(Role.PROJECT_OFFICE)
    person = Membership.objects.filter(office=house).first().person
    absence = company.absence(person, date(2025, 1, 1), date(2025, 1, 3))
    role = RoleAssignment.objects.filter(person=person).get()
    rule = company.use_rule(JobRole.CLERK)
    notice = company.notice(person)
    pages = [at("notice-withdraw", notice.pk)]
    pages += [at(name, house.pk) for name in ("office", "office-edit", "office-close", "office-reopen", "office-match", "office-codes")]
    pages += [
        at(f"person-{name}", person.pk) for name in ("move", "job", "exit", "rehire", "absence", "correct", "identity", "notice", "role")
    ]
    pages += [at(name, person.pk) for name in ("person", "account-open", "account-code", "erasure-request")]
    pages += [at(name) for name in ("office-new", "person-hire", "rule-new", "notice-new", "hold-new", "delegation-new")]
    pages += [at("absence", absence.pk), at("membership", person.memberships.get().pk), at("role-end", role.pk), at("rule", rule.pk)]
    pages += [at("retention-set", "identity"), at("record", "organisation.office", house.pk)]
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_a_move_from_the_page_is_recorded_with_a_message(signed_in, house):
    person, south = Membership.objects.filter(office=house).first().person, Office.objects.get(code="S")
    form = {"office": south.pk, "on": "2026-04-01", "job": "", "reason": "closer"}
    response = signed_in(Role.PROJECT_OFFICE).post(at("person-move", person.pk), form, follow=True)
    assert response.redirect_chain and "The move is recorded" in response.content.decode()
    assert person.memberships.current().order_by("-first_day").first().office == south
    assert Membership.history.first().history_change_reason == "closer"


def test_a_refused_form_keeps_what_was_typed_and_says_why(signed_in, house):
    person = Membership.objects.filter(office=house).first().person
    form = {"office": house.pk, "on": "2026-04-01", "job": "", "reason": "my long reason"}
    response = signed_in(Role.PROJECT_OFFICE).post(at("person-move", person.pk), form)
    assert response.status_code == 422
    assert "already has this place" in response.content.decode() and "my long reason" in response.content.decode()


def test_an_error_stands_beside_its_field(signed_in, house):
    form = {"code": "N", "name": "X", "kind": "office", "time_zone": "Asia/Shanghai", "calendar": "CN"}
    response = signed_in(Role.PROJECT_OFFICE).post(at("office-new"), form)
    assert response.context["form"].errors["code"]


def test_names_are_shown_to_those_with_the_right_only(signed_in, house):
    person = Membership.objects.filter(office=house).first().person
    for role, seen in ((Role.PROJECT_OFFICE, True), (Role.HR, True), (Role.SPONSOR, False), (Role.TRAINER, False)):
        client = signed_in(role)
        for page in (at("people"), at("person", person.pk)):
            assert ("Head Han" in client.get(page).content.decode()) is seen, (role, page)
            assert (person.employee_number in client.get(page).content.decode()) is seen, (role, page)


def test_an_office_head_sees_the_own_office_and_no_other(signed_in, house):
    client = signed_in(Role.OFFICE_HEAD, office=house)
    other = Membership.objects.filter(office__code="S").get().person
    assert client.get(at("office", house.pk)).status_code == 200
    assert client.get(at("office", Office.objects.get(code="S").pk)).status_code == 404
    assert client.get(at("person", other.pk)).status_code == 404
    assert "Li Mei" not in client.get(at("people")).content.decode()


def test_a_clerk_sees_the_own_page_and_changes_nothing(signed_in, house):
    client = signed_in(office=house)
    me = Membership.objects.order_by("-pk").first().person
    other = Membership.objects.filter(office=house).first().person
    assert client.get(at("person", me.pk)).status_code == 200
    assert client.get(at("person", other.pk)).status_code == 404
    assert client.get(at("person-move", me.pk)).status_code == 403


def test_an_auditor_reads_and_changes_nothing(signed_in, house):
    client = signed_in(Role.AUDITOR)
    person = Membership.objects.filter(office=house).first().person
    assert client.get(at("history")).status_code == 200
    assert client.get(at("person-move", person.pk)).status_code == 403
    assert client.post(at("office-close", house.pk), {"on": "2026-01-01", "reason": "x"}).status_code == 403


def test_a_sheet_of_codes_is_shown_once_and_never_cached(signed_in, house):
    response = signed_in(Role.PROJECT_OFFICE).post(at("office-codes", house.pk), {"days": "14", "reason": ""})
    assert response.status_code == 200 and response["Cache-Control"] == "no-store"
    assert "Head Han" in response.content.decode()


def test_a_notice_to_a_region_reaches_the_offices_below(signed_in, house):
    form = {"office": house.parent_id, "given_on": "2026-05-01", "method": "letter", "reason": ""}
    signed_in(Role.PROJECT_OFFICE).post(at("notice-new"), form)
    assert UsageNotice.objects.count() == 2


@pytest.mark.parametrize("page", ["offices", "people", "notices", "roles"])
def test_queries_do_not_grow_with_people_and_offices(signed_in, house, page, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(Role.PROJECT_OFFICE)

    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(at(page))
        return len(queries)

    count()
    few = count()
    for _ in range(5):
        place = company.office(parent=house.parent)
        company.role(company.person(at=place), Role.OFFICE_HEAD, office=place)
    assert count() == few


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "=HYPERLINK(1)", "'; DROP TABLE", "\u202egnitirw", "名" * 60])
def test_hostile_names_are_shown_as_text(signed_in, house, text):
    person = company.person(text, at=house)
    body = signed_in(Role.PROJECT_OFFICE).get(at("person", person.pk)).content.decode()
    assert "<script>alert" not in body


def test_the_record_says_who_changed_what_when_and_why(signed_in, house):
    client = signed_in(Role.PROJECT_OFFICE, Role.AUDITOR)
    client.post(at("office-close", house.pk), {"on": "2019-01-01", "reason": "moved out"})
    form = {"code": "N", "name": "Northern", "kind": "office", "time_zone": "Asia/Tokyo", "calendar": "CN", "reason": "renamed"}
    client.post(at("office-edit", house.pk), form)
    body = client.get(at("record", "organisation.office", house.pk)).content.decode()
    assert "renamed" in body and "North → Northern" in body and "moved out" not in body
    found = client.get(at("history") + "?kind=organisation.office").content.decode()
    assert "renamed" in found and "North → Northern" in found


@pytest.mark.parametrize(
    "query", ["?since=yesterday", "?since=2026-99-99", "?kind=nonsense.thing", "?who=%00", "?operation=%27", "?changes-page=-1"]
)
def test_odd_addresses_of_the_record_are_no_fault(signed_in, query):
    assert signed_in(Role.AUDITOR).get(at("history") + query).status_code in (200, 404, 422)


def test_a_day_that_is_none_is_told_at_its_field_and_narrows_nothing(signed_in, house):
    answer = signed_in(Role.AUDITOR).get(at("history") + "?since=yesterday&who=mei")
    assert answer.status_code == 422 and 'value="mei"' in answer.text
    assert "Enter a valid date." in answer.text.split('id="field-since"')[1].split("</div>")[0]


def test_the_record_is_in_plain_words_with_technical_values_behind_a_fold(signed_in, house):
    source = UsageSource.objects.create(name="Old CRM", code="old", identity=["case", "when"])
    mapping = UsageMapping.objects.create(name="Log", source=source, spec={"user": "who", "time": {"zone": "UTC"}})
    mapping.spec = {"user": "whom", "time": {"zone": "UTC"}}
    with audit.because(system_actor("demo"), "Mapping saved"):
        mapping.save()
    sent = UsageImport.objects.create(
        source=source, mapping=mapping, file_name="a.csv", sha256="0" * 64, username="system:demo", uploaded_at=company.RECORDED
    )
    change = trail.changes_of(UsageMapping, [mapping.pk], system_actor("reader"))[0]
    assert change.plain == ["columns: 1 setting changed"] and change.detail == ["user: who → whom"]
    received = trail.changes_of(UsageImport, [sent.pk], system_actor("reader"))[0]
    assert received.label == "a.csv" and "source: Old CRM" in received.plain and "0" * 64 not in " ".join(received.plain)
    assert "checksum: " + "0" * 64 in received.detail
    page = signed_in(Role.PROJECT_OFFICE, language="zh-hans").get(at("history")).content.decode()
    assert "映射已保存" in page and "<details>" in page and "系统" in page
    assert "Mapping saved" not in page and "system:demo" not in page and "sha256" not in page and "{'" not in page
