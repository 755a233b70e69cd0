"""What rooms above do when an office has moved. They say so once, when the product starts; it is part of the move, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from governance.core.actor import Actor
from rollout.staging.models import StageChange

Follow = Callable[[StageChange, Actor, datetime], object]
_followers: list[Follow] = []


def register(follow: Follow) -> None:
    """Have this done after every move of an office, in the same transaction. It must not ask for rights that the mover lacks."""
    if follow not in _followers:
        _followers.append(follow)


def moved(change: StageChange, *, actor: Actor, at: datetime) -> None:
    """An office has moved: everybody who follows does their part."""
    for follow in _followers:
        follow(change, actor, at)
