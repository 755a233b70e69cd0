"""Two lists: sent in, compared without touching the record, applied whole or not at all, set aside."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from governance.core import attachments, audit
from governance.core.actor import Actor, system_actor
from governance.core.errors import Conflict, InvalidInput, Refused
from governance.core.imports import open_table
from governance.core.models import Attachment
from governance.core.permissions import Verb, require
from governance.organisation.models import Office
from rollout.impact import arriving
from rollout.impact.actions.checks import held, saved
from rollout.impact.actions.migration import decide
from rollout.impact.comparing import coverage, reconcile
from rollout.impact.comparing.columns import Columns
from rollout.impact.comparing.lists import FIRST, SECOND, Pair, Say, Sent, read, silent, write_rows
from rollout.impact.models import CoverageCheck, ListPair, MigrationBatch, PairState, Purpose
from rollout.impact.models.joined import OPEN_PAIRS
from rollout.impact.rules.batches import BatchState
from rollout.impact.rules.reconciling import Run, Tolerance, Verdict, verdict
from rollout.impact.telling import outcome_json, outcome_of

OBJECT = {Purpose.RECONCILE: "migration", Purpose.COVERAGE: "coverage"}
NAMES = ("first", "second")


def send_lists(
    *,
    first: BinaryIO,
    first_name: str,
    second: BinaryIO,
    second_name: str,
    actor: Actor,
    at: datetime,
    batch: MigrationBatch | None = None,
    period: tuple[date, date] | None = None,
    office: Office | None = None,
    reading: dict[str, dict[str, str]] | None = None,
) -> ListPair:
    """Take two lists in and see that they are tables. With a batch they reconcile it, with a period they tell its coverage."""
    purpose = Purpose.RECONCILE if batch else Purpose.COVERAGE
    require(actor, Verb.IMPORT, OBJECT[purpose])
    if batch is not None and batch.state != BatchState.LOADED:
        raise Refused(_("Lists are compared once the run has ended and before it is decided on."))
    if batch is None and (period is None or period[1] < period[0]):
        raise InvalidInput(_("Say which days the lists tell of."), fields={"last_day": _("Not before the first day.")})
    sweep(at=at)
    folder = arriving.new_folder()
    try:
        hashes = [arriving.keep(stream, folder, name) for stream, name in ((first, "first"), (second, "second"))]
        for name, file_name in zip(NAMES, (first_name, second_name), strict=True):
            openable(folder, name, file_name, (reading or {}).get(name, {}))
        days = {"first_day": period[0], "last_day": period[1]} if period and batch is None else {}
        with transaction.atomic(), audit.because(actor, _("Lists sent in")):
            return saved(
                ListPair(purpose=purpose, batch=batch, office=office, folder=folder, reading=reading or {}, username=actor.username),
                at,
                first_name=first_name[-255:],
                second_name=second_name[-255:],
                first_sha256=hashes[0],
                second_sha256=hashes[1],
                sent_at=at,
                **days,
            )
    except BaseException:
        arriving.forget(folder)
        raise


def openable(folder: str, name: str, file_name: str, reading: dict[str, str]) -> None:
    """A list that is no table is refused beside its field."""
    try:
        open_table(arriving.place(folder, name), file_name, **reading)
    except InvalidInput as wrong:
        raise InvalidInput(wrong.message, fields={name: wrong.message}) from wrong


def sent(pair: ListPair, name: str) -> Sent:
    file_name = pair.first_name if name == "first" else pair.second_name
    return Sent(arriving.place(pair.folder, name), file_name, pair.reading.get(name, {}))


def header(pair: ListPair, name: str) -> tuple[str, ...]:
    of = sent(pair, name)
    return open_table(of.path, of.name, **of.reading).header


def compare(pair: ListPair, *, columns: Columns, actor: Actor, at: datetime, say: Say = silent) -> ListPair:
    """Compare the lists: heavy work first, then one short transaction. The lists themselves go; nothing is decided yet."""
    require(actor, Verb.IMPORT, OBJECT[Purpose(pair.purpose)])
    if pair.state != PairState.SENT:
        raise Conflict(_("These lists were compared already."))
    with read(sent(pair, "first"), sent(pair, "second"), columns, say=say) as both:
        found, rows = counted(pair, both)
        target = both.folder / "differences.csv"
        found["differences"] = write_rows(both, rows, target)
        say(5, 5, _("Storing"))
        with transaction.atomic(), audit.because(actor, _("Lists compared")):
            pair = held(pair)
            if pair.state != PairState.SENT:
                raise Conflict(_("These lists were compared already."))
            kept = store_differences(pair, target, actor, at) if found["differences"] else None
            saved(pair, at, state=PairState.COMPARED, columns=columns.to_json(), result=found, differences=kept, compared_at=at)
    arriving.forget(pair.folder)
    return pair


def counted(pair: ListPair, both: Pair) -> tuple[dict[str, Any], dict[str, str]]:
    """What was found in numbers, and SQL of the rows that differ."""
    rejected = {"rejected": {"first": both.rejected(FIRST), "second": both.rejected(SECOND)}}
    if pair.purpose == Purpose.RECONCILE:
        return outcome_json(reconcile.outcome(both)) | rejected, reconcile.differing_rows(both)
    if not both.by_key:
        raise InvalidInput(_("Choose the column that holds the customer's key in each list."))
    coverage.place_offices(both, office_labels(), pair.office_id)
    shares = [[share.office_id, share.customers, share.found] for share in coverage.shares(both)]
    found: dict[str, Any] = {"offices": shares, "without_office": coverage.without_office(both)}
    return found | rejected, coverage.lacking_rows(both)


def office_labels() -> dict[str, int]:
    """What an office may be called in a list: its code or one of its names."""
    found: dict[str, int] = {}
    for pk, *names in Office.objects.branches().order_by("-code").values_list("pk", "name_zh", "name", "code"):
        found |= {name.strip(): pk for name in names if name.strip()}
    return found


def store_differences(pair: ListPair, target: Any, actor: Actor, at: datetime) -> Attachment:
    name = f"differences-{pair.pk}.csv"
    return attachments.store(target, name=name, actor=actor, at=at, what=OBJECT[Purpose(pair.purpose)], office_id=pair.office_id)


def verdict_on(pair: ListPair, batch: MigrationBatch) -> Verdict:
    """What the rule says of these lists; the same for the preview and for the decision."""
    run = Run(batch.planned_count, batch.loaded_count or 0, batch.fixed_at, batch.started_at)
    return verdict(outcome_of(pair.result), batch.limits or Tolerance(), run)


def apply_lists(pair: ListPair, *, actor: Actor, at: datetime, reason: str = "") -> ListPair:
    """The batch passes or fails, or the offices' coverage is recorded: all of it or nothing."""
    require(actor, Verb.IMPORT, OBJECT[Purpose(pair.purpose)])
    with transaction.atomic(), audit.because(actor, reason or _("Lists applied")):
        pair = held(pair)
        if pair.state != PairState.COMPARED:
            raise Conflict(_("These lists are already: %(state)s.") % {"state": pair.get_state_display()})
        if pair.batch_id is not None:
            batch = held(MigrationBatch(pk=pair.batch_id))
            decide(batch, verdict_on(pair, batch), at=at)
        else:
            record_coverage(pair, at)
        return saved(pair, at, state=PairState.APPLIED, applied_at=at)


def record_coverage(pair: ListPair, at: datetime) -> None:
    """One check per office; an earlier one of the same period is superseded."""
    if pair.first_day is None or pair.last_day is None or not pair.result["offices"]:
        raise Refused(_("No row could be told to an office, so there is nothing to record."))
    for office_id, customers, found in pair.result["offices"]:
        same = CoverageCheck.objects.current().filter(office_id=office_id, first_day=pair.first_day, last_day=pair.last_day)
        same.update(superseded_at=at)
        CoverageCheck.objects.create(
            office_id=office_id,
            first_day=pair.first_day,
            last_day=pair.last_day,
            customers=customers,
            found=found,
            lists=pair,
            recorded_at=at,
        )


def discard_lists(pair: ListPair, *, actor: Actor, at: datetime, reason: str = "") -> ListPair:
    """Set lists aside: nothing is decided by them, and the files go."""
    require(actor, Verb.IMPORT, OBJECT[Purpose(pair.purpose)])
    with transaction.atomic(), audit.because(actor, reason or _("Lists set aside")):
        pair = held(pair)
        if pair.state not in OPEN_PAIRS:
            raise Conflict(_("These lists are already: %(state)s.") % {"state": pair.get_state_display()})
        saved(pair, at, state=PairState.DISCARDED)
    arriving.forget(pair.folder)
    return pair


def sweep(*, at: datetime) -> int:
    """Remove lists that lie for more than a day, and what killed runs left. Returns how many."""
    folders = arriving.stale(at)
    for pair in ListPair.objects.filter(folder__in=folders, state=PairState.SENT).order_by("pk"):
        discard_lists(pair, actor=system_actor("schedule"), at=at, reason=_("Not compared within a day"))
    for folder in folders:
        arriving.forget(folder)
    return len(folders)
