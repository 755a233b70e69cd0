"""An import from upload to result: planned, shown, applied whole or not at all, the second time without effect."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

import pytest

from governance.core.actor import Actor, Grant
from governance.core.errors import Conflict, NotAllowed, Refused, UnreadableFile
from governance.core.imports import actions, importer
from governance.core.models import Attachment, ImportBatch, ImportState, JobState
from governance.core.roles import Role
from tests.company import NOW
from tests.governance.core.bookshelf import SHELF, Books, PartialBooks

pytestmark = pytest.mark.django_db
GOOD = "Code,Name,Pages,Bought on\nA1,Emma,300,2026-01-31\nA2,红楼梦,900,2026-02-01\n"


@pytest.fixture(autouse=True)
def _shelf() -> Iterator[None]:
    SHELF.clear()
    importer.register(Books())
    importer.register(PartialBooks())
    yield
    SHELF.clear()
    importer._importers.pop("tests.books")
    importer._importers.pop("tests.partial_books")


def sent(text: str, actor: Actor, kind: str = "tests.books", **options: str) -> ImportBatch:
    return actions.receive(importer.importer(kind), io.BytesIO(text.encode()), name="books.csv", actor=actor, at=NOW, options=options)


def test_a_file_is_planned_and_nothing_is_written(project_office: Actor) -> None:
    batch = sent(GOOD, project_office)
    assert batch.state == ImportState.PREVIEWED and SHELF == {}
    assert batch.counts == {"creates": 2, "updates": 0, "unchanged": 0, "problems": 0}
    assert batch.preview["rows"][0] == [2, ["A1", "Emma", "300", "2026-01-31"]]


def test_applying_writes_all_of_it_and_says_who(project_office: Actor) -> None:
    batch = actions.apply(sent(GOOD, project_office), actor=project_office, at=NOW, reason="stocktaking")
    assert SHELF["A2"] == {"code": "A2", "name": "红楼梦", "pages": 900, "bought_on": date(2026, 2, 1)}
    assert (batch.state, batch.applied_at, batch.applied_by, batch.reason) == ("applied", NOW, "mei", "stocktaking")


def test_the_same_file_twice_changes_nothing(project_office: Actor) -> None:
    actions.apply(sent(GOOD, project_office), actor=project_office, at=NOW)
    again = sent(GOOD, project_office)
    assert again.counts == {"creates": 0, "updates": 0, "unchanged": 2, "problems": 0}


def test_applying_a_batch_twice_is_the_same_as_once(project_office: Actor) -> None:
    batch = actions.apply(sent(GOOD, project_office), actor=project_office, at=NOW)
    SHELF["A1"]["name"] = "changed since"
    actions.apply(batch, actor=project_office, at=NOW)
    assert SHELF["A1"]["name"] == "changed since"


def test_who_may_not_import_changes_nothing(sponsor: Actor) -> None:
    with pytest.raises(NotAllowed):
        sent(GOOD, sponsor)
    assert not ImportBatch.objects.exists() and not Attachment.objects.exists()


def test_a_failure_in_the_middle_leaves_all_as_it_was(project_office: Actor) -> None:
    batch = sent("Code,Name\nA1,explosive\n", project_office)
    job = actions.begin(batch, actor=project_office, at=NOW)
    batch.refresh_from_db()
    assert batch.state == ImportState.FAILED and job.state == JobState.FAILED
    assert "Nothing was changed" in batch.note


def test_a_failed_import_can_be_read_and_applied_again(project_office: Actor) -> None:
    batch = sent("Code,Name\nA1,explosive\n", project_office)
    actions.begin(batch, actor=project_office, at=NOW)
    batch.refresh_from_db()
    assert actions.read_again(batch, options={}, actor=project_office, at=NOW).state == ImportState.PREVIEWED


def test_a_file_with_problems_is_refused_whole(project_office: Actor) -> None:
    batch = sent("Code,Name,Pages\nA1,Emma,300\nA2,forbidden,3\nA3,Atlas,many\n", project_office)
    assert batch.counts["problems"] == 2
    with pytest.raises(Refused, match="Mend them"):
        actions.begin(batch, actor=project_office, at=NOW)
    with pytest.raises(Refused):
        actions.apply(batch, actor=project_office, at=NOW)
    assert SHELF == {}


def test_where_an_importer_allows_it_good_rows_go_in_without_the_bad(project_office: Actor) -> None:
    batch = sent("Code,Name,Pages\nA1,Emma,300\nA3,Atlas,many\n", project_office, "tests.partial_books")
    actions.apply(batch, actor=project_office, at=NOW)
    assert list(SHELF) == ["A1"]


def test_a_record_that_changed_since_the_preview_is_a_conflict(project_office: Actor) -> None:
    batch = sent(GOOD, project_office)
    SHELF["A1"] = {"code": "A1", "name": "Emma", "pages": 300, "bought_on": date(2026, 1, 31)}
    with pytest.raises(Conflict, match="changed since"):
        actions.apply(batch, actor=project_office, at=NOW)


def test_dates_that_can_be_read_two_ways_are_asked_about(project_office: Actor) -> None:
    batch = sent("Code,Name,Bought on\nA1,Emma,03/04/2026\n", project_office)
    with pytest.raises(Refused, match="month/day"):
        actions.begin(batch, actor=project_office, at=NOW)
    actions.read_again(batch, options={"date_order": "mdy"}, actor=project_office, at=NOW)
    actions.apply(batch, actor=project_office, at=NOW)
    assert SHELF["A1"]["bought_on"] == date(2026, 3, 4)


def test_an_import_that_was_set_aside_cannot_be_applied(project_office: Actor) -> None:
    batch = actions.set_aside(sent(GOOD, project_office), actor=project_office, at=NOW, reason="wrong month")
    with pytest.raises(Conflict):
        actions.begin(batch, actor=project_office, at=NOW)


def test_an_unreadable_file_is_not_kept(project_office: Actor) -> None:
    with pytest.raises(UnreadableFile):
        sent("Code,Name\n", project_office)
    assert not Attachment.objects.exists() and not ImportBatch.objects.exists()


def test_only_one_of_two_who_begin_at_once_wins(project_office: Actor) -> None:
    batch = sent(GOOD, project_office)
    second = ImportBatch.objects.get(pk=batch.pk)
    actions.begin(batch, actor=project_office, at=NOW)
    with pytest.raises(Conflict):
        actions.begin(second, actor=project_office, at=NOW)


def test_the_office_of_a_role_does_not_matter_for_company_wide_imports() -> None:
    local = Actor(username="ann", grants=(Grant(Role.STAFF, frozenset({1})),))
    with pytest.raises(NotAllowed):
        sent(GOOD, local)


def test_what_stood_in_the_cells_does_not_stay_behind_in_the_preview(project_office: Actor) -> None:
    batch = actions.apply(sent(GOOD, project_office), actor=project_office, at=NOW)
    assert "Emma" not in str(batch.preview) and batch.counts["creates"] == 2
    aside = actions.set_aside(sent(GOOD.replace("A1", "A9"), project_office), actor=project_office, at=NOW)
    assert "Emma" not in str(aside.preview)
