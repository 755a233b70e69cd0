"""Whether a contract may end on a day, and what must be settled before it is complete. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from governance.core.errors import Text


class EndKind(TextChoices):
    COMPLETED = "completed", _("Completed")
    EXPIRED = "expired", _("Expired")
    TERMINATED = "terminated", _("Terminated")


class Grounds(TextChoices):
    """Why a contract is terminated before its end."""

    CLAUSE = "clause", _("a penalty clause gives the right")
    BREACH = "breach", _("another breach of the vendor’s")
    INSOLVENCY = "insolvency", _("the vendor’s insolvency")
    FORCE_MAJEURE = "force_majeure", _("force majeure")
    CONVENIENCE = "convenience", _("the client’s own decision")
    AGREEMENT = "agreement", _("agreement of both sides")


class Left(TextChoices):
    """What can be open when a contract ends."""

    MILESTONE = "milestone", _("Milestone not accepted")
    PUNCH_LIST = "punch_list", _("Punch list not finished")
    CLAIM = "claim", _("Claim not assessed")
    UNCLEAR = "unclear", _("Claim that cannot be evaluated")
    PENALTY = "penalty", _("Penalty not settled")
    COMMITMENT = "commitment", _("Commitment not judged")
    PAYMENT = "payment", _("Payment not made")
    RETENTION = "retention", _("Retention sum not paid out")
    SECURITY = "security", _("Security not given back")
    WARRANTY = "warranty", _("Warranty running")


# What becomes of each after the end: nothing is lost.
AFTERWARDS: Mapping[Left, Text] = {
    Left.MILESTONE: _(
        "Its penalty stops growing on the last day; what has grown stays owed. "
        "What was handed in by then can still be decided; otherwise its payment and warranty never begin."
    ),
    Left.PUNCH_LIST: _("It can still be put right and confirmed."),
    Left.CLAIM: _("It stops growing on the last day and can still be assessed."),
    Left.UNCLEAR: _("It can still be evaluated once what is lacking is entered."),
    Left.PENALTY: _("It stays owed: it can be notified, disputed, waived, set off and paid as before."),
    Left.COMMITMENT: _("It is still to be judged kept or broken."),
    Left.PAYMENT: _("It stays due; penalties can be set off against it."),
    Left.RETENTION: _("It stays due; penalties can be set off against it."),
    Left.SECURITY: _("It is still to be given back; its expiry goes on raising the alert."),
    Left.WARRANTY: _("Its clock runs on."),
}
# A retention sum, a security and a warranty outlive a contract that is complete.
OUTLIVES = frozenset({Left.RETENTION, Left.SECURITY, Left.WARRANTY})
KEEPS_ALIVE = frozenset({Left.MILESTONE, Left.PUNCH_LIST})


@dataclass(frozen=True)
class Open:
    """One thing that is open. `key` is the row it is about."""

    left: Left
    what: str
    key: int = 0
    amount: Decimal | None = None
    day: date | None = None


@dataclass(frozen=True)
class Record:
    """What the rules need to know. `ends_on` as amended; `last_paper` the last submission, acceptance or presence on record."""

    today: date
    starts_on: date
    ends_on: date
    last_paper: date | None
    terminable: bool
    notice_arrived: date | None
    open: Sequence[Open] = ()


def against(kind: EndKind, grounds: Grounds | None, on: date, consequences: str, held: Record) -> dict[str, Text]:
    """What is wrong with this ending, at its field; empty where it may be recorded."""
    found: dict[str, Text] = {}
    if on > held.today:
        found["on"] = _("Not after today.")
    elif on < held.starts_on or (held.last_paper is not None and on < held.last_paper):
        found["on"] = _("Not before the contract began, nor before the last submission or acceptance on record.")
    if kind == EndKind.TERMINATED:
        return found | _against_termination(grounds, on, consequences, held)
    if kind == EndKind.EXPIRED and "on" not in found:
        if held.today <= held.ends_on:
            found["on"] = _("Its last day, amendments included, has not passed yet.")
        elif on != held.ends_on:
            found["on"] = _("A contract expires on its last day, amendments included.")
    blocking = {one.left for one in held.open} & (KEEPS_ALIVE if kind == EndKind.EXPIRED else set(Left) - OUTLIVES)
    if blocking:
        words = ", ".join(str(left.label) for left in Left if left in blocking)
        found["kind"] = (
            _("Something owed keeps the contract alive. Accept it, amend the end, or terminate. Open: %(what)s.") % {"what": words}
            if kind == EndKind.EXPIRED
            else _("It is complete only when all of this is settled: %(what)s.") % {"what": words}
        )
    return found


def _against_termination(grounds: Grounds | None, on: date, consequences: str, held: Record) -> dict[str, Text]:
    found: dict[str, Text] = {}
    if grounds is None:
        found["grounds"] = _("Say on what grounds.")
    elif grounds == Grounds.CLAUSE and not held.terminable:
        found["grounds"] = _("No penalty clause gives the right on that day: neither its days are passed nor its cap reached.")
    if grounds != Grounds.AGREEMENT:
        if held.notice_arrived is None:
            found["notice"] = _("A termination works once its notice is served. Issue the letter and record its service first.")
        elif on < held.notice_arrived:
            found["on"] = _("Not before its notice arrived.")
    if not consequences.strip():
        found["consequences"] = _("Say what follows: what is handed over, paid, returned.")
    return found
