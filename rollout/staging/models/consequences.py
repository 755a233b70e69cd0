"""What follows from a decision: conditions, overrides, holds that come by themselves, roll-backs as work, and the end."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from governance.core import written
from governance.core.models import Attachment
from governance.core.records import EventRow
from governance.organisation.models import Person
from rollout.staging.models.decisions import GateDecision
from rollout.staging.models.gating import GateCriterion
from rollout.staging.models.programme import OfficeRollout, Programme, StageChange
from rollout.staging.states import HoldCause, ReverseStep


class Condition(EventRow):
    """What a conditional go rests on: who does it and by which day. Overdue from the day after."""

    decision = models.ForeignKey(GateDecision, models.PROTECT, related_name="conditions", verbose_name=_("decision"))
    place = models.PositiveSmallIntegerField(_("place"), default=0)
    text = models.CharField(_("condition"), max_length=300)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("owner"))
    due = models.DateField(_("due"))

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ["due", "decision", "place"]

    def __str__(self) -> str:
        return self.text

    @property
    def overdue_words(self) -> str:
        text = gettext("The condition “%(condition)s” was due on %(day)s and is not met.")
        return text % {"condition": self.text, "day": written.day(self.due)}


class ConditionMet(EventRow):
    """The condition was met; the reason says how."""

    condition = models.OneToOneField(Condition, models.PROTECT, related_name="met", verbose_name=_("condition"))
    evidence = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence"))

    class Meta:
        verbose_name = _("condition met")
        verbose_name_plural = _("conditions met")


class Override(EventRow):
    """The sponsor lets an office pass although this criterion is not met, until a day (included). The verdict stays as it is."""

    rollout = models.ForeignKey(OfficeRollout, models.PROTECT, related_name="overrides", verbose_name=_("office"))
    criterion = models.ForeignKey(GateCriterion, models.PROTECT, related_name="overrides", verbose_name=_("criterion"))
    code = models.SlugField(_("code"), max_length=40)
    until = models.DateField(_("runs until"))
    authority = models.CharField(_("by what right"), max_length=300)
    ballot = models.BigIntegerField(_("ballot"), null=True, blank=True)
    evaluation = models.JSONField(_("the finding it passes over"))

    class Meta:
        verbose_name = _("override")
        verbose_name_plural = _("overrides")
        ordering = ["until", "recorded_at", "pk"]

    @property
    def unmet_words(self) -> str:
        text = gettext("The override of “%(criterion)s” ran out on %(day)s and the criterion is not met.")
        return text % {"criterion": self.criterion, "day": written.day(self.until)}


class OverrideEnded(EventRow):
    """The override ran out and its criterion was measured again."""

    override = models.OneToOneField(Override, models.PROTECT, related_name="ended", verbose_name=_("override"))
    met = models.BooleanField(_("the criterion is met"))
    evaluation = models.JSONField(_("the new finding"))

    class Meta:
        verbose_name = _("end of an override")
        verbose_name_plural = _("ends of overrides")


class AutomaticHold(EventRow):
    """The office was put on hold by the rules themselves."""

    rollout = models.ForeignKey(OfficeRollout, models.PROTECT, related_name="automatic_holds", verbose_name=_("office"))
    cause = models.CharField(_("because"), max_length=12, choices=HoldCause)
    change = models.ForeignKey(StageChange, models.PROTECT, related_name="+", verbose_name=_("stage change"))
    condition = models.OneToOneField(Condition, models.PROTECT, null=True, blank=True, related_name="hold")
    ended = models.OneToOneField(OverrideEnded, models.PROTECT, null=True, blank=True, related_name="hold")

    class Meta:
        verbose_name = _("hold by the rules")
        verbose_name_plural = _("holds by the rules")
        constraints = [models.CheckConstraint(condition=Q(condition__isnull=False) ^ Q(ended__isnull=False), name="hold_names_its_cause")]

    @property
    def message(self) -> str:
        """Why, in the language of whoever reads it; the reason on record has that of whoever's round it was."""
        return self.condition.overdue_words if self.condition else self.ended.override.unmet_words if self.ended else self.reason


class Rollback(EventRow):
    """An office went back: the work that this is. Open until every step is done; no move forward before."""

    rollout = models.ForeignKey(OfficeRollout, models.PROTECT, related_name="rollbacks", verbose_name=_("office"))
    change = models.OneToOneField(StageChange, models.PROTECT, related_name="rollback", verbose_name=_("stage change"))
    decision = models.ForeignKey(GateDecision, models.PROTECT, null=True, blank=True, related_name="rollbacks", verbose_name=_("decision"))

    class Meta:
        verbose_name = _("roll-back")
        verbose_name_plural = _("roll-backs")
        ordering = ["-recorded_at", "-pk"]

    def get_absolute_url(self) -> str:
        return reverse("staging:rollback", args=[self.pk])


class RollbackStep(EventRow):
    """One step of the reverse checklist."""

    rollback = models.ForeignKey(Rollback, models.PROTECT, related_name="steps", verbose_name=_("roll-back"))
    place = models.PositiveSmallIntegerField(_("place"))
    step = models.CharField(_("step"), max_length=12, choices=ReverseStep)
    text = models.CharField(_("in words"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("step of a roll-back")
        verbose_name_plural = _("steps of roll-backs")
        ordering = ["rollback", "place"]
        constraints = [models.UniqueConstraint(fields=["rollback", "place"], name="rollback_step_place_once")]

    def __str__(self) -> str:
        return self.text or str(self.get_step_display())


class RollbackStepDone(EventRow):
    """The step was done. Reconciling says how many records there were on either side, and the difference is explained."""

    step = models.OneToOneField(RollbackStep, models.PROTECT, related_name="done", verbose_name=_("step"))
    in_crm = models.PositiveIntegerField(_("records in the CRM"), null=True, blank=True)
    in_office = models.PositiveIntegerField(_("records the office works with"), null=True, blank=True)
    evidence = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence"))

    class Meta:
        verbose_name = _("roll-back step done")
        verbose_name_plural = _("roll-back steps done")


class RollbackFinish(EventRow):
    """All steps done; the office may move on again."""

    rollback = models.OneToOneField(Rollback, models.PROTECT, related_name="finish", verbose_name=_("roll-back"))

    class Meta:
        verbose_name = _("end of a roll-back")
        verbose_name_plural = _("ends of roll-backs")


class ProgrammeStop(EventRow):
    """The programme ended before its time, with what was learned. No office moves forward after it."""

    programme = models.OneToOneField(Programme, models.PROTECT, related_name="stop", verbose_name=_("programme"))
    decision = models.OneToOneField(GateDecision, models.PROTECT, null=True, blank=True, related_name="stop", verbose_name=_("decision"))
    on = models.DateField(_("on"))
    authority = models.CharField(_("by what right"), max_length=300)
    ballot = models.BigIntegerField(_("ballot"), null=True, blank=True)
    went_well = models.TextField(_("what went well"))
    went_wrong = models.TextField(_("what went wrong"))
    do_differently = models.TextField(_("what we would do differently"))

    class Meta:
        verbose_name = _("end of the programme")
        verbose_name_plural = _("ends of programmes")
