"""What a ballot is about, as the room that asked knows it: a name, the way to the evidence, the exact terms.

Rooms above register how to read their own keys; the first part of a key, up to the colon, says whose it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from governance.core.actor import Actor
from governance.core.errors import Text
from governance.steering.models import Ballot


@dataclass(frozen=True)
class About:
    """The subject of a ballot for one reader. `url` is empty where the reader may not open it."""

    label: Text
    url: str = ""
    terms: Sequence[Text] = field(default=())


Find = Callable[[str, Actor], About | None]
_kinds: dict[str, Find] = {}


def register(kind: str, find: Find) -> None:
    _kinds[kind] = find


def about(ballot: Ballot, actor: Actor) -> About | None:
    """What this ballot is about; None where its room says nothing."""
    find = _kinds.get(ballot.subject_key.partition(":")[0])
    return find(ballot.subject_key, actor) if find else None
