"""The import pages: send in, look, answer, apply; problems can be downloaded, mended and sent in again."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from governance.core.imports import importer
from governance.core.models import ImportBatch, ImportState
from governance.core.roles import Role
from tests.governance.core import hostile
from tests.governance.core.bookshelf import SHELF, Books

pytestmark = pytest.mark.django_db
SEND = "/imports/tests.books/"


@pytest.fixture(autouse=True)
def _shelf() -> Iterator[None]:
    SHELF.clear()
    importer.register(Books())
    yield
    SHELF.clear()
    importer._importers.pop("tests.books")


@pytest.fixture
def mei(signed_in: Callable[..., Client]) -> Client:
    return signed_in(Role.PROJECT_OFFICE)


def send(client: Client, data: bytes, name: str = "books.csv", **fields: str) -> HttpResponse:
    return client.post(SEND, {"file": SimpleUploadedFile(name, data)} | fields, follow=True)


def test_the_form_says_which_columns_are_needed(mei: Client) -> None:
    page = mei.get(SEND).content.decode()
    assert "Code" in page and "required" in page and "书名" in page and "No file was sent in yet" in page


def test_a_file_is_shown_before_it_is_applied(mei: Client) -> None:
    page = send(mei, "Code,Name\nA1,Emma\nA2,红楼梦\n".encode("gb18030")).content.decode()
    assert "红楼梦" in page and "GB18030" in page and "Nothing is changed yet" in page and SHELF == {}


def test_applying_goes_by_a_job_and_ends_with_the_result(mei: Client) -> None:
    send(mei, b"Code,Name\nA1,Emma\n")
    batch = ImportBatch.objects.get()
    page = mei.post(reverse("core:import-apply", args=[batch.pk]), {"reason": "stocktaking"}, follow=True)
    assert page.redirect_chain[-1][0].startswith("/jobs/") and batch.get_absolute_url() in page.content.decode()
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLIED and SHELF["A1"]["name"] == "Emma"
    assert "Applied" in mei.get(batch.get_absolute_url()).content.decode()


def test_an_unreadable_file_is_refused_beside_its_field(mei: Client) -> None:
    response = send(mei, hostile.png())
    assert response.status_code == 422 and "PNG picture" in response.content.decode() and not ImportBatch.objects.exists()


def test_settings_that_were_chosen_are_kept_when_the_file_is_refused(mei: Client) -> None:
    page = send(mei, hostile.png(), date_order="mdy").content.decode()
    assert '<option value="mdy" selected>' in page


def test_rejected_rows_are_downloaded_mended_and_sent_again(mei: Client) -> None:
    send(mei, b"Code,Name,Pages\nA1,Emma,300\nA2,=cmd(),lots\n")
    batch = ImportBatch.objects.get()
    response = mei.get(reverse("core:import-rejected", args=[batch.pk]))
    lines = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert lines[1][0] == "3" and lines[1][1] == "Pages" and lines[1][3:] == ["A2", "'=cmd()", "lots"]
    mended = io.StringIO()
    csv.writer(mended).writerows([lines[0], [*lines[1][:5], "12"]])
    page = send(mei, mended.getvalue().encode(), "mended.csv").content.decode()
    assert "=cmd()" in page and ImportBatch.objects.first().counts["creates"] == 1


def test_what_is_asked_about_dates_is_answered_on_the_page(mei: Client) -> None:
    page = send(mei, b"Code,Name,Bought on\nA1,Emma,03/04/2026\n").content.decode()
    assert "day or month" in page
    batch = ImportBatch.objects.get()
    page = mei.post(reverse("core:import-read-again", args=[batch.pk]), {"date_order": "dmy"}, follow=True).content.decode()
    assert "day or month" not in page and "Apply" in page


def test_the_same_file_again_is_said_to_be(mei: Client) -> None:
    for _time in range(2):
        page = send(mei, b"Code,Name\nA1,Emma\n").content.decode()
        batch = ImportBatch.objects.latest("pk")
        mei.post(reverse("core:import-apply", args=[batch.pk]))
    assert "This very file was applied before" in page


def test_a_file_can_be_set_aside(mei: Client) -> None:
    send(mei, b"Code,Name\nA1,Emma\n")
    page = mei.post(reverse("core:import-set-aside", args=[ImportBatch.objects.get().pk]), follow=True).content.decode()
    assert "Nothing was changed" in page and ImportBatch.objects.get().state == ImportState.REFUSED


def test_an_auditor_reads_and_cannot_apply(mei: Client, signed_in: Callable[..., Client]) -> None:
    send(mei, b"Code,Name\nA1,Emma\n")
    batch = ImportBatch.objects.get()
    auditor = signed_in(Role.AUDITOR)
    assert "Set this file aside" not in auditor.get(batch.get_absolute_url()).content.decode()
    assert auditor.post(reverse("core:import-apply", args=[batch.pk])).status_code == 403
    assert auditor.get(SEND).status_code == 403 and SHELF == {}


def test_outsiders_do_not_learn_of_it(mei: Client, signed_in: Callable[..., Client]) -> None:
    send(mei, b"Code,Name\nA1,Emma\n")
    batch = ImportBatch.objects.get()
    trainer = signed_in(Role.TRAINER)
    for name in ("import", "import-rejected"):
        assert trainer.get(reverse(f"core:{name}", args=[batch.pk])).status_code == 404


def test_an_import_nobody_registered_is_not_found(mei: Client) -> None:
    assert mei.get("/imports/tests.nothing/").status_code == 404


def test_the_empty_workbook_has_the_right_header(mei: Client, tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    path.write_bytes(b"".join(mei.get(f"{SEND}blank.xlsx").streaming_content))
    from python_calamine import load_workbook

    assert load_workbook(path).get_sheet_by_index(0).to_python() == [["Code", "Name", "Pages", "Kind", "Bought on"]]


def test_the_command_looks_and_with_apply_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = hostile.written(tmp_path, "books.csv", b"Code,Name\nA1,Emma\n")
    call_command("import_table", "tests.books", path)
    assert "1 new" in capsys.readouterr().out and SHELF == {}
    call_command("import_table", "tests.books", path, "--apply", "--reason", "stock")
    assert list(SHELF) == ["A1"] and ImportBatch.objects.first().reason == "stock"


def test_the_command_names_row_column_reason_and_value(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = hostile.written(tmp_path, "books.csv", b"Code,Name,Bought on\nA1,Emma,2026-06-01\nA2,Ivanhoe,0206-06-01\n,Emma,2026-06-01\n")
    call_command("import_table", "tests.books", path)
    said = capsys.readouterr().out.splitlines()
    assert "row 3: Bought on: Check the year: a day lies between 1900 and 2100. “0206-06-01”" in said
    assert [line for line in said if line.startswith("row 4: Code: ")][0].endswith("missing")


def test_the_command_says_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="PNG picture"):
        call_command("import_table", "tests.books", hostile.written(tmp_path, "x.csv", hostile.png()))
    with pytest.raises(CommandError):
        call_command("import_table", "tests.books", tmp_path / "nothing.csv")
