"""The programme, its waves, and where each office stands."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.records import EventRow
from rollout.staging.stages import Stage


class Programme(models.Model):
    """The rollout of one CRM to the offices."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_zh = models.CharField(_("Chinese name"), max_length=120, blank=True)
    starts_on = models.DateField(_("starts on"))
    grace_days = models.PositiveSmallIntegerField(_("days of grace for joiners"), default=14)
    capacity = models.PositiveSmallIntegerField(_("offices in training and trial use at once"), default=4)
    entered_on = models.DateField(_("on record here since"))

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [models.CheckConstraint(condition=models.Q(capacity__gte=1), name="programme_carries_an_office")]

    def __str__(self) -> str:
        return self.name_zh if self.name_zh and (translation.get_language() or "en").startswith("zh") else self.name


class Wave(models.Model):
    """Offices planned to go together. Wave 0 is the pilot."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="waves", verbose_name=_("programme"))
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    planned_live_on = models.DateField(_("planned go-live"), null=True, blank=True)

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("wave")
        verbose_name_plural = _("waves")
        ordering = ["programme", "number"]
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="wave_number_once")]

    def __str__(self) -> str:
        title = _("Pilot wave") if self.is_pilot else _("Wave %(number)d") % {"number": self.number}
        return _("%(wave)s: %(name)s") % {"wave": title, "name": self.name} if self.name else str(title)

    @property
    def is_pilot(self) -> bool:
        return self.number == 0


class OfficeRollout(models.Model):
    """One office in the programme: its wave and the stage it is in. Changed only by actions, which append StageChange."""

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="rollouts", verbose_name=_("wave"))
    office = models.OneToOneField("organisation.Office", models.PROTECT, related_name="rollout", verbose_name=_("office"))
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.CANDIDATE)
    held_from = models.CharField(_("held in stage"), max_length=12, choices=Stage, blank=True)
    planned_live_on = models.DateField(_("planned go-live"), null=True, blank=True)

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("office in the rollout")
        verbose_name_plural = _("offices in the rollout")
        ordering = ["wave__number", "office__code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stage=Stage.HELD) ^ models.Q(held_from=""),
                name="held_names_its_stage",
            )
        ]

    def __str__(self) -> str:
        return str(self.office)

    @property
    def planned(self) -> date | None:
        """Its own planned go-live, else its wave's."""
        return self.planned_live_on or self.wave.planned_live_on

    @property
    def held_in(self) -> Stage | None:
        return Stage(self.held_from) if self.held_from else None


class Placement(EventRow):
    """An office was put into a wave. The last one holds."""

    rollout = models.ForeignKey(OfficeRollout, models.PROTECT, related_name="placements", verbose_name=_("office"))
    wave = models.ForeignKey(Wave, models.PROTECT, related_name="placements", verbose_name=_("wave"))

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["recorded_at", "pk"]


class StageChange(EventRow):
    """An office moved from one stage to another on a day. `superseded_by` names the row that corrects it.

    `past`: entered as history of a programme already under way. `void`: it only takes back the row it corrects.
    """

    rollout = models.ForeignKey(OfficeRollout, models.PROTECT, related_name="changes", verbose_name=_("office"))
    from_stage = models.CharField(_("from"), max_length=12, choices=Stage)
    to_stage = models.CharField(_("to"), max_length=12, choices=Stage)
    on = models.DateField(_("on"))
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")
    past = models.BooleanField(_("entered as history"), default=False)
    void = models.BooleanField(_("taken back"), default=False)

    class Meta:
        verbose_name = _("stage change")
        verbose_name_plural = _("stage changes")
        ordering = ["on", "recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(void=False) | models.Q(corrects__isnull=False), name="only_a_correction_takes_back")
        ]


class PilotWithdrawal(EventRow):
    """A pilot office formally withdrawn by the sponsor, with the reason."""

    rollout = models.OneToOneField(OfficeRollout, models.PROTECT, related_name="withdrawal", verbose_name=_("office"))
    on = models.DateField(_("on"))

    class Meta:
        verbose_name = _("withdrawn pilot")
        verbose_name_plural = _("withdrawn pilots")
