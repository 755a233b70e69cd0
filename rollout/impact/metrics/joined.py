"""Figures of the joined systems and of the migration."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import metrics
from governance.core.actor import Actor
from governance.core.metrics import Direction, Measurement, Metric, Rows, Subject, Unit
from governance.core.permissions import Verb, allows
from governance.organisation.models import Office
from rollout.impact.metrics.subjects import OFFICE, PROGRAMME, WAVE, Figure, offices_of, over
from rollout.impact.models import MigrationBatch
from rollout.impact.rules.batches import BatchState
from rollout.impact.rules.coverage import Checked, answering
from rollout.impact.selectors.batches import BatchRecord
from rollout.impact.selectors.joined import checks, order_stops
from rollout.staging import selectors as staging

EVERYWHERE = frozenset({PROGRAMME, WAVE, OFFICE})


def answers(held: dict[int, list[Checked]], offices: frozenset[int] | None, day: date) -> list[Checked]:
    """The check that answers the day, of each office that has one."""
    found = (answering(own, day) for office, own in sorted(held.items()) if offices is None or office in offices)
    return [one for one in found if one is not None]


def end_of_data(found: list[Checked]) -> datetime:
    """When the youngest period ended."""
    last = max(one.last_day for one in found)
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))


def coverage(known_at: datetime | None) -> Figure:
    held = dict(checks(known_at))

    def figure(offices: frozenset[int] | None, day: date) -> Measurement:
        found = answers(held, offices, day)
        customers, inside = sum(one.customers for one in found), sum(one.found for one in found)
        if not customers:
            return Measurement(None, absent=_("No customer lists were compared for the two months before this day."))
        share = 100 * Decimal(inside) / Decimal(customers)
        return Measurement(share, Decimal(inside), Decimal(customers), customers, end_of_data(found))

    return figure


def coverage_rows(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    """Each office's check."""
    found = answers(dict(checks(known_at)), offices_of(subject, staging.office_waves(known_at)), day)
    names = Office.objects.in_bulk([one.office_id for one in found])
    cells = [
        (str(names[one.office_id]), one.first_day, one.last_day, one.customers, one.found, one.lacking, one.recorded_at)
        for one in found
        if allows(actor, Verb.VIEW, "coverage", office_id=one.office_id)
    ]
    heads = [_("Office"), _("From"), _("To"), _("Customers with an order or payment"), _("Of them in the CRM"), _("Lacking"), _("Recorded")]
    return Rows(heads, cells)


def stops(known_at: datetime | None) -> Figure:
    held = {office: row.first_day for office, row in order_stops(known_at).items()}

    def figure(offices: frozenset[int] | None, day: date) -> Measurement:
        asked = held if offices is None else {office: first for office, first in held.items() if office in offices}
        number = Decimal(sum(first is not None and first <= day for first in asked.values()))
        return Measurement(number, number, None, len(asked))

    return figure


def stop_rows(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    offices = offices_of(subject, staging.office_waves(known_at))
    cells = [
        (str(row.office), row.first_day, str(row.policy), row.clause, row.recorded_at)
        for office, row in order_stops(known_at).items()
        if (offices is None or office in offices) and allows(actor, Verb.VIEW, "order_stop", office_id=office)
    ]
    return Rows([_("Office"), _("Enforced from"), _("Policy"), _("Clause"), _("Recorded")], cells)


def reconciled(known_at: datetime | None) -> Figure:
    record = BatchRecord(known_at)

    def figure(offices: frozenset[int] | None, day: date) -> Measurement:
        found = [one for one in record.standing(day) if offices is None or one.office_ids & offices]
        if not found:
            return Measurement(None, absent=_("No migration batch was due by this day."))
        passed, all_of_them = Decimal(sum(one.state == BatchState.PASSED for one in found)), Decimal(len(found))
        return Measurement(100 * passed / all_of_them, passed, all_of_them, len(found), max(one.changed_at for one in found))

    return figure


def batch_rows(subject: Subject, day: date, known_at: datetime | None, actor: Actor) -> Rows:
    offices = offices_of(subject, staging.office_waves(known_at))
    found = [one for one in BatchRecord(known_at).standing(day) if offices is None or one.office_ids & offices]
    names = MigrationBatch.objects.in_bulk([one.batch_id for one in found])
    cells = [(str(names[one.batch_id]), one.window_day, one.state.label, one.changed_at) for one in found]
    return Rows([_("Batch"), _("Window from"), _("State"), _("Since")], cells)


METRICS = (
    Metric(
        "impact.joined_coverage",
        gettext_lazy("Customers with business who are in the CRM"),
        gettext_lazy(
            "Of the customers with an order or payment in the period, the share that exists in the CRM, from two lists compared by key. "
            "A day is answered by the check whose period ended last by then, at most two months before. Several offices are added up."
        ),
        Unit.PERCENT,
        Direction.HIGHER,
        1,
        EVERYWHERE,
        over(coverage),
        coverage_rows,
        what="coverage",
        rows_what="coverage",
    ),
    Metric(
        "impact.no_record_no_order",
        gettext_lazy("Offices enforcing “no record, no order”"),
        gettext_lazy("Offices that on this day take no order and no payment of a customer who is not in the CRM; for one office, 1 or 0."),
        Unit.OFFICES,
        Direction.HIGHER,
        0,
        EVERYWHERE,
        over(stops),
        stop_rows,
        what="order_stop",
        rows_what="order_stop",
    ),
    Metric(
        "impact.migration_reconciled",
        gettext_lazy("Migration batches reconciled"),
        gettext_lazy(
            "Of the batches of these offices whose window had begun by the end of the day, the share that passed its reconciliation. "
            "Withdrawn batches do not count, nor failed ones that are being repeated: their repetition does."
        ),
        Unit.PERCENT,
        Direction.HIGHER,
        1,
        EVERYWHERE,
        over(reconciled),
        batch_rows,
        what="migration",
        rows_what="migration",
    ),
)


def register() -> None:
    metrics.register(*METRICS)
