"""Steps of the rollout, what customers feel of them, and what customers said."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.records import EventRow
from rollout.impact.models.touchpoints import Touchpoint
from rollout.impact.states import Effect, ReactionKind, Severity, Share, StepState
from rollout.staging.stages import Stage


class RolloutStep(models.Model):
    """Something the rollout does that a customer may feel. Without an office it concerns all of them."""

    name = models.CharField(_("name"), max_length=120)
    name_zh = models.CharField(_("Chinese name"), max_length=120, blank=True)
    what = models.TextField(_("what is done"))
    office = models.ForeignKey("organisation.Office", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("office"))
    stage = models.CharField(_("stage"), max_length=12, choices=Stage)
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=StepState, default=StepState.PLANNED)

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("rollout step")
        verbose_name_plural = _("rollout steps")
        ordering = ["planned_on", "pk"]

    def __str__(self) -> str:
        return self.name_zh if self.name_zh and (translation.get_language() or "en").startswith("zh") else self.name

    def get_absolute_url(self) -> str:
        return reverse("impact:step", args=[self.pk])


class Assessment(models.Model):
    """What customers at one touchpoint feel of a step, how badly, and what is done about it."""

    step = models.ForeignKey(RolloutStep, models.PROTECT, related_name="assessments", verbose_name=_("step"))
    touchpoint = models.ForeignKey(Touchpoint, models.PROTECT, related_name="assessments", verbose_name=_("touchpoint"))
    feels = models.TextField(_("what the customer feels"))
    effect = models.PositiveSmallIntegerField(_("effect"), choices=Effect)
    share = models.PositiveSmallIntegerField(_("how many customers"), choices=Share)
    another_way = models.BooleanField(_("customers have another way that works"), default=False)
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity)
    mitigation = models.TextField(_("mitigation"), blank=True)
    owner = models.ForeignKey("organisation.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    due = models.DateField(_("due"), null=True, blank=True)
    done_on = models.DateField(_("in place since"), null=True, blank=True)

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("customer impact")
        verbose_name_plural = _("customer impacts")
        ordering = ["-severity", "touchpoint__code"]
        constraints = [
            models.UniqueConstraint(fields=["step", "touchpoint"], name="impact_assessed_once"),
            models.CheckConstraint(condition=Q(severity__lte=4) & Q(effect__lte=3) & Q(share__lte=3), name="impact_on_the_scale"),
            models.CheckConstraint(condition=Q(done_on__isnull=True) | ~Q(mitigation=""), name="mitigation_in_place_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.step} · {self.touchpoint}"


class Reaction(EventRow):
    """What customers did or said when they met the step. No names."""

    step = models.ForeignKey(RolloutStep, models.PROTECT, related_name="reactions", verbose_name=_("step"))
    touchpoint = models.ForeignKey(
        Touchpoint, models.PROTECT, null=True, blank=True, related_name="reactions", verbose_name=_("touchpoint")
    )
    office = models.ForeignKey("organisation.Office", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("office"))
    on = models.DateField(_("on"))
    kind = models.CharField(_("reaction"), max_length=10, choices=ReactionKind)
    customers = models.PositiveIntegerField(_("how many customers"), default=1)
    words = models.TextField(_("in their words"))

    class Meta(EventRow.Meta):
        verbose_name = _("customer reaction")
        verbose_name_plural = _("customer reactions")


class StepMove(EventRow):
    """A step went from one state to another, with the reason and, if customers caused it, their reaction."""

    step = models.ForeignKey(RolloutStep, models.PROTECT, related_name="moves", verbose_name=_("step"))
    from_state = models.CharField(_("from"), max_length=10, choices=StepState)
    to_state = models.CharField(_("to"), max_length=10, choices=StepState)
    on = models.DateField(_("on"))
    because_of = models.ForeignKey(Reaction, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("because of"))

    class Meta(EventRow.Meta):
        verbose_name = _("move of a step")
        verbose_name_plural = _("moves of steps")
