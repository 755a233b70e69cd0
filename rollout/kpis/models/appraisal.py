"""Yearly appraisal: the scheme with its weights and scales, and one sheet per office or person."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.records import EventRow
from rollout.kpis.appraising import Band, Line, Scale

ADOPTION = "adoption"


class Whose(models.TextChoices):
    OFFICE = "office", _("Offices")
    PERSON = "person", _("People")


class SchemeState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")


class AppraisalScheme(models.Model):
    """Which figures count in a year, how much, and on what scale. Approved by another than who wrote it; then it stays."""

    year = models.PositiveSmallIntegerField(_("year"))
    whose = models.CharField(_("for"), max_length=6, choices=Whose)
    lines = models.JSONField(_("figures, weights and scales"), default=list)
    state = models.CharField(_("state"), max_length=8, choices=SchemeState, default=SchemeState.DRAFT)
    written_by = models.CharField(_("written by"), max_length=150)
    approved_by = models.CharField(_("approved by"), max_length=150, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("appraisal scheme")
        verbose_name_plural = _("appraisal schemes")
        ordering = ["-year", "whose"]
        constraints = [
            models.UniqueConstraint(fields=["year", "whose"], name="one_scheme_a_year"),
            models.CheckConstraint(condition=Q(state=SchemeState.DRAFT) ^ Q(approved_at__isnull=False), name="scheme_approved_has_instant"),
            models.CheckConstraint(condition=Q(approved_by="") | ~Q(approved_by=F("written_by")), name="scheme_approved_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.year} · {self.get_whose_display()}"

    def get_absolute_url(self) -> str:
        return reverse("kpis:scheme", args=[self.pk])

    @property
    def parsed(self) -> list[Line]:
        """The lines as the rule takes them."""
        return [as_line(line) for line in self.lines]


def as_line(stored: dict[str, Any]) -> Line:
    bands = tuple(Band(Decimal(band["attained"]), Decimal(band["points"])) for band in stored["bands"])
    return Line(stored["code"], Decimal(stored["weight"]), Scale(bands, stored.get("joined", False)))


class SheetState(models.TextChoices):
    MADE = "made", _("Made")
    SHOWN = "shown", _("Shown to the person")
    CONTESTED = "contested", _("Contested")
    FINAL = "final", _("Final")


# A sheet of a person enters the appraisal only after the person saw it; an office's goes from made to final.
SHEET_MOVES: dict[str, frozenset[str]] = {
    SheetState.MADE: frozenset({SheetState.SHOWN, SheetState.FINAL}),
    SheetState.SHOWN: frozenset({SheetState.CONTESTED, SheetState.FINAL}),
    SheetState.CONTESTED: frozenset({SheetState.SHOWN, SheetState.FINAL}),
    SheetState.FINAL: frozenset(),
}


class AppraisalSheet(models.Model):
    """One office's or person's year, its figures frozen when it was made. Made anew, it is another sheet that replaces this one."""

    scheme = models.ForeignKey(AppraisalScheme, models.PROTECT, related_name="sheets", verbose_name=_("scheme"))
    office = models.ForeignKey("organisation.Office", models.PROTECT, related_name="+", verbose_name=_("office"))
    person = models.ForeignKey("organisation.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person"))
    snapshot = models.ForeignKey("core.Snapshot", models.PROTECT, related_name="+", verbose_name=_("frozen figures"))
    state = models.CharField(_("state"), max_length=9, choices=SheetState, default=SheetState.MADE)
    shown_on = models.DateField(_("shown on"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=150)
    replaced_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name=_("replaced by")
    )

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("appraisal sheet")
        verbose_name_plural = _("appraisal sheets")
        ordering = ["scheme", "office", "person", "made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "office"], condition=Q(replaced_by__isnull=True, person__isnull=True), name="one_sheet_of_an_office"
            ),
            models.UniqueConstraint(
                fields=["scheme", "person", "office"],
                condition=Q(replaced_by__isnull=True, person__isnull=False),
                name="one_sheet_of_a_person",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("kpis:sheet", args=[self.pk])


class SheetStep(EventRow):
    """What happened to a sheet, and what was said."""

    sheet = models.ForeignKey(AppraisalSheet, models.PROTECT, related_name="steps", verbose_name=_("sheet"))
    to_state = models.CharField(_("to"), max_length=9, choices=SheetState)

    class Meta(EventRow.Meta):
        verbose_name = _("step of a sheet")
        verbose_name_plural = _("steps of sheets")
