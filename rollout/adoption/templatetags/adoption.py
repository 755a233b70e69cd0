"""How figures of this room are written in its templates."""

from __future__ import annotations

from django import template

from governance.core import written
from rollout.adoption import words
from rollout.adoption.scoring import Cell

register = template.Library()


@register.filter
def cell(found: Cell | None) -> str:
    """`64.0% (16 of 25)`; a dash where there is no figure."""
    if found is None or found.value is None:
        return written.DASH
    return f"{written.percent(words.exact(100 * found.value))} ({found.numerator}/{found.denominator})"
