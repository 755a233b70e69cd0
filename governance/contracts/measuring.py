"""What a measurement must say, entered or from a file. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from governance.contracts.penalties import Clause, Trigger
from governance.core.dates import NOT_MEANT, can_be_meant
from governance.core.errors import Text

MEASURED = frozenset({Trigger.SERVICE_LEVEL, Trigger.LATE_REQUEST})
MOST = {"level": Decimal(99_999), "charge": Decimal(10) ** 12}
MOMENT = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]\s*(\d{1,2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?))?")


@dataclass(frozen=True)
class Reading:
    """The figures of one measurement: a service level of a period, or a request with its due and done moments."""

    due_at: datetime | None = None
    done_at: datetime | None = None
    first_day: date | None = None
    last_day: date | None = None
    level: Decimal | None = None
    charge: Decimal | None = None

    def values(self) -> dict[str, Any]:
        return dict(vars(self))


def faults(reading: Reading, terms: Clause) -> Mapping[str, Text]:
    """What is missing or contradicts itself, by field; empty when the reading can be used."""
    found: dict[str, Text] = {}
    needed = ("first_day", "last_day", "level", "charge") if terms.trigger == Trigger.SERVICE_LEVEL else ("due_at",)
    if terms.trigger not in MEASURED:
        found["clause"] = _("This clause is not about service levels or requests.")
        return found
    for name in needed:
        if getattr(reading, name) is None:
            found[name] = _("Missing. What is not measured is not zero.")
    for name, moment in vars(reading).items():
        day = moment.date() if isinstance(moment, datetime) else moment
        if isinstance(day, date) and not can_be_meant(day):
            found[name] = NOT_MEANT
    for name, places in (("level", 4), ("charge", 2)):
        value = getattr(reading, name)
        if value is not None and (value < 0 or value > MOST[name] or value != round(value, places)):
            found[name] = _("Between 0 and %(most)s, with at most %(places)s decimals.") % {"most": MOST[name], "places": places}
    if reading.first_day and reading.last_day and reading.last_day < reading.first_day:
        found["last_day"] = _("Not before the first day.")
    return found


def read_moment(text: str, zone: str) -> datetime | None:
    """A moment as files and browsers write it, in the zone unless it names its own; a day alone is its beginning. None: unreadable."""
    match = MOMENT.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, clock = match.groups()
    clock = clock or "00:00"
    clock = f"0{clock}" if clock[1] == ":" else clock
    try:
        found = datetime.fromisoformat(f"{year}-{int(month):02}-{int(day):02}T{clock}")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))
