"""How results are written in templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from governance.core import written
from training.testing.models import Attempt, SignOff
from training.testing.selectors.checklists import sheets
from training.testing.selectors.hand_marks import essays, marked
from training.testing.types import Text

register = template.Library()


@register.filter
def fragment(text: str) -> SafeString:
    """A wording of the bank: cleaned when it came in, so it is shown as it is."""
    return mark_safe(text)


@register.filter
def share(value: float | None) -> str:
    """A share of 1 as per cent, or a dash."""
    return written.DASH if value is None else written.percent(100 * value, 0)


@register.filter
def plain_figure(value: float | None, decimals: int = 1) -> str:
    return written.DASH if value is None else written.number(value, decimals)


@register.inclusion_tag("testing/_hand_marks.html", takes_context=True)
def hand_marks(context: Context, attempt: Attempt) -> dict[str, Any]:
    """What people gave the answers of an attempt, with their notes, for the candidate; and the way to dispute a mark."""
    request = context["request"]
    found = [one for one in marked(essays().filter(attempt=attempt)) if one.marks]
    return {
        "marks": [
            {
                "one": one,
                "points": None if one.outcome.share is None else one.outcome.share * one.item.points,
                "comments": [mark.comment for mark in one.marks.values() if mark.comment],
                "until": until if (until := one.disputable_until) and until >= request.now else None,
                "own": request.actor.person_id == attempt.person_id,
            }
            for one in found
        ],
        "signed": SignOff.objects.filter(attempt=attempt).first(),
        "sheets": [(sheet, sheet.question.language_for(get_language() or "en")) for sheet in sheets(attempt)],
    }


@register.simple_tag
def said(text: Text, language: str) -> SafeString:
    """A text of the bank in that language."""
    return mark_safe(text.said(language))
