"""Courses, and for whom they are."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from governance.core import audit
from governance.core.languages import said_of
from governance.core.records import Dated
from governance.organisation.models import Experience, JobRole


class CourseKind(models.TextChoices):
    CLASSROOM = "classroom", _("Classroom")
    PRACTICE = "practice", _("Practice on the real screens")


class Course(models.Model):
    """What is taught, how long it takes, how much of it counts as attended, and for how long that is valid."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=120)
    title_zh_hans = models.CharField(_("title in Simplified Chinese"), max_length=120, blank=True)
    title_zh_hant = models.CharField(_("title in Traditional Chinese"), max_length=120, blank=True)
    description = models.TextField(_("description"), blank=True)
    description_zh_hans = models.TextField(_("description in Simplified Chinese"), blank=True)
    description_zh_hant = models.TextField(_("description in Traditional Chinese"), blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=CourseKind, default=CourseKind.CLASSROOM)
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=1, default=Decimal(4))
    needed_percent = models.PositiveSmallIntegerField(
        _("share of the time needed (%)"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    validity_months = models.PositiveSmallIntegerField(_("valid for (months)"), null=True, blank=True)
    active = models.BooleanField(_("offered"), default=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(hours__gt=0), name="course_takes_time"),
            models.CheckConstraint(condition=models.Q(needed_percent__gte=1, needed_percent__lte=100), name="course_share_is_a_share"),
            models.CheckConstraint(
                condition=models.Q(validity_months__isnull=True) | models.Q(validity_months__gte=1), name="course_valid_a_month"
            ),
        ]

    def __str__(self) -> str:
        return said_of(self, "title")

    def title_in(self, language: str) -> str:
        return said_of(self, "title", language)

    def description_in(self, language: str) -> str:
        return said_of(self, "description", language)

    @property
    def told(self) -> str:
        """The description in the reader's language."""
        return said_of(self, "description")


class Audience(Dated):
    """One line of whom a course is for, from a day. A person needs the course where one line fits; empty fields fit everybody."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="audience", verbose_name=_("course"))
    job_role = models.CharField(_("job"), max_length=20, choices=JobRole, blank=True)
    crm_role = models.CharField(_("role in the CRM"), max_length=60, blank=True)
    experience = models.CharField(_("experience"), max_length=10, choices=Experience, blank=True)
    trainers = models.BooleanField(pgettext_lazy("audience", "trainers"), default=False)

    history = audit.tracked()

    class Meta:
        verbose_name = _("audience of a course")
        verbose_name_plural = _("audiences of courses")
        ordering = ["course", "first_day", "pk"]
        constraints = [Dated.in_order("audience_days_in_order")]
