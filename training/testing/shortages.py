"""A blueprint that the bank cannot fill, in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from governance.core.errors import Refused
from training.testing.drawing import Shortage
from training.testing.models import Difficulty, Topic


def in_words(shortages: Sequence[Shortage]) -> list[str]:
    """One sentence per row, naming topic and difficulty."""
    topics = Topic.objects.in_bulk([shortage.topic for shortage in shortages])
    return [
        str(_("%(topic)s, %(difficulty)s: %(wanted)s asked for, %(found)s in use."))
        % {
            "topic": topics[shortage.topic],
            "difficulty": Difficulty(shortage.difficulty).label,
            "wanted": shortage.wanted,
            "found": shortage.found,
        }
        for shortage in shortages
    ]


def cannot_fill(shortages: Sequence[Shortage]) -> Refused:
    return Refused(_("The question bank has too few questions for this paper."), reasons=in_words(shortages))
