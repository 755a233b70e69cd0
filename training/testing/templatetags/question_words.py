"""How a wording is shown."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from training.testing.markup import clean
from training.testing.models.questions import QuestionKind
from training.testing.types import Question

register = template.Library()


@register.filter
def fragment(wording: str) -> SafeString:
    """A wording on a page: cleaned once more, so that nothing but the little HTML it may hold gets there."""
    return mark_safe(clean(wording).fragment)


@register.filter
def kind_label(question: Question) -> str:
    return str(QuestionKind(question.kind.value).label)
