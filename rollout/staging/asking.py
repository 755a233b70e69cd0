"""What was put to the committee about an office or the programme, with its terms, and how each question stands.

The stem of a key names what is asked and which turn it is; the terms, where there are any, are the rest of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from governance.steering.matters import Matter, Outcome
from governance.steering.models import Ballot
from rollout.staging.models import Proposal

Terms = Mapping[str, Any]


class State(StrEnum):
    """How a question to the committee stands."""

    VOTING = "voting"
    CARRIED = "carried"
    NOT_CARRIED = "not_carried"


@dataclass(frozen=True)
class Put:
    """One question that was put to the committee."""

    ballot: Ballot
    terms: Terms = field(default_factory=dict)

    @property
    def state(self) -> State:
        if self.ballot.is_open:
            return State.VOTING
        return State.CARRIED if self.ballot.closing.outcome == Outcome.CARRIED else State.NOT_CARRIED


def key_with(stem: str, terms: Terms) -> str:
    """The key of the ballot about exactly these terms."""
    if not terms:
        return stem
    said = json.dumps(terms, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"{stem}:{hashlib.sha256(said.encode()).hexdigest()[:16]}"


def terms_of(
    *, until: date | None = None, to: str = "", light: str = "", conditions: Collection[tuple[str, str, date]] = ()
) -> dict[str, Any]:
    """Terms as they are kept; conditions are (sentence, owner's pseudonym, day)."""
    said: dict[str, Any] = {"until": until.isoformat()} if until else {}
    said |= {"to": to} if to else {}
    said |= {"light": light} if light else {}
    rows = [{"text": text.strip(), "owner": owner, "due": due.isoformat()} for text, owner, due in conditions]
    return said | ({"conditions": rows} if rows else {})


def put(matter: Matter, stem: str, known_at: datetime | None = None) -> list[Put]:
    """What was put about this, the last question of each wording, the newest first."""
    return put_about(matter, [stem], known_at)[stem]


def put_about(matter: Matter, stems: Collection[str], known_at: datetime | None = None) -> dict[str, list[Put]]:
    """The same for many subjects. Two queries."""
    wanted = set(stems)
    rows = Ballot.objects.known_at(known_at).filter(matter=matter).select_related("committee", "closing")
    last = {row.subject_key: row for row in rows.order_by("recorded_at", "pk") if stem_of(row.subject_key, wanted)}
    kept = dict(Proposal.objects.filter(subject_key__in=list(last)).values_list("subject_key", "terms"))
    found: dict[str, list[Put]] = {stem: [] for stem in wanted}
    for key, ballot in sorted(last.items(), key=lambda pair: (pair[1].recorded_at, pair[1].pk), reverse=True):
        found[stem_of(key, wanted)].append(Put(ballot, kept.get(key, {})))
    return found


def stem_of(key: str, stems: Collection[str]) -> str:
    """The stem this key belongs to, or nothing."""
    return key if key in stems else key.rpartition(":")[0] if key.rpartition(":")[0] in stems else ""


def carried(questions: Collection[Put]) -> Put | None:
    """The newest one that was carried."""
    return next((one for one in questions if one.state == State.CARRIED), None)


def voting(questions: Collection[Put]) -> Put | None:
    """The one under way."""
    return next((one for one in questions if one.state == State.VOTING), None)
