"""The picture of the programme in every language: figures are read once, the reasons for what cannot be told once per language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from governance.core.actor import Actor
from governance.core.metrics import Measurement, Subject, SubjectKind
from reports.dashboards.picture import FOUR_WEEKS, Picture, figure, programme_picture, told_on

# What is said of the programme and of an office → the figure in the registry.
OF_OFFICE = {"score": "adoption.score", "score_before": "adoption.score", "reach": "adoption.reach", "habit": "adoption.habit"}
OF_PROGRAMME = OF_OFFICE | {
    "active_users": "adoption.active_users",
    "expected_users": "adoption.expected_users",
    "data_age": "adoption.data_age_days",
}


def pictures(day: date, reader: Actor, known_at: datetime | None) -> dict[str, Picture]:
    """The same picture in each language: the registry gives reasons in the active one.

    Where the usage data ends before the day, its last week told is shown, and the status says how old it is.
    """
    with translation.override(settings.LANGUAGE_CODE):
        first = programme_picture(day, actor=reader, known_at=known_at, figures_on=told_on(day, known_at))
    found = {settings.LANGUAGE_CODE: first}
    for language, _name in settings.LANGUAGES:
        if language not in found:
            with translation.override(language):
                found[language] = reworded(first, reader)
    return found


def reworded(picture: Picture, reader: Actor) -> Picture:
    """The same picture with the reasons for what it cannot tell in the active language."""
    if picture.programme is None:
        return picture
    offices = [Subject(SubjectKind.OFFICE, one.office.pk) for one in picture.offices]
    said = {name: untold(picture, name, offices, picture.offices, reader) for name in OF_OFFICE}
    subject = [Subject(SubjectKind.PROGRAMME, picture.programme.pk)]
    own: dict[str, Any] = {name: again for name in OF_PROGRAMME for again in untold(picture, name, subject, [picture], reader).values()}
    return replace(
        picture,
        offices=tuple(replace(one, **words_of(subject, said)) for subject, one in zip(offices, picture.offices, strict=True)),
        **own,
    )


def words_of(subject: Subject, said: Mapping[str, Mapping[Subject, Measurement]]) -> dict[str, Any]:
    return {name: again[subject] for name, again in said.items() if subject in again}


def untold(picture: Picture, name: str, subjects: Sequence[Subject], of: Sequence[Any], reader: Actor) -> dict[Subject, Measurement]:
    """What has no value, asked for again."""
    lacking = [subject for subject, one in zip(subjects, of, strict=True) if getattr(one, name).value is None]
    if not lacking:
        return {}
    told = picture.told_on or picture.day
    day = {"score_before": told - FOUR_WEEKS, "data_age": picture.day}.get(name, told)
    found = figure(OF_PROGRAMME[name], lacking, [day], reader, picture.known_at)
    return {subject: found[subject, day] for subject in lacking if (subject, day) in found}
