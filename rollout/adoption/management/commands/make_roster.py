"""Make up a believable roster, a list of offices and past go-live dates from a usage file, for trying out."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from shlex import quote
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.core import exports
from governance.core.errors import GatehouseError
from rollout.adoption import roster_maker
from rollout.adoption.mapping import Mapping
from rollout.adoption.models import UsageMapping
from rollout.adoption.reading.engine import engine
from rollout.adoption.reading.events import load
from rollout.adoption.reading.opening import open_events
from rollout.adoption.roster_maker import NOTE, Seen

MARK = "made-up"
PILOTS, PER_WAVE = 2, 8
HEADS = ("Employee number", "Name", "Office", "Job", "In this place since", "Joined on", "Experience", "Note")


class Command(BaseCommand):
    help = "Makes up a roster from a usage file, for trying out: roster, offices and go-live dates, each named as made up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", required=True, help="name of a saved mapping")
        parser.add_argument("--out", type=Path, default=Path("roster.csv"), help="where the roster goes; “made-up” is added to its name")

    def handle(self, *args: Any, file: Path, mapping: str, out: Path, **options: Any) -> None:
        saved = UsageMapping.objects.filter(name=mapping).first()
        if saved is None:
            raise CommandError(f"There is no mapping called “{mapping}”.")
        meaning = Mapping.from_json(saved.spec)
        try:
            seen = self.seen(file, meaning)
        except GatehouseError as refusal:
            raise CommandError(str(refusal)) from refusal
        people = roster_maker.make(seen, meaning.system_users)
        places = sorted({person.office for person in people})
        codes = roster_maker.codes(places)
        roster, offices, dates = (named(out, kind) for kind in ("", "offices", "go-live"))
        exports.write_csv(roster, HEADS, ([*row(person, codes), f"{NOTE}: {file.name}"] for person in people))
        exports.write_csv(
            offices,
            ("Code", "Name", "Kind", "Time zone", "Working calendar", "Note"),
            ([codes[place], place, "office", meaning.zone, "MON-FRI", NOTE] for place in places),
        )
        live = sorted(roster_maker.go_live(seen, places).items(), key=lambda each: (each[1], each[0]))
        waves = [0 if turn < PILOTS else 1 + (turn - PILOTS) // PER_WAVE for turn in range(len(live))]
        rows = ([codes[place], day, wave, NOTE] for (place, day), wave in zip(live, waves, strict=True))
        exports.write_csv(dates, ("Office", "Go-live date", "Wave", "Note"), rows)
        self.stdout.write(f"{len(people):,} people in {len(places)} offices, all made up but the user names. Now, in this order:")
        first_day = min((person.since for person in people), default=timezone.localdate())
        for command in chain(offices, roster, dates, waves=max(waves, default=0), first_day=first_day):
            self.stdout.write(f"  {command}")
        self.stdout.write("Where the file was imported already, then also, or its user names stay nobody on the roster:")
        self.stdout.write("  ./run manage match_usage")

    def seen(self, file: Path, mapping: Mapping) -> list[Seen]:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        query = "SELECT usr, coalesce(office, ''), count(*), min(day), max(day) FROM event GROUP BY ALL ORDER BY ALL"
        with TemporaryDirectory() as name, engine(Path(name), mapping.zone) as db:
            opened = open_events(file, file.name, {}, Path(name))
            mapping.check(opened.header)
            load(db, opened, mapping, at=timezone.now())
            return [Seen(*found) for found in db.execute(query).fetchall()]


def chain(offices: Path, roster: Path, dates: Path, *, waves: int, first_day: date) -> list[str]:
    """The commands that bring the three files in and say who must use the CRM: without that rule nobody is expected."""
    rule = f"first_day={first_day} reason={quote(NOTE)}"
    return [
        f"./run manage import_roster --offices {quote(str(offices))}",
        f"./run manage import_roster {quote(str(roster))}",
        f"./run manage set_up_programme CRM --waves {waves}",
        f"./run manage past_stages {quote(str(dates))}",
        f"./run manage organisation add_rule job=sales crm_role=seller {rule}",
        f"./run manage organisation add_rule job=clerk crm_role='sales support' {rule}",
    ]


def row(person: roster_maker.Made, codes: dict[str, str]) -> list[object]:
    return [person.number, person.name, codes[person.office], person.job, person.since, person.since, person.experience]


def named(out: Path, kind: str) -> Path:
    """The file's name says what it is: roster-made-up.csv, roster-offices-made-up.csv."""
    stem = "-".join(part for part in (out.stem.removesuffix(f"-{MARK}"), kind, MARK) if part)
    return out.with_name(f"{stem}.csv")
