"""Mappings: saved by name, checked, out and in as JSON; and the commands."""

from __future__ import annotations

import json
import shlex

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from governance.core.errors import Conflict, InvalidInput
from governance.core.roles import Role
from governance.organisation.models import Office
from rollout.adoption.actions import mappings
from rollout.adoption.kept import drop_files, forget_person
from rollout.adoption.mapping import Mapping
from rollout.adoption.models import ImportState, SourceUser, UsageImport, UsageMapping
from rollout.adoption.roster_maker import Seen, make
from rollout.adoption.selectors.matching import gaps, waiting_offices, waiting_users
from rollout.adoption.store import raw_path
from rollout.staging.selectors import go_live_dates
from tests import company
from tests.rollout.adoption.usage_files import AT, HEAD, MEI, SPEC, counted, days, mapping

pytestmark = pytest.mark.django_db


def test_a_mapping_goes_out_and_in_unchanged():
    saved = mapping()
    text = mappings.as_json(saved)
    UsageMapping.objects.all().delete()
    again = mappings.from_json(text=text, actor=MEI, at=AT)
    assert (again.name, again.source, again.spec) == ("Log", saved.source, saved.spec)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"format": "usage-mapping/1"}',
        '{"format": "usage-mapping/1", "columns": {"who": "x"}, "name": "a", "source": "b"}',
        "[" * 100_000,
    ],
)
def test_what_is_no_mapping_is_refused(text):
    with pytest.raises(InvalidInput):
        mappings.from_json(text=text, actor=MEI, at=AT)
    assert not UsageMapping.objects.exists()


@pytest.mark.parametrize(
    ("changes", "entry"),
    [
        ({"identity": ()}, "identity"),
        ({"identity": ("at",)}, "identity"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"counting": ()}, "counting"),
        ({"entering": ("Delete",)}, "entering"),
        ({"success": "ok"}, "success_values"),
        ({"user": ""}, "user"),
        ({"time_formats": ()}, "time_formats"),
        ({"user": "a\0b"}, "user"),
    ],
)
def test_a_mapping_says_which_entry_is_wrong(changes, entry):
    wrong = Mapping(**SPEC | changes)
    assert entry in wrong.faults(wrong.columns)


def test_saving_again_keeps_history_and_another_sources_name_is_refused():
    saved = mapping()
    mapping(office="branch")
    assert saved.history.count() == 2
    with pytest.raises(Conflict):
        mapping(source="Other CRM")


def test_quotes_in_names_are_only_text():
    counted("1,2026-03-02T09:00,o'hara,L'Aquila \"x\",Cre'ate", by=mapping(counting=("Cre'ate",), entering=()), data=b"")
    assert days()[0][0] == "o'hara"


def test_a_mapping_is_edited_as_text_on_its_page(signed_in):
    saved, client = mapping(), signed_in(Role.PROJECT_OFFICE)
    address = reverse("adoption:mapping", args=[saved.pk])
    assert client.post(address, {"text": "{"}).status_code == 422
    assert client.post(address, {"text": json.dumps(saved.spec | {"zone": "UTC"})}).status_code == 302
    saved.refresh_from_db()
    assert saved.spec["zone"] == "UTC"
    assert json.loads(client.get(reverse("adoption:mapping-json", args=[saved.pk])).content)["name"] == "Log"


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(f"{HEAD}\n1,2026-03-02T09:00,anna,Lyon,Update\n2,2026-03-03T09:00,bert,0,Update\n3,x,bert,0,Update\n")
    return path


def test_the_command_counts_as_the_page_does(log, capsys):
    mapping()
    call_command("import_usage", str(log), mapping="Log")
    assert len(days()) == 2
    said = capsys.readouterr().out
    assert "3 rows, 2 new events from 2026-03-02 to 2026-03-03" in said
    assert "1 rows cannot be used" in said
    call_command("import_usage", str(log), mapping="Log")
    said = capsys.readouterr().out
    assert "Nothing new: all 2 events were counted before." in said
    assert "None" not in said
    with pytest.raises(CommandError, match="no mapping called"):
        call_command("import_usage", str(log), mapping="Lag")


def test_a_first_file_is_counted_by_commands_alone_under_the_mapping_it_suggests(log, capsys):
    log.write_text("id,timestamp,user,office,action\n1,2026-03-02T09:00,anna,Lyon,Update\n2,2026-03-03T09:00,bert,0,Update\n")
    out = log.with_name("suggested.json")
    call_command("import_usage", str(log), suggest=out)
    said = capsys.readouterr().out
    assert "user: " in said and f"--mapping {out}" in said
    assert not days() and not UsageMapping.objects.exists()
    call_command("import_usage", str(log), mapping=str(out))
    assert len(days()) == 2 and UsageMapping.objects.get().name == "log"
    assert UsageImport.objects.filter(state=ImportState.APPLIED).count() == 1


def test_a_mapping_file_that_is_there_is_not_written_over(log):
    out = log.with_name("mine.json")
    out.write_text("mine")
    with pytest.raises(CommandError, match="already a file"):
        call_command("import_usage", str(log), suggest=out)
    with pytest.raises(CommandError, match=r"ends with \.json"):
        call_command("import_usage", str(log), suggest=log.with_name("mine.txt"))
    assert out.read_text() == "mine" and not UsageImport.objects.exists()


def test_the_account_that_looks_like_a_system_is_set_aside_in_what_is_suggested(tmp_path, capsys):
    log = tmp_path / "log.csv"
    log.write_text(f"{HEAD}\n1,2026-03-02T09:00,anna,Lyon,Update\n2,2026-03-03T09:00,Siebel,0,Update\n")
    call_command("import_usage", str(log), suggest=tmp_path / "suggested.json")
    assert "system users: Siebel" in capsys.readouterr().out
    assert json.loads((tmp_path / "suggested.json").read_text())["columns"]["system_users"] == ["Siebel"]


def test_a_made_up_roster_says_so(log, capsys):
    mapping()
    call_command("make_roster", str(log), mapping="Log", out=log.with_name("roster.csv"))
    names = {path.name for path in log.parent.glob("*.csv")}
    assert names == {"log.csv", "roster-made-up.csv", "roster-offices-made-up.csv", "roster-go-live-made-up.csv"}
    lines = (log.parent / "roster-made-up.csv").read_text("utf-8-sig").splitlines()
    assert all("made up" in line for line in lines[1:])


def test_a_made_up_roster_puts_people_where_they_did_most_and_is_always_the_same():
    day = AT.date()
    seen = [Seen(f"u{number}", place, events, day, day) for number in range(300) for place, events in (("Lyon", 99), ("0", 9), ("", 999))]
    people = make(seen, systems=["u7"])
    names = {person.name for person in people}
    assert {person.office for person in people if not person.name.startswith("Unused")} == {"Lyon"}
    assert sum(person.office == "0" for person in people) == 1
    assert names >= {f"u{number}" for number in range(300) if number != 7}
    assert "u7" not in names
    assert 300 < len(people) < 350
    assert people == make(list(reversed(seen)), systems=["u7"])


def test_every_office_of_a_made_up_roster_has_somebody_who_sells_or_types():
    day = AT.date()
    people = make([Seen(f"u{number}", f"Office {number}", 9, day, day) for number in range(200)])
    offices = {person.office for person in people}
    assert {person.office for person in people if person.job != "manager"} == offices
    assert len(offices) == 200


def test_the_made_up_files_go_in_and_every_name_and_office_is_suggested(tmp_path, capsys):
    """Each label is an office with people and a go-live date, and each user name is somebody, Michaël beside Michael too."""
    users = ["Michael", "Michaël", "ivan", "Ivan", "-", *"abcdef"]
    rows = [f"{n},2026-03-02T09:00,{user},Office {n},Update" for n, user in enumerate(users)]
    rows += ["90,2026-03-09T09:00,a,0,Update", "91,2026-03-09T09:00,a,PERU,Update"]
    by = mapping()
    counted(*rows, by=by)
    (tmp_path / "log.csv").write_text("\n".join((HEAD, *rows, "")))
    call_command("make_roster", str(tmp_path / "log.csv"), mapping=by.name, out=tmp_path / "roster.csv")
    commands = [shlex.split(line) for line in capsys.readouterr().out.splitlines() if "./run manage" in line]
    steps = ["import_roster", "import_roster", "set_up_programme", "past_stages", "organisation", "organisation", "match_usage"]
    assert [command[2] for command in commands] == steps
    for command in commands[:-1]:
        call_command(*command[2:])
    assert len(go_live_dates(on=AT.date())) == Office.objects.branches().count() == len({row.split(",")[3] for row in rows})
    assert all(each.suggestion for each in [*waiting_users(), *waiting_offices()])
    assert len({each.suggestion for each in waiting_users()}) == len(waiting_users()) == 11
    assert gaps(AT.date()).offices_rostered == Office.objects.branches().count()
    call_command(*commands[-1][2:])
    assert not waiting_users() and not waiting_offices()


def test_files_go_by_the_schedule_and_an_erased_person_is_a_number(db):
    found = counted("1,2026-03-02T09:00,anna,Lyon,Update")
    assert drop_files(AT.date(), True, MEI, AT) == 0
    person = company.person("Anna")
    from rollout.adoption.actions.matching import match_users

    match_users(people={SourceUser.objects.get().pk: person.pk}, actor=MEI, at=AT)
    forget_person(person.pk, MEI, AT)
    forgotten = SourceUser.objects.get().key
    assert forgotten.startswith("erased-")
    assert [sent.plan["new_user_names"] for sent in UsageImport.objects.all()] == [[forgotten]], "the import's page names nobody either"
    assert not raw_path(found.sha256).exists()
    assert len(days()) == 1
