"""The picture of the programme in every language: read once, with reasons worded anew only where there is no figure."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from governance.core import metrics
from governance.core.actor import system_actor
from governance.core.metrics import Measured, Subject
from reports.dashboards.picture import TREND_WEEKS, programme_picture
from reports.documents.figures import figures, report_reader
from reports.documents.pictures import pictures
from tests.reports import pretend

pytestmark = pytest.mark.django_db
READER = report_reader(system_actor("schedule"))


@pytest.fixture(autouse=True)
def company(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six offices; of two nothing can be told."""
    made = pretend.offices(6)
    pretend.register(monkeypatch, absent=[made[1].pk, made[4].pk])


def test_what_is_frozen_is_what_the_whole_picture_says_in_each_language() -> None:
    whole = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            whole[language] = programme_picture(pretend.DAY, actor=READER, known_at=pretend.AT)
    found = pictures(pretend.DAY, READER, pretend.AT)
    assert figures(found, {}, known_at=pretend.AT) == figures(whole, {}, known_at=pretend.AT)


def test_the_other_languages_ask_only_for_what_has_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    plain = metrics.measure

    def listening(code: str, subjects: Sequence[Subject], days: Sequence[date], **options: Any) -> Measured:
        asked.append((translation.get_language(), len(subjects), len(days)))
        return plain(code, subjects, days, **options)

    monkeypatch.setattr(metrics, "measure", listening)
    pictures(pretend.DAY, READER, pretend.AT)
    whole = [one for one in asked if one[0] == settings.LANGUAGE_CODE]
    again = [one for one in asked if one[0] != settings.LANGUAGE_CODE]
    assert max(days for _language, _subjects, days in whole) >= TREND_WEEKS
    assert again and all(subjects <= 2 and days == 1 for _language, subjects, days in again)
