"""Papers: what is asked, how many of which topic and difficulty, and by which rules it is passed."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.languages import said_of
from governance.core.records import EventRow, Recorded
from training.testing.models.questions import Difficulty


class PaperKind(models.TextChoices):
    WRITTEN = "written", _("Written")
    PRACTICAL = "practical", _("Practical")


class PaperState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("In use")
    REPLACED = "replaced", _("Replaced")
    DISCARDED = "discarded", _("Discarded")


# From which state to which: the only moves there are.
PAPER_MOVES: dict[PaperState, frozenset[PaperState]] = {
    PaperState.DRAFT: frozenset({PaperState.ACTIVE, PaperState.DISCARDED}),
    PaperState.ACTIVE: frozenset({PaperState.REPLACED}),
    PaperState.REPLACED: frozenset(),
    PaperState.DISCARDED: frozenset(),
}


class GradeKept(models.TextChoices):
    HIGHEST = "highest", _("The highest")
    LAST = "last", _("The last")
    AVERAGE = "average", _("The average")
    FIRST = "first", _("The first")


class ReviewRule(models.TextChoices):
    AFTER_SUBMIT = "submit", _("As soon as it is marked")
    AFTER_PASS = "pass", _("Once passed")
    AFTER_CLOSE = "close", _("After the paper has closed")
    NEVER = "never", _("Never")


class PassMarkMethod(models.TextChoices):
    ANGOFF = "angoff", _("Angoff: judges rate each kind of question")
    BORDERLINE = "borderline", _("Borderline group")
    AUTHORITY = "authority", _("Set by the authority named")


class Paper(models.Model):
    """One test of a course. What it asks and how it is passed stands in its versions."""

    course = models.ForeignKey("courses.Course", models.PROTECT, related_name="papers", verbose_name=_("course"))
    code = models.CharField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=PaperKind, default=PaperKind.WRITTEN)
    title = models.CharField(_("title in English"), max_length=200)
    title_zh_hans = models.CharField(_("title in Simplified Chinese"), max_length=200, blank=True)
    title_zh_hant = models.CharField(_("title in Traditional Chinese"), max_length=200, blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["code"]

    def __str__(self) -> str:
        return said_of(self, "title")

    def title_in(self, language: str) -> str:
        return said_of(self, "title", language)

    def get_absolute_url(self) -> str:
        return reverse("testing:paper", args=[self.pk])


class PaperVersion(models.Model):
    """Blueprint and rules. A draft may be edited; once in use it never changes, and attempts keep the one they were drawn from."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="versions", verbose_name=_("paper"))
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=PaperState, default=PaperState.DRAFT)
    written_by = models.CharField(_("written by"), max_length=150)
    active_from = models.DateTimeField(_("in use since"), null=True, blank=True)
    pass_mark = models.DecimalField(
        _("pass mark (%)"), max_digits=5, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    pass_mark_method = models.CharField(_("how the pass mark was set"), max_length=12, choices=PassMarkMethod)
    pass_mark_note = models.TextField(_("who set it, when and why"), blank=True)
    time_limit = models.PositiveSmallIntegerField(_("time limit (minutes)"), null=True, blank=True)
    attempts_allowed = models.PositiveSmallIntegerField(_("attempts allowed"), null=True, blank=True)
    wait_hours = models.PositiveIntegerField(_("wait before the next attempt (hours)"), default=0)
    grade_kept = models.CharField(_("grade kept"), max_length=8, choices=GradeKept, default=GradeKept.HIGHEST)
    review = models.CharField(_("right answers are shown"), max_length=8, choices=ReviewRule, default=ReviewRule.AFTER_PASS)
    late_hours = models.PositiveSmallIntegerField(_("late answers may be counted within (hours)"), default=72)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("version of a paper")
        verbose_name_plural = _("versions of papers")
        ordering = ["paper", "number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="paper_version_number_once"),
            models.UniqueConstraint(fields=["paper"], condition=Q(state="active"), name="paper_one_version_in_use"),
            models.UniqueConstraint(fields=["paper"], condition=Q(state="draft"), name="paper_one_draft"),
            models.CheckConstraint(condition=Q(pass_mark__gte=0, pass_mark__lte=100), name="paper_pass_mark_0_to_100"),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="paper_opens_before_closing",
            ),
            models.CheckConstraint(condition=Q(time_limit__isnull=True) | Q(time_limit__gte=1), name="paper_time_limit_positive"),
            models.CheckConstraint(condition=Q(attempts_allowed__isnull=True) | Q(attempts_allowed__gte=1), name="paper_attempts_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.paper} · {self.number}"


class BlueprintRow(models.Model):
    """So many questions of one topic and difficulty, each worth so many points. A slot of the paper, for item analysis."""

    version = models.ForeignKey(PaperVersion, models.PROTECT, related_name="rows", verbose_name=_("version"))
    order = models.PositiveSmallIntegerField(_("order"))
    topic = models.ForeignKey("testing.Topic", models.PROTECT, related_name="+", verbose_name=_("topic"))
    difficulty = models.PositiveSmallIntegerField(_("difficulty"), choices=Difficulty)
    count = models.PositiveSmallIntegerField(_("questions"), validators=[MinValueValidator(1)])
    points = models.DecimalField(_("points each"), max_digits=5, decimal_places=2, default=1, validators=[MinValueValidator(0)])

    history = audit.tracked()

    class Meta:
        verbose_name = _("row of a blueprint")
        verbose_name_plural = _("rows of blueprints")
        ordering = ["version", "order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "topic", "difficulty"], name="blueprint_row_once"),
            models.CheckConstraint(condition=Q(count__gte=1, points__gt=0), name="blueprint_row_asks_something"),
        ]


class JudgeRating(EventRow):
    """One judge's word for the pass mark: of 100 candidates who are only just good enough, how many get such a question right."""

    version = models.ForeignKey(PaperVersion, models.PROTECT, related_name="ratings", verbose_name=_("version"))
    judge = models.CharField(_("judge"), max_length=120)
    topic = models.ForeignKey("testing.Topic", models.PROTECT, related_name="+", verbose_name=_("topic"))
    difficulty = models.PositiveSmallIntegerField(_("difficulty"), choices=Difficulty)
    percent = models.DecimalField(_("right (%)"), max_digits=5, decimal_places=2)

    class Meta(EventRow.Meta):
        verbose_name = _("judge’s rating")
        verbose_name_plural = _("judges’ ratings")
        constraints = [models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="judge_rating_0_to_100")]


class PaperStep(EventRow):
    """A version was drafted, put in use, replaced or discarded: by whom and why."""

    version = models.ForeignKey(PaperVersion, models.PROTECT, related_name="steps", verbose_name=_("version"))
    state = models.CharField(_("state"), max_length=10, choices=PaperState)

    class Meta(EventRow.Meta):
        verbose_name = _("step of a paper")
        verbose_name_plural = _("steps of papers")


class Allowance(Recorded):
    """What one person is given beyond the paper's rules: more time, another attempt, another window. Without a paper it holds for all."""

    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="test_allowances", verbose_name=_("person"))
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="allowances", verbose_name=_("only for the paper"))
    extra_percent = models.PositiveSmallIntegerField(_("extra time (%)"), default=0, validators=[MaxValueValidator(300)])
    extra_minutes = models.PositiveSmallIntegerField(_("extra time (minutes)"), default=0, validators=[MaxValueValidator(600)])
    extra_attempts = models.PositiveSmallIntegerField(_("extra attempts"), default=0, validators=[MaxValueValidator(20)])
    opens_at = models.DateTimeField(_("opens earlier, at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes later, at"), null=True, blank=True)
    knowing = models.BooleanField(_("may sit despite knowing questions"), default=False, db_default=False)
    username = models.CharField(_("given by"), max_length=150)
    reason = models.TextField(_("reason"))

    history = audit.tracked()

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")
        ordering = ["recorded_at", "pk"]
