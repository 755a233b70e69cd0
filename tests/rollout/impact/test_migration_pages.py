"""Pages of the migration: planned, run and reconciled over the pages; refusals shown with their reasons."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from governance.core.roles import Role
from rollout.impact.models import ListPair, MigrationBatch
from rollout.impact.rules.reconciling import COUNTS
from tests import company
from tests.query_counts import counted
from tests.rollout.impact import lists

pytestmark = pytest.mark.django_db
TOLERANCE = {check.value: "0" for check in COUNTS} | {"name0": "balance", "within0": "0"}


def upload(name, text):
    return SimpleUploadedFile(name, text.encode(), "text/csv")


@pytest.fixture
def office(signed_in):
    return signed_in(Role.PROJECT_OFFICE)


def url(name, *args):
    return reverse(f"impact:{name}", args=args)


def test_an_empty_list_says_what_to_do_first(office):
    page = office.get(url("batches")).content.decode()
    assert "Plan a batch" in page and "reconcile it with two lists" in page


def test_a_window_in_business_hours_is_refused_on_the_form_with_nothing_lost(office):
    of = company.office("NJ", name="Nanjing")
    typed = {"source": "Old system", "what": "Customers", "offices": [of.pk], "planned_count": "3"}
    window = {"window_start": "2026-06-01T10:00", "window_end": "2026-06-01T12:00"}
    answer = office.post(url("batch_new"), typed | window)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Nanjing is open on 1 Jun 2026 from 08:30 to 18:00" in page and "Old system" in page


def test_a_batch_is_planned_and_its_tolerance_fixed_over_the_pages(office):
    of = company.office("NJ")
    typed = {"source": "Old system", "what": "Customers", "offices": [of.pk], "planned_count": "3"}
    window = {"window_start": "2026-06-01T20:00", "window_end": "2026-06-02T06:00"}
    assert office.post(url("batch_new"), typed | window).status_code == 302
    batch = MigrationBatch.objects.get()
    assert office.post(url("batch_tolerance", batch.pk), TOLERANCE).status_code == 302
    batch.refresh_from_db()
    assert batch.state == "fixed" and batch.limits.totals[0].name == "balance"
    assert "Tolerance fixed" in office.get(batch.get_absolute_url()).content.decode()


def test_a_tolerance_without_a_name_for_its_sum_is_refused_at_its_field(office):
    batch = lists.planned()
    answer = office.post(url("batch_tolerance", batch.pk), TOLERANCE | {"name0": "", "within0": "5"})
    assert answer.status_code == 422 and "Name the control total." in answer.content.decode()


def test_after_the_run_began_the_page_says_that_the_tolerance_is_locked(office):
    batch = lists.running()
    answer = office.post(url("batch_tolerance", batch.pk), TOLERANCE)
    assert answer.status_code == 422 and "never afterwards" in answer.content.decode()


def test_two_lists_are_sent_compared_and_applied_over_the_pages(office):
    batch = lists.loaded()
    files = {"first": upload("s.csv", "no,balance\nA,1\nB,2\nC,3\n"), "second": upload("l.csv", "id,balance\nA,1\nB,2\nC,4\n")}
    assert office.post(url("batch_lists", batch.pk), files).status_code == 302
    pair = ListPair.objects.get()
    chosen = {"first_key0": "no", "second_key0": "id", "total0_0": "balance", "total0_1": "balance", "leading_zeros": "on"}
    page = office.get(pair.get_absolute_url()).content.decode()
    assert "Choose the columns" in page and "not stored" in page
    assert office.post(pair.get_absolute_url(), chosen).status_code == 302
    page = office.get(pair.get_absolute_url()).content.decode()
    assert "would fail" in page and "Control total: balance" in page
    assert office.post(url("lists_apply", pair.pk)).status_code == 302
    page = office.get(batch.get_absolute_url()).content.decode()
    assert "Why it failed" in page and "Plan it again" in page
    pair.refresh_from_db()
    rows = b"".join(office.get(reverse("core:attachment", args=[pair.differences_id])).streaming_content).decode()
    assert "first,4,differing" in rows


def test_choosing_nothing_to_compare_is_refused(office):
    lists.sent(lists.loaded(tolerance=lists.Tolerance()), lists.customers(3), lists.customers(3))
    pair = ListPair.objects.get()
    answer = office.post(pair.get_absolute_url(), {"leading_zeros": "on"})
    assert answer.status_code == 422 and "row counts alone" in answer.content.decode()


def test_a_broken_file_is_refused_at_its_field(office):
    batch = lists.loaded()
    answer = office.post(url("batch_lists", batch.pk), {"first": upload("a.csv", "no\nA\n"), "second": upload("b.csv", "MZ\x90")})
    assert answer.status_code == 422
    assert not ListPair.objects.exists()


def test_an_office_head_sees_own_batches_only_and_changes_nothing(signed_in):
    own, other = lists.loaded(), lists.loaded()
    head = signed_in(Role.OFFICE_HEAD, office=own.offices.get())
    assert head.get(own.get_absolute_url()).status_code == 200
    assert head.get(other.get_absolute_url()).status_code == 404
    assert other.get_absolute_url() not in head.get(url("batches")).content.decode()
    for name in ("batch_tolerance", "batch_start", "batch_end", "batch_lists", "batch_withdraw", "batch_replan", "batch_give_up"):
        assert head.get(url(name, own.pk)).status_code == 403
    page = head.get(own.get_absolute_url()).content.decode()
    assert "Send in the two lists" not in page


def test_staff_sees_nothing_of_it(signed_in):
    assert signed_in(Role.STAFF, office=company.office()).get(url("batches")).status_code == 403


def test_lists_of_another_batch_are_not_found(signed_in):
    pair = lists.compared(lists.loaded(), lists.customers(3), lists.customers(3))
    head = signed_in(Role.OFFICE_HEAD, office=company.office())
    assert head.get(pair.get_absolute_url()).status_code == 404
    assert head.post(url("lists_apply", pair.pk)).status_code == 404


def test_a_failed_batch_is_planned_again_over_the_page(office):
    from rollout.impact.actions import migration

    batch = migration.give_up(lists.running(), actor=lists.SYSTEM, at=lists.MORNING, reason="broke off")
    night = lists.NIGHT + timedelta(days=1)
    typed = {"window_start": f"{night + timedelta(hours=8):%Y-%m-%dT%H:%M}", "planned_count": "3", "reason": "mended"}
    typed["window_end"] = f"{night + timedelta(hours=16):%Y-%m-%dT%H:%M}"
    assert office.post(url("batch_repeat", batch.pk), typed).status_code == 302
    assert "See why it failed" in office.get(MigrationBatch.objects.get(repeats=batch).get_absolute_url()).content.decode()


def test_the_lists_take_the_same_queries_however_long_they_are(office):
    office.get(url("batches"))
    for number in range(4):
        place = company.office(f"Q{number}")
        lists.planned(place)
        if number in (0, 3):
            for name in ("batches", "coverage"):
                with counted(f"impact: {name}"):
                    assert office.get(url(name)).status_code == 200
