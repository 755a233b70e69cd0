"""Appraisal: the scheme of a year with its weights and scales, and the sheets of offices and people."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.records import EventRow
from rollout.kpis.appraising import Band, Line, Scale
from rollout.kpis.states import Audience, SchemeState, SheetState, SheetStep

# No KPI can have this code: it is no slug.
ADOPTION = "@adoption"


class AppraisalScheme(models.Model):
    """One version of a year's scheme. Fixed once approved; a later version holds from its own day."""

    year = models.PositiveSmallIntegerField(_("year"))
    audience = models.CharField(_("for"), max_length=6, choices=Audience)
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=9, choices=SchemeState, default=SchemeState.DRAFT)
    from_day = models.DateField(_("in force from"))
    policy = models.ForeignKey("policies.Policy", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("policy"))
    clause = models.CharField(_("clause"), max_length=20, blank=True)
    entered_by = models.CharField(_("entered by"), max_length=150)
    approved_by = models.CharField(_("approved by"), max_length=150, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("appraisal scheme")
        verbose_name_plural = _("appraisal schemes")
        ordering = ["-year", "audience", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "audience", "number"], name="scheme_version_once"),
            models.UniqueConstraint(fields=["year", "audience"], condition=Q(state=SchemeState.DRAFT), name="one_scheme_in_draft"),
            models.CheckConstraint(
                condition=~Q(state=SchemeState.APPROVED)
                | Q(policy__isnull=False, approved_at__isnull=False) & ~Q(approved_by="") & ~Q(approved_by=F("entered_by")),
                name="scheme_approved_by_another_under_a_policy",
            ),
        ]

    def __str__(self) -> str:
        said = {"year": self.year, "audience": self.get_audience_display(), "number": self.number}
        return gettext("%(audience)s %(year)s, version %(number)s") % said

    def get_absolute_url(self) -> str:
        return reverse("kpis:scheme", args=[self.pk])


class SchemeLine(models.Model):
    """One line of a scheme: a KPI, or the adoption score where no KPI is named. `bands`: [percent attained, points] pairs."""

    scheme = models.ForeignKey(AppraisalScheme, models.PROTECT, related_name="lines", verbose_name=_("appraisal scheme"))
    position = models.PositiveSmallIntegerField(_("position"))
    kpi = models.ForeignKey("kpis.Kpi", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("KPI"))
    weight = models.DecimalField(_("weight"), max_digits=5, decimal_places=2)
    bands = models.JSONField(_("scale"), default=list)
    joined = models.BooleanField(_("straight lines between the bands"), default=False)

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("line of a scheme")
        verbose_name_plural = _("lines of schemes")
        ordering = ["scheme", "position"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "position"], name="scheme_line_position_once"),
            models.CheckConstraint(condition=Q(weight__gt=0) & Q(weight__lte=100), name="scheme_line_weighs"),
        ]

    def __str__(self) -> str:
        return str(self.kpi) if self.kpi else gettext("Adoption score")

    @property
    def code(self) -> str:
        return self.kpi.code if self.kpi else ADOPTION

    @property
    def line(self) -> Line:
        return Line(self.code, self.weight, scale_of(self.bands, joined=self.joined))


def scale_of(bands: list[list[str]], *, joined: bool) -> Scale:
    return Scale(tuple(Band(Decimal(at), Decimal(points)) for at, points in bands), joined)


class AppraisalSheet(models.Model):
    """The sheet of an office, or of a person there. The figures are those its owner saw; signing freezes them."""

    scheme = models.ForeignKey(AppraisalScheme, models.PROTECT, related_name="sheets", verbose_name=_("appraisal scheme"))
    office = models.ForeignKey("organisation.Office", models.PROTECT, related_name="+", verbose_name=_("office"))
    person = models.ForeignKey("organisation.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person"))
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    figures = models.JSONField(_("figures"))
    state = models.CharField(_("state"), max_length=9, choices=SheetState, default=SheetState.SHOWN)
    contest_by = models.DateField(_("may be contested until"))
    opened_by = models.CharField(_("opened by"), max_length=150)
    opened_at = models.DateTimeField(_("opened at"))
    settled_by = models.CharField(_("signed by"), max_length=150, blank=True)
    snapshot = models.ForeignKey("core.Snapshot", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("frozen figures"))

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("appraisal sheet")
        verbose_name_plural = _("appraisal sheets")
        ordering = ["-scheme__year", "office", "person", "opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "office"],
                condition=Q(person__isnull=True) & ~Q(state=SheetState.WITHDRAWN),
                name="one_sheet_of_an_office",
            ),
            models.UniqueConstraint(
                fields=["scheme", "person"],
                condition=Q(person__isnull=False) & ~Q(state=SheetState.WITHDRAWN),
                name="one_sheet_of_a_person",
            ),
            models.CheckConstraint(condition=Q(state=SheetState.SETTLED) ^ Q(snapshot__isnull=True), name="settled_sheet_is_frozen"),
            models.CheckConstraint(condition=~Q(settled_by=F("opened_by")) | Q(settled_by=""), name="sheet_signed_by_another"),
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="sheet_period_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.office}, {self.scheme.year}"

    def get_absolute_url(self) -> str:
        return reverse("kpis:sheet", args=[self.pk])


class AppraisalEvent(EventRow):
    """One step of a sheet: what was said, and the figures it then showed."""

    sheet = models.ForeignKey(AppraisalSheet, models.PROTECT, related_name="events", verbose_name=_("appraisal sheet"))
    step = models.CharField(_("what"), max_length=8, choices=SheetStep)
    on = models.DateField(_("on"))
    told = models.TextField(_("words"), blank=True)
    figures = models.JSONField(_("figures"), default=dict, blank=True)

    class Meta(EventRow.Meta):
        verbose_name = _("event of an appraisal sheet")
        verbose_name_plural = _("events of appraisal sheets")
