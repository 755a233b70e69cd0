"""A usage file: parse → plan → preview → apply. Both plan and apply run the same counting; only apply writes.

Applying is heavy work first, then one short transaction. The identities of the counted events lie in a file that the import
row names, so a process killed at any point leaves all numbers as they were.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
from django.utils.translation import gettext as _

from governance.core.calendars import calendar
from governance.core.errors import CalendarNotPublished, Conflict, UnreadableFile
from governance.core.workdays import WorkingCalendar
from rollout.adoption import rollup, store
from rollout.adoption.mapping import Mapping
from rollout.adoption.models import ImportState, OfficeMatch, SourceOffice, SourceUser, UsageImport, UsageSource
from rollout.adoption.reading.clocks import clock_notes
from rollout.adoption.reading.engine import engine, workshop
from rollout.adoption.reading.events import ENTERED, NotUtf8, load
from rollout.adoption.reading.opening import open_events
from rollout.adoption.rollup import Deadlines, Tally

WORKING_DAYS_TO_ENTER = 2
SHOWN = 500
WAIT_SECONDS = 600.0
STEPS = 6
Say = Callable[[int, int, str], None]


def silent(done: int, total: int, message: str) -> None:
    """For callers without a progress bar."""


@dataclass
class Counted:
    """One file counted and not yet written: the open engine with its tables, and what they hold in numbers."""

    db: duckdb.DuckDBPyConnection
    folder: Path
    tally: Tally
    users: list[str]
    offices: list[str]
    new_users: list[str]
    new_offices: list[str]
    by_systems: int = 0
    outside: int = 0
    notes: dict[str, int] = field(default_factory=dict)


@contextmanager
def counted(sent: UsageImport, mapping: Mapping, *, at: datetime, say: Say = silent) -> Iterator[Counted]:
    """Read, reject, de-duplicate and roll up a file, against what its source has counted so far."""
    source = sent.origin
    earlier = [] if sent.corrected else store.identities_of(named_identities(source, sent))
    places = matched_offices(source)
    with workshop() as folder, engine(folder, mapping.zone) as db:
        say(1, STEPS, _("Opening the file"))
        opened = open_events(store.existing_raw(sent.sha256), sent.file_name, sent.reading, folder)
        mapping.check(opened.header)
        say(2, STEPS, _("Reading the rows"))
        try:
            load(db, opened, mapping, at=at, zones={label: zone for label, (zone, _calendar) in places.items()})
        except NotUtf8 as wrong:
            raise UnreadableFile(_("The file changes its encoding half way. Choose the encoding, or export the file as UTF-8.")) from wrong
        except (duckdb.InvalidInputException, duckdb.IOException) as wrong:
            raise UnreadableFile(_("The file cannot be read as a table: %(why)s") % {"why": str(wrong).splitlines()[0]}) from wrong
        outside = rollup.keep_days(db, *sent.corrected) if sent.corrected else 0
        say(3, STEPS, _("Finding events that were counted before"))
        repeats, already = rollup.drop_repeats(db, earlier)
        say(4, STEPS, _("Counting by user, day and feature"))
        limits = deadlines(db, mapping, {label: code for label, (_zone, code) in places.items()})
        rollup.roll_up(db, limits)
        yield replace(summed(db, folder, source, mapping, repeats, already, at), outside=outside)


def named_identities(source: UsageSource, sent: UsageImport) -> list[str]:
    """The identity files of what the source has counted besides this import."""
    return list(applied(source).exclude(pk=sent.pk).exclude(identities="").values_list("identities", flat=True))


def applied(source: UsageSource) -> Any:
    """Imports of a source whose events count."""
    return UsageImport.objects.filter(source=source, state=ImportState.APPLIED).order_by("applied_at", "pk")


def matched_offices(source: UsageSource) -> dict[str, tuple[str, str]]:
    """Label → (time zone, working calendar) of labels matched to an office now."""
    matches = OfficeMatch.objects.current().filter(source_office__source=source, office__isnull=False).order_by("first_day")
    return {row[0]: (row[1], row[2]) for row in matches.values_list("source_office__label", "office__time_zone", "office__calendar")}


def summed(
    db: duckdb.DuckDBPyConnection, folder: Path, source: UsageSource, mapping: Mapping, repeats: int, already: int, at: datetime
) -> Counted:
    """The tables in numbers, and which users and offices the source has not named before."""
    named = "SELECT usr AS name FROM event UNION SELECT acting FROM event"
    users, offices = rollup.names(db, named), rollup.names(db, "SELECT DISTINCT office AS name FROM event")
    known_users = set(SourceUser.objects.filter(source=source).values_list("key", flat=True))
    known_offices = set(SourceOffice.objects.filter(source=source).values_list("label", flat=True))
    return Counted(
        db=db,
        folder=folder,
        tally=rollup.tally(db, repeats, already),
        users=users,
        offices=offices,
        new_users=[name for name in users if name not in known_users],
        new_offices=[name for name in offices if name not in known_offices],
        by_systems=rollup.used_by(db, mapping.system_users),
        notes=clock_notes(db, mapping, at.year),
    )


def deadlines(db: duckdb.DuckDBPyConnection, mapping: Mapping, offices: dict[str, str]) -> Deadlines | None:
    """Until which day a record of each business date in the file is in time; None where the file has no such dates."""
    believable = "business_day BETWEEN day - 4000 AND day + 4000"
    span = db.execute(f"SELECT min(business_day), max(business_day) FROM event WHERE outcome = {ENTERED} AND {believable}")
    first, last = span.fetchone() or (None, None)
    if not mapping.business_date or first is None:
        return None
    codes = {mapping.calendar, *offices.values()}
    by_calendar = {code: due_days(calendar(code), first, last) for code in sorted(codes)}
    return Deadlines(mapping.calendar, by_calendar, offices)


def due_days(working: WorkingCalendar, first: date, last: date) -> dict[date, date]:
    """Business date → last day in time. Days whose working days are not published are left out, never guessed."""
    found: dict[date, date] = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        try:
            found[day] = working.add(day, WORKING_DAYS_TO_ENTER)
        except CalendarNotPublished:
            continue
    return found


@contextmanager
def alone(source: UsageSource, *, wait: float = WAIT_SECONDS, say: Say = silent) -> Iterator[None]:
    """One import of a source at a time on this machine: others wait, then are told. Across machines the sequence decides.

    The lock is the operating system's, so it ends with the process that holds it.
    """
    until = time.monotonic() + wait
    with (store.folder("locks") / f"source-{source.pk}").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise Conflict(_("Another file of this source is being applied just now. Try again when it is finished.")) from None
                say(0, STEPS, _("Waiting for another file of this source"))
                time.sleep(0.2)
        yield


def plan_of(work: Counted) -> dict[str, Any]:
    """The preview as JSON: what will happen, in numbers and in the first names of each list."""
    tally = work.tally
    return {
        "rows": tally.rows + work.outside,
        "rejected": dict(tally.rejected),
        "rejected_rows": sum(tally.rejected.values()),
        "repeats": tally.repeats,
        "already_counted": tally.already_counted,
        "outside": work.outside,
        "events": tally.events,
        "used": tally.used - work.by_systems,
        "by_systems": work.by_systems,
        "failed": tally.failed,
        "not_counting": tally.not_counting,
        "users": tally.users,
        "offices": tally.offices,
        "users_in_several_offices": tally.users_in_several_offices,
        "no_business_day": tally.no_business_day,
        "new_users": len(work.new_users),
        "new_user_names": work.new_users[:SHOWN],
        "new_offices": len(work.new_offices),
        "new_office_names": work.new_offices[:SHOWN],
        "first_day": tally.first_day.isoformat() if tally.first_day else None,
        "last_day": tally.last_day.isoformat() if tally.last_day else None,
        "weeks": dict(tally.weeks),
        "days": tally.roll_up_rows,
        "notes": work.notes,
    }


def write_rejects(work: Counted, import_id: int) -> str:
    """Keep the rejected rows; returns the name of their file, "" where there are none."""
    if not work.tally.rejected:
        return ""
    name = store.new_name(import_id)
    work.db.execute(f"COPY (SELECT * FROM rejected ORDER BY row_number) TO '{store.reject_path(name)}' (FORMAT parquet)").fetchall()
    return name


def name_identities(work: Counted, import_id: int) -> str:
    """The name under which the identities of the new events will be kept, "" where there are none."""
    return store.new_name(import_id) if work.tally.events else ""


def write_identities(work: Counted, name: str) -> None:
    """Keep the identities of the new events, whole and on disk, under their name. May run beside what else reads the tables."""
    if not name:
        return
    arriving = store.identity_path(f".{name}")
    rollup.write_identities(work.db.cursor(), arriving)
    arriving.replace(store.identity_path(name))
    store.make_durable(store.identity_path(name))
