"""A person's own score as drawn for a period, and exemplars with their consent. Steps are append-only."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.records import EventRow
from rollout.adoption.owning import ExemplarState, OwnState

OPEN_EXEMPLARS = (ExemplarState.ASKED, ExemplarState.CONSENTED)


class OwnScore(models.Model):
    """What a person's use came to between two days, frozen with its arithmetic when it was drawn.

    `figures` holds the version and terms of the score and the weeks behind both sides; `office` is where the person belonged last.
    """

    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="own_scores", verbose_name=_("person"))
    office = models.ForeignKey("organisation.Office", models.PROTECT, null=True, related_name="+", verbose_name=_("office"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    value = models.DecimalField(_("score"), max_digits=9, decimal_places=6, null=True)
    figures = models.JSONField(_("arithmetic"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=OwnState, default=OwnState.DRAWN)
    drawn_at = models.DateTimeField(_("drawn at"))
    contest_until = models.DateField(_("may be contested until"), null=True, blank=True)

    history = audit.tracked(excluded_fields=["figures"])

    class Meta:
        verbose_name = _("person's own score")
        verbose_name_plural = _("people's own scores")
        ordering = ["-last_day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "first_day", "last_day"], condition=~Q(state=OwnState.REPLACED), name="own_score_once_per_period"
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="own_score_days_in_order"),
            models.CheckConstraint(
                condition=~Q(state__in=[OwnState.SEEN, OwnState.ACCEPTED, OwnState.CONTESTED, OwnState.STANDS])
                | Q(contest_until__isnull=False),
                name="own_score_seen_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.first_day} – {self.last_day}"


class OwnScoreStep(EventRow):
    """A score was drawn, seen, accepted, contested, answered: by whom and why. `contest_until` from the step that showed it."""

    score = models.ForeignKey(OwnScore, models.PROTECT, related_name="steps", verbose_name=_("own score"))
    state = models.CharField(_("state"), max_length=10, choices=OwnState)
    contest_until = models.DateField(_("may be contested until"), null=True, blank=True)

    class Meta(EventRow.Meta):
        verbose_name = _("step of an own score")
        verbose_name_plural = _("steps of own scores")


class Exemplar(models.Model):
    """Somebody nominated for a way of working that others should copy. `ways` are the figures shown to the person with the question."""

    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="exemplars", verbose_name=_("person"))
    office = models.ForeignKey("organisation.Office", models.PROTECT, related_name="+", verbose_name=_("office"))
    copy = models.TextField(_("what to copy"))
    ways = models.JSONField(_("figures shown"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ExemplarState, default=ExemplarState.ASKED)
    nominated_by = models.CharField(_("nominated by"), max_length=150)
    nominated_at = models.DateTimeField(_("nominated at"))

    history = audit.tracked()

    class Meta:
        verbose_name = _("exemplar")
        verbose_name_plural = _("exemplars")
        ordering = ["office", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(state__in=OPEN_EXEMPLARS), name="exemplar_one_open_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.copy[:60]}"


class ExemplarStep(EventRow):
    """A nomination, an answer, a consent taken back, an end."""

    exemplar = models.ForeignKey(Exemplar, models.PROTECT, related_name="steps", verbose_name=_("exemplar"))
    state = models.CharField(_("state"), max_length=10, choices=ExemplarState)

    class Meta(EventRow.Meta):
        verbose_name = _("step of an exemplar")
        verbose_name_plural = _("steps of exemplars")
