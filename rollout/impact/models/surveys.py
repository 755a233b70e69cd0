"""Surveys. An answer is never a row of its own: it only raises counters, and that somebody answered stands elsewhere."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.languages import LANGUAGES, said, said_of
from governance.core.records import EventRow
from rollout.impact.states import Measures, SurveyKind, SurveyState


class Survey(models.Model):
    """Some questions to some people between two days."""

    kind = models.CharField(_("kind"), max_length=10, choices=SurveyKind, default=SurveyKind.PULSE)
    title = models.CharField(_("title"), max_length=120)
    title_zh_hans = models.CharField(_("title in 简体中文"), max_length=120, blank=True)
    title_zh_hant = models.CharField(_("title in 繁體中文"), max_length=120, blank=True)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    job_roles = models.JSONField(_("jobs asked"), default=list, blank=True)
    office_ids = models.JSONField(_("offices asked"), default=list, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=SurveyState, default=SurveyState.DRAFT)

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["-closes_on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="survey_closes_after_opening")]

    def __str__(self) -> str:
        return said_of(self, "title")

    def get_absolute_url(self) -> str:
        return reverse("impact:survey", args=[self.pk])


class Question(models.Model):
    """One question. `choices` are [{"en": …, "zh_hans": …, "zh_hant": …}] where several may be ticked."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="questions", verbose_name=_("survey"))
    position = models.PositiveSmallIntegerField(_("position"))
    measures = models.CharField(_("measures"), max_length=12, choices=Measures)
    text = models.CharField(_("question"), max_length=300)
    text_zh_hans = models.CharField(_("question in 简体中文"), max_length=300, blank=True)
    text_zh_hant = models.CharField(_("question in 繁體中文"), max_length=300, blank=True)
    choices = models.JSONField(_("choices"), default=list, blank=True)

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["survey", "position"]
        constraints = [models.UniqueConstraint(fields=["survey", "position"], name="survey_question_place")]

    def __str__(self) -> str:
        return said_of(self, "text")

    @property
    def labels(self) -> list[str]:
        return [said({code: one.get(code.replace("-", "_"), "") for code in LANGUAGES}) for one in self.choices]


class Asked(models.Model):
    """Who is asked, from which office and job, and whether they answered. Made for all at opening; carries no time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="asked", verbose_name=_("survey"))
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    office = models.ForeignKey("organisation.Office", models.PROTECT, related_name="+", verbose_name=_("office"))
    job_role = models.CharField(_("job"), max_length=20)
    answered = models.BooleanField(_("answered"), default=False)

    class Meta:
        verbose_name = _("person asked")
        verbose_name_plural = _("people asked")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["survey", "person"], name="survey_asks_once")]


class Tally(models.Model):
    """How many people of one office, or of one job, gave this answer. Nothing here is one person's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="tallies", verbose_name=_("question"))
    office = models.ForeignKey("organisation.Office", models.PROTECT, null=True, related_name="+", verbose_name=_("office"))
    job_role = models.CharField(_("job"), max_length=20, blank=True)
    value = models.PositiveSmallIntegerField(_("answer"))
    people = models.PositiveIntegerField(_("people"), default=0)

    class Meta:
        verbose_name = _("count of answers")
        verbose_name_plural = _("counts of answers")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["question", "office", "value"], condition=Q(job_role=""), name="survey_counter_of_office_once"),
            models.UniqueConstraint(fields=["question", "job_role", "value"], condition=~Q(job_role=""), name="survey_counter_of_job_once"),
            models.CheckConstraint(condition=Q(office__isnull=False) ^ ~Q(job_role=""), name="survey_counter_of_one_cut"),
        ]


class SurveyMove(EventRow):
    """A survey opened or closed; from its closing on its results are known."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="moves", verbose_name=_("survey"))
    state = models.CharField(_("state"), max_length=10, choices=SurveyState)
    on = models.DateField(_("on"))

    class Meta(EventRow.Meta):
        verbose_name = _("step of a survey")
        verbose_name_plural = _("steps of surveys")
