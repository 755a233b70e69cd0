"""The flow of the pages: send in, map, preview, apply, active users."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.urls import reverse

from governance.core.models import Job
from governance.core.roles import Role
from governance.organisation.models import Account
from rollout.adoption.actions import imports
from rollout.adoption.models import ImportState, UsageDay, UsageImport, UsageMapping
from rollout.adoption.selectors.figures import last_told_week
from rollout.adoption.selectors.matching import gaps
from tests import company
from tests.rollout.adoption import seen
from tests.rollout.adoption.usage_files import AT, MEI, mapping
from tests.rollout.adoption.usage_files import sent as rows_sent

FILE = """case,when,who,branch,verb
1,2026-03-02T09:00:00+01:00,anna,Lyon,Create
1,2026-03-02T10:00:00+01:00,anna,Lyon,Update
2,2026-03-02T10:00:00+01:00,bert,0,Login
2,not a time,bert,0,Update
3,2026-03-09T10:00:00+01:00,bert,Nice,Update
"""
COLUMNS = {
    "user": "who",
    "time": "when",
    "time_formats": ["iso"],
    "zone": "Europe/Paris",
    "day_zone": "file",
    "identity": ["case", "when"],
    "office": "branch",
    "action": "verb",
    "feature": "action",
    "counting": ["Create", "Update"],
    "entering": ["Create"],
    "calendar": "CN",
    "source_name": "Old CRM",
    "name": "Old CRM log",
}


@pytest.fixture
def client(signed_in):
    return signed_in(Role.PROJECT_OFFICE)


@pytest.fixture
def sent(client):
    file = io.BytesIO(FILE.encode())
    file.name = "log.csv"
    client.post(reverse("adoption:import-new"), {"file": file})
    return UsageImport.objects.get()


def test_a_file_never_seen_before_is_mapped_on_a_page_with_suggestions(client, sent):
    page = client.get(reverse("adoption:import-columns", args=[sent.pk]))
    form = page.context["form"]
    assert form["user"].value() == "who"
    assert form["time"].value() == "when"
    assert form["office"].value() == "branch"
    assert set(form["identity"].value()) == {"case", "when"}
    assert b"not a time" in page.content


def test_the_first_hundred_rows_are_previewed(client):
    one = rows_sent(*(f"{number},2026-03-02 09:00,u{number},Lyon,Create" for number in range(130)))
    shown = client.get(reverse("adoption:import-columns", args=[one.pk])).context["rows"]
    assert (len(shown), shown[0][0], shown[99][0]) == (100, "0", "99")


def test_the_page_measures_how_many_rows_the_chosen_columns_would_lose(client, sent):
    page = client.get(reverse("adoption:import-identity", args=[sent.pk]), {"identity": ["case"]})
    assert b"2 rows would be lost as repeats" in page.content
    page = client.get(reverse("adoption:import-identity", args=[sent.pk]), {"identity": ["case", "when"]})
    assert b"Every row is an event of its own" in page.content


def test_from_columns_to_counted_by_pages_alone(client, sent):
    answer = client.post(reverse("adoption:import-columns", args=[sent.pk]), COLUMNS)
    assert answer.status_code == 302
    sent.refresh_from_db()
    assert sent.state == ImportState.PLANNED, Job.objects.values("message")
    assert not UsageDay.objects.exists()
    page = client.get(reverse("adoption:import", args=[sent.pk]))
    assert b"bert" in page.content
    assert b"Nice" in page.content
    assert "cannot be read" in page.content.decode()
    client.post(reverse("adoption:import-apply", args=[sent.pk]))
    sent.refresh_from_db()
    assert sent.state == ImportState.APPLIED, Job.objects.order_by("-created_at").first().message
    active = client.get(reverse("adoption:active-users")).content.decode()
    assert "Reach cannot be told: no roster" in active
    assert "Lyon" in active


def test_what_was_typed_stays_when_the_mapping_does_not_fit(client, sent):
    page = client.post(reverse("adoption:import-columns", args=[sent.pk]), COLUMNS | {"identity": ["when"]})
    assert page.status_code == 422
    assert page.context["form"]["name"].value() == "Old CRM log"
    assert "identity" in page.context["form"].errors
    assert not UsageMapping.objects.exists()


def test_rejected_rows_come_down_with_number_and_reason(client, sent):
    client.post(reverse("adoption:import-columns", args=[sent.pk]), COLUMNS)
    text = b"".join(client.get(reverse("adoption:import-rejected", args=[sent.pk])).streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0] == "gatehouse_row,gatehouse_problem,case,when,who,branch,verb"
    assert text.splitlines()[1].startswith("5,")
    assert text.splitlines()[1].endswith("2,not a time,bert,0,Update")


@pytest.mark.parametrize(
    "name", ["imports", "import-new", "mappings", "mapping-take-in", "match-users", "match-offices", "active-users", "missing"]
)
def test_every_page_opens_for_the_project_office_and_not_for_staff(client, signed_in, name):
    assert client.get(reverse(f"adoption:{name}")).status_code == 200
    assert signed_in(Role.STAFF).get(reverse(f"adoption:{name}")).status_code == 403


def test_a_column_that_nothing_suggests_is_left_to_choose(client):
    """The first column of the file is not taken for the time only because a choice has to be made."""
    file = io.BytesIO(b"id,moment,user,office,action\n1,soon,anna,Lyon,Update\n2,late,bert,Lyon,Update\n")
    file.name = "log.csv"
    client.post(reverse("adoption:import-new"), {"file": file})
    form = client.get(reverse("adoption:import-columns", args=[UsageImport.objects.get().pk])).context["form"]
    assert form["time"].value() == "" and form.fields["time"].choices[0] == ("", "—")


def test_what_is_missing_begins_with_the_offices_and_the_programme(signed_in):
    """A roster cannot come in before its offices, nor a go-live date before the programme."""
    page = signed_in(Role.PROJECT_OFFICE).get(reverse("adoption:missing"))
    lines = {str(line["title"]): line for line in page.context["lines"]}
    assert list(lines)[:3] == ["Usage", "Offices", "Roster"]
    assert lines["Offices"]["url"] == reverse("core:import-send", args=["offices"])
    assert (lines["Go-live dates"]["action"], lines["Go-live dates"]["url"]) == ("Set up the programme", reverse("staging:set_up"))
    assert not lines["Offices"]["done"]
    company.office("LYON")
    page = signed_in(Role.PROJECT_OFFICE).get(reverse("adoption:missing"))
    assert {str(line["title"]): line["done"] for line in page.context["lines"]}["Offices"]


def test_the_page_says_who_sent_the_file_in_by_name(client, sent):
    client.post(reverse("adoption:import-columns", args=[sent.pk]), COLUMNS)
    page = client.get(reverse("adoption:import", args=[sent.pk])).content.decode()
    person = Account.objects.get(pk=client.session["_auth_user_id"]).person
    assert sent.username == person.pseudonym and person.pseudonym not in page and str(person.identity) in page


def test_a_mapping_without_a_name_is_told_so_beside_the_field(client, sent):
    address = reverse("adoption:import-columns", args=[sent.pk])
    assert b'id="mapping" novalidate' in client.get(address).content
    page = client.post(address, COLUMNS | {"name": ""})
    assert page.status_code == 422
    assert page.context["form"].errors["name"] == ["Give the mapping a name."]


@pytest.mark.parametrize(("calendar", "warned"), [("CN", True), ("MON-FRI", False)])
def test_the_preview_names_years_that_the_calendar_does_not_publish(client, calendar, warned):
    old = imports.plan(sent=rows_sent("1,1999-03-31T09:00,anna,Lyon,Update"), mapping=mapping(calendar=calendar), actor=MEI, at=AT)
    html = client.get(reverse("adoption:import", args=[old.pk])).content.decode()
    assert ("The working days of 1999 are not published in the calendar" in html) is warned


def test_a_roster_is_people_in_offices_that_the_files_name(client):
    of = seen.file()
    elsewhere, office = company.office("HQ"), company.office("PAR")
    company.person("Mei", at=elsewhere)
    seen.used(seen.name_of(None, of), seen.weekdays(5), of=of, office=office)
    told = "Reach cannot be told: no roster"
    assert told in client.get(reverse("adoption:active-users")).content.decode()
    assert not gaps(seen.SUNDAY).rostered
    company.person("Anna", at=office)
    assert gaps(seen.SUNDAY).rostered
    assert told not in client.get(reverse("adoption:active-users")).content.decode()


def test_the_overview_opens_on_the_last_whole_week(client):
    of = seen.file(last=seen.SUNDAY + timedelta(days=3))
    office = company.office("PAR")
    seen.used(seen.name_of(None, of), [*seen.weekdays(5), seen.SUNDAY + timedelta(days=2)], of=of, office=office)
    seen.computed(weeks=[seen.WEEK, seen.WEEK + timedelta(days=7)])
    assert last_told_week() == seen.WEEK


def test_the_mapping_page_warns_of_a_year_whose_working_days_are_not_published(client):
    text = FILE.replace("2026-03", "2009-03")
    client.post(reverse("adoption:import-new"), {"file": io.BytesIO(text.encode())})
    sent = UsageImport.objects.get()
    address = reverse("adoption:import-columns", args=[sent.pk])
    told = client.post(address, COLUMNS | {"refresh": "1", "calendar": "CN"}).content.decode()
    assert "The working days of 2009 are not published" in told
    assert "are not published" not in client.post(address, COLUMNS | {"refresh": "1", "calendar": "MON-FRI"}).content.decode()


def test_a_correction_is_sent_in_with_its_days_and_both_are_asked_for(client):
    by = mapping()
    rows = "id,at,user,office,action\n1,2026-03-02T09:00,anna,Lyon,Update\n"

    def send(**days):
        return client.post(reverse("adoption:import-new"), {"file": io.BytesIO(rows.encode()), "mapping": by.pk} | days)

    assert send(corrects_first="2026-03-02").status_code == 422
    assert send(corrects_first="2026-03-05", corrects_last="2026-03-02").status_code == 422
    send(corrects_first="2026-03-02", corrects_last="2026-03-05")
    sent = UsageImport.objects.get()
    assert sent.corrected is not None and "A correction of" in client.get(reverse("adoption:import", args=[sent.pk])).content.decode()


def test_days_of_a_counted_file_are_counted_again_from_its_page(client):
    counted = imports.apply(sent=rows_sent("1,2026-03-02T09:00,anna,Lyon,Update"), mapping=mapping(), actor=MEI, at=AT)
    address = reverse("adoption:import-recount", args=[counted.pk])
    assert "Count days again" in client.get(address).content.decode()
    assert client.post(address, {"first": "2026-03-03", "last": "2026-03-01", "reason": "x"}).status_code == 422
    client.post(address, {"first": "2026-03-01", "last": "2026-03-03", "reason": "zone mended"})
    again = UsageImport.objects.exclude(pk=counted.pk).get()
    assert again.state == ImportState.PLANNED
