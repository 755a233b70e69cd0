"""The roster as a file: whole or not at all, the same again changes nothing, a newer one supersedes."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from governance.core import written
from governance.core.errors import NotAllowed, Refused, UnreadableFile
from governance.core.imports import actions
from governance.core.models import ImportBatch, ImportState
from governance.core.roles import Role
from governance.organisation.imports import OFFICES, ROSTER
from governance.organisation.models import Absence, Identity, Membership, Office, Person
from tests import company
from tests.company import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
HEADER = "employee number,name,office,job,since,joined,left,leave\n"


@pytest.fixture
def offices():
    return company.office("BJ", name="Beijing", name_zh="北京"), company.office("SH", name="Shanghai", name_zh="上海")


@pytest.fixture
def send(project_office):
    def send(text, *, actor=project_office, at=NOW, of=ROSTER, name="roster.csv"):
        data = text.encode() if isinstance(text, str) else text
        return actions.receive(of, io.BytesIO(data), name=name, actor=actor, at=at)

    return send


@pytest.fixture
def applied(send, project_office):
    def applied(text, *, at=NOW, of=ROSTER):
        return actions.apply(send(text, at=at, of=of), actor=project_office, at=at, reason="monthly roster")

    return applied


def places(number):
    rows = Membership.objects.current().filter(person__employee_number=number).order_by("first_day")
    return [(row.office.code, row.job_role, str(row.first_day), str(row.last_day or "")) for row in rows]


def complaints(batch):
    return [(problem["row"], problem["message"]) for problem in batch.preview["problems"]]


def test_a_roster_brings_people_with_place_and_leave(offices, applied):
    batch = applied(HEADER + "1,Li Mei,BJ,sales,,2024-03-01,,2026-05-04/2026-05-08\n2,Wang Wu,上海,文员,,2025-01-06,2026-03-31,\n")
    assert batch.counts == {"creates": 2, "updates": 0, "unchanged": 0, "problems": 0}
    assert places("1") == [("BJ", "sales", "2024-03-01", "")]
    assert places("2") == [("SH", "clerk", "2025-01-06", "2026-03-31")]
    assert Absence.objects.get().last_day == date(2026, 5, 8)
    assert Person.history.filter(history_change_reason="monthly roster").count() == 2


def test_a_chinese_roster_in_gb18030_is_read(offices, send):
    batch = send("工号,姓名,办事处,岗位,入职日期\n1,李梅,北京,销售,2024年3月1日\n2,王伟强,上海,业务员,2024年5月6日\n".encode("gb18030"))
    assert batch.counts["creates"] == 2 and complaints(batch) == []


def test_the_same_file_again_changes_nothing(offices, applied):
    text = HEADER + "1,Li Mei,BJ,sales,,2024-03-01,,2026-05-04/2026-05-08\n"
    applied(text)
    before = (Person.history.count(), Membership.objects.count(), Absence.objects.count())
    batch = applied(text, at=LATER)
    assert batch.counts == {"creates": 0, "updates": 0, "unchanged": 1, "problems": 0}
    assert before == (Person.history.count(), Membership.objects.count(), Absence.objects.count())


def test_a_newer_roster_supersedes_and_the_older_stays_known(offices, applied):
    applied(HEADER + "1,Li Mei,BJ,sales,,2024-03-01,,\n")
    applied(HEADER + "1,Li Mei-Hua,SH,manager,2026-05-04,2024-03-01,,\n", at=LATER)
    assert places("1") == [("BJ", "sales", "2024-03-01", "2026-05-03"), ("SH", "manager", "2026-05-04", "")]
    assert Membership.objects.known_at(NOW).get().office.code == "BJ"
    assert Identity.objects.get().name == "Li Mei-Hua"


def test_a_move_without_a_day_counts_from_the_day_of_the_file(offices, applied):
    applied(HEADER + "1,Li Mei,BJ,sales,,2024-03-01,,\n")
    applied(HEADER + "1,Li Mei,SH,sales,,2024-03-01,,\n", at=LATER)
    assert places("1") == [("BJ", "sales", "2024-03-01", "2026-06-01"), ("SH", "sales", "2026-06-02", "")]


def test_who_comes_without_a_first_day_is_told_before_it_is_taken_for_today(offices, send):
    notes = send("number,name,office,joined,since\n1,A,BJ,,\n2,B,SH,2024-03-01,\n3,C,SH,,2024-03-01\n4,D,SH,,\n").preview["notes"]
    day = timezone.localdate(NOW)
    assert [f"2 people come without a first day: they are taken to begin on {written.day(day)}" in note for note in notes] == [True]
    assert send("number,name,office,joined\n2,B,SH,2024-03-01\n").preview["notes"] == []


def test_several_rows_tell_the_history_of_one_person(offices, applied):
    applied(HEADER + "1,Li,BJ,sales,2024-03-01,2024-03-01,,\n1,Li,SH,sales,2025-01-01,,,\n")
    assert places("1") == [("BJ", "sales", "2024-03-01", "2024-12-31"), ("SH", "sales", "2025-01-01", "")]


def test_an_exit_ends_the_place(offices, applied):
    applied(HEADER + "1,Li,BJ,sales,,2024-03-01,,\n")
    applied(HEADER + "1,Li,BJ,sales,,2024-03-01,2026-05-15,\n", at=LATER)
    assert places("1") == [("BJ", "sales", "2024-03-01", "2026-05-15")]
    assert Person.objects.get().left_on == date(2026, 5, 15)


@pytest.mark.parametrize("never", ["9999-12-31", "4712-12-31", "2999-12-31", ""])
def test_what_personnel_systems_write_for_without_end_is_no_last_day(offices, applied, never):
    leave = f"2026-05-04/{never}"
    applied(HEADER + f"1,Li,BJ,sales,,2024-03-01,{never},{leave}\n")
    assert places("1") == [("BJ", "sales", "2024-03-01", "")]
    person = Person.objects.get()
    assert person.left_on is None and [absence.last_day for absence in person.absences.all()] == [None]
    applied(HEADER + "1,Li,BJ,sales,,2024-03-01,2026-05-15,\n", at=LATER)
    assert Person.objects.get().left_on == date(2026, 5, 15)


def test_empty_cells_missing_columns_and_absent_people_change_nothing(offices, applied):
    applied(HEADER + "1,Li,BJ,sales,,2024-03-01,,\n2,Wu,BJ,sales,,2024-03-01,,\n")
    batch = applied("employee number,office,name\n1,BJ,\n", at=LATER)
    assert batch.counts["unchanged"] == 1 and Identity.objects.get(person__employee_number="1").name == "Li"
    assert "1 people of the record are not in this file" in batch.preview["notes"][-1]


@pytest.mark.parametrize(
    ("rows", "row", "said"),
    [
        ("1,A,BJ,sales,,,,\n1,B,BJ,sales,,,,\n", 3, "each may come once"),
        ("1,A,BJ,sales,2024-01-01,,,\n1,B,SH,sales,2025-01-01,,,\n", 3, "says otherwise"),
        ("1,A,XX,sales,,,,\n", 2, "not known"),
        ("1,A,BJ,juggler,,,,\n", 2, "one of these"),
        ("1,A,BJ,sales,,2024-03-01,2023-01-01,\n", 2, "before the day of joining"),
        ("1,A,BJ,sales,2023-01-01,2024-03-01,,\n", 2, "not between joining"),
        ("1,A,BJ,sales,,2024-13-41,,\n", 2, "date"),
        ("1,A,BJ,sales,,,,tomorrow\n", 2, "written as"),
        ("1,A,BJ,sales,,,,2026-05-08/2026-05-01\n", 2, "before the first"),
        ("1,A,BJ,sales,,,,\n2,B,BJ,sales,,0224-03-01,,\n", 3, "Check the year"),
        ("1,A,BJ,sales,,2024-03-01,2999-12-30,\n", 2, "Check the year"),
        ("1,A,BJ,sales,,,,0206-05-01/2026-05-08\n", 2, "Check the year"),
        (",A,BJ,sales,,,,\n", 2, "missing"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_changed(offices, send, project_office, rows, row, said):
    batch = send(HEADER + rows + "9,Good,BJ,sales,,2024-03-01,,\n")
    assert [number for number, message in complaints(batch) if said in message] == [row], complaints(batch)
    with pytest.raises(Refused):
        actions.apply(batch, actor=project_office, at=NOW)
    assert not Person.objects.exists()


def test_a_closed_office_takes_nobody_and_a_matched_one_stands_for_the_other(offices, send):
    company.office("OLD", closed_on=date(2020, 1, 1))
    company.office("PEK", confirmed=False, merged_into=offices[0])
    batch = send(HEADER + "1,A,OLD,sales,,2024-03-01,,\n2,B,PEK,sales,,2024-03-01,,\n")
    assert complaints(batch)[0][0] == 2 and "closed" in complaints(batch)[0][1]
    assert batch.counts["creates"] == 1


def test_two_offices_of_one_name_need_the_code(send):
    company.office("A", name="Twin")
    company.office("B", name="Twin")
    assert "Give the code" in complaints(send(HEADER + "1,A,Twin,sales,,,,\n"))[0][1]


def test_an_export_sent_in_again_changes_nothing(offices, applied, send, signed_in):
    applied(
        HEADER + "1,=cmd|' /C calc'!A0,BJ,sales,2024-03-01,2024-03-01,,2026-05-04/2026-05-08; 2026-07-01/\n1,,SH,sales,2025-01-01,,,\n"
        "2,王五,SH,clerk,,2020-01-06,2026-03-31,\n"
    )
    for form in ("csv", "xlsx"):
        response = signed_in(Role.PROJECT_OFFICE).get(f"/organisation/roster.{form}")
        data = b"".join(response.streaming_content) if response.streaming else response.content
        batch = send(data, at=LATER, name=f"roster.{form}")
        assert (complaints(batch), batch.counts["creates"], batch.counts["updates"], batch.counts["unchanged"]) == ([], 0, 0, 2)


def test_formulas_are_neutralised_on_the_way_out(offices, applied, tmp_path):
    applied(HEADER + "1,=1+1,BJ,sales,,2024-03-01,,\n")
    call_command("export_roster", str(tmp_path / "out.csv"), stdout=io.StringIO())
    with (tmp_path / "out.csv").open(encoding="utf-8-sig") as file:
        assert list(csv.DictReader(file))[0]["Name"] == "'=1+1"


def test_the_export_is_for_those_who_may_see_every_name(signed_in, offices):
    assert signed_in(Role.OFFICE_HEAD, office=offices[0]).get("/organisation/roster.csv").status_code == 403
    assert signed_in(Role.SPONSOR).get("/organisation/roster.csv").status_code == 403


def test_only_project_office_and_hr_send_in_a_roster(offices, send, sponsor):
    with pytest.raises(NotAllowed):
        send(HEADER + "1,Li,BJ,sales,,,,\n", actor=sponsor)
    assert not ImportBatch.objects.exists()


def test_a_file_without_the_needed_columns_is_refused(send):
    with pytest.raises(UnreadableFile):
        send("a,b\n1,2\n")


def test_the_command_applies_whole_or_not_at_all(offices, tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(HEADER + "1,Li,BJ,sales,,2024-03-01,,\n")
    bad.write_text(HEADER + "2,Wu,BJ,sales,,2024-03-01,,\n3,Wu,XX,sales,,,,\n")
    said = io.StringIO()
    call_command("import_roster", str(good), dry_run=True, stdout=said)
    assert "1 new" in said.getvalue() and not Person.objects.exists()
    call_command("import_roster", str(good), stdout=said)
    with pytest.raises(CommandError):
        call_command("import_roster", str(bad), stdout=said)
    assert [person.employee_number for person in Person.objects.all()] == ["1"]


def test_a_change_of_the_roster_is_announced(offices, send, project_office, monkeypatch):
    told = []
    monkeypatch.setattr("governance.organisation.imports.roster.announce", lambda topic, **_: told.append(topic))
    for _ in range(2):
        actions.apply(send(HEADER + "1,Li,BJ,sales,,2024-03-01,,\n"), actor=project_office, at=NOW)
    assert told == ["roster"]


OFFICE_LIST = "code,name,kind,part of\nHQ,Head office,company,\nEAST,East,region,HQ\nNJ,Nanjing,office,EAST\n"


def test_a_list_of_offices_makes_the_tree_and_again_changes_nothing(applied):
    applied(OFFICE_LIST, of=OFFICES)
    assert Office.objects.get(code="NJ").parent.parent.code == "HQ"
    batch = applied(OFFICE_LIST, of=OFFICES, at=LATER)
    assert batch.counts == {"creates": 0, "updates": 0, "unchanged": 3, "problems": 0}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code,name,part of\nA,A,B\nB,B,A\n", "part of itself"),
        ("code,name,part of\nA,A,A\n", "part of itself"),
        ("code,name,part of\nA,A,nowhere\n", "No office has this code"),
        ("code,name,time zone\nA,A,Mars/Olympus\n", "no such time zone"),
        ("code,name\nA,A\na,B\n", "Another row has this code"),
    ],
)
def test_a_tree_that_cannot_be_is_told_by_row(send, text, said):
    batch = send(text, of=OFFICES)
    assert batch.counts["problems"] >= 1 and any(said in message for _row, message in complaints(batch)), complaints(batch)
    assert batch.state == ImportState.PREVIEWED and not Office.objects.exists()
