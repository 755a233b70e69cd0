"""What people thought of a session. No column leads from an answer to a person."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class FeedbackAnswer(models.Model):
    """One answer. Random key, no name, no time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey("courses.Session", models.PROTECT, related_name="feedback", verbose_name=_("session"))
    useful = models.PositiveSmallIntegerField(_("useful for my work"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    clear = models.PositiveSmallIntegerField(_("clearly taught"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    practice = models.PositiveSmallIntegerField(_("enough practice"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    comment = models.TextField(_("comment"), blank=True)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ["id"]


class FeedbackAsked(models.Model):
    """Who is asked and has answered. Made for everyone at closing, so that no order of rows tells who answered what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey("courses.Session", models.PROTECT, related_name="feedback_asked", verbose_name=_("session"))
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    answered = models.BooleanField(_("answered"), default=False)

    class Meta:
        verbose_name = _("asked for feedback")
        verbose_name_plural = _("asked for feedback")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="asked_once_for_feedback")]
