"""The bank's pages in Chromium: no axe finding, no console error, also on a phone, in the dark and in Chinese."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from governance.core.roles import Role
from tests.training.testing import asking
from training.testing.models import QuestionState

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_the_pages_are_accessible(page_for: Callable[..., Any], axe: Callable[..., None]) -> None:
    question = asking.in_bank(asking.MATCHING, state=QuestionState.DRAFT)
    looks: list[tuple[str, dict[str, Any]]] = [
        (reverse("testing:bank"), {}),
        (reverse("testing:question", args=[question.pk]), {"width": 390, "dark": True, "language": "zh-hans"}),
        (reverse("testing:question_edit", args=[question.pk]), {"language": "zh-hant"}),
        (reverse("testing:question_files"), {"width": 390}),
    ]
    for address, look in looks:
        axe(page_for(Role.TRAINER, address, **look))
