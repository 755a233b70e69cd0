"""The question bank: topics, questions, and each wording a question ever had."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from governance.core import audit
from governance.core.languages import said_of
from governance.core.records import EventRow
from training.testing import types
from training.testing.wording import load


class Topic(models.Model):
    """A category of the bank; topics form a tree. A name in another language is only shown: files know the first."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("within"))
    name = models.CharField(_("name"), max_length=120)
    name_zh_hans = models.CharField(_("name in simplified Chinese"), max_length=120, blank=True)
    name_zh_hant = models.CharField(_("name in traditional Chinese"), max_length=120, blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], condition=Q(parent__isnull=False), name="topic_name_once_within"),
            models.UniqueConstraint(fields=["name"], condition=Q(parent__isnull=True), name="topic_name_once_at_top"),
        ]

    def __str__(self) -> str:
        return said_of(self, "name")

    def title_in(self, language: str) -> str:
        """The name for a reader of this language."""
        return said_of(self, "name", language)


class QuestionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ACTIVE = "active", pgettext_lazy("question", "Active")
    QUARANTINED = "quarantined", _("Quarantined")
    RETIRED = "retired", _("Retired")


# From which state to which. Quarantine is decided with the figures of a paper; all else in the bank.
MOVES: dict[QuestionState, frozenset[QuestionState]] = {
    QuestionState.DRAFT: frozenset({QuestionState.ACTIVE, QuestionState.RETIRED}),
    QuestionState.ACTIVE: frozenset({QuestionState.ACTIVE, QuestionState.QUARANTINED, QuestionState.RETIRED}),
    QuestionState.QUARANTINED: frozenset({QuestionState.ACTIVE, QuestionState.RETIRED}),
    QuestionState.RETIRED: frozenset({QuestionState.ACTIVE}),
}


class QuestionKind(models.TextChoices):
    SINGLE = types.Kind.SINGLE.value, _("Single choice")
    MULTIPLE = types.Kind.MULTIPLE.value, _("Multiple choice")
    TRUE_FALSE = types.Kind.TRUE_FALSE.value, _("True or false")
    NUMERIC = types.Kind.NUMERIC.value, pgettext_lazy("question", "Number")
    SHORT = types.Kind.SHORT.value, _("Short answer")
    MATCHING = types.Kind.MATCHING.value, pgettext_lazy("question", "Matching")
    ORDERING = types.Kind.ORDERING.value, _("Ordering")
    ESSAY = types.Kind.ESSAY.value, _("Essay")
    PRACTICAL = types.Kind.PRACTICAL.value, _("Practical")


class Difficulty(models.IntegerChoices):
    EASY = 1, _("Easy")
    MEDIUM = 2, _("Medium")
    HARD = 3, _("Hard")


class Question(models.Model):
    """One question. `latest` is what was written last; `in_use` is what a second person activated and papers draw."""

    code = models.CharField(_("number"), max_length=100, unique=True)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="questions", verbose_name=_("topic"))
    name = models.CharField(_("name"), max_length=255)
    kind = models.CharField(_("type"), max_length=12, choices=QuestionKind)
    difficulty = models.PositiveSmallIntegerField(_("difficulty"), choices=Difficulty, default=Difficulty.MEDIUM)
    state = models.CharField(_("state"), max_length=12, choices=QuestionState, default=QuestionState.DRAFT)
    languages = models.CharField(_("languages"), max_length=40)
    latest = models.OneToOneField(
        "testing.QuestionVersion", models.PROTECT, null=True, blank=True, related_name="latest_of", verbose_name=_("latest wording")
    )
    in_use = models.OneToOneField(
        "testing.QuestionVersion", models.PROTECT, null=True, blank=True, related_name="in_use_of", verbose_name=_("wording in use")
    )

    history = audit.tracked()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["code"]
        indexes = [models.Index(fields=["topic", "difficulty", "state"], name="question_draw")]
        constraints = [
            models.CheckConstraint(condition=Q(difficulty__gte=1, difficulty__lte=3), name="question_difficulty_1_to_3"),
            models.CheckConstraint(condition=~Q(state="active") | Q(in_use__isnull=False), name="question_active_has_wording"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("testing:question", args=[self.pk])

    @property
    def waiting(self) -> bool:
        """Whether the latest wording still waits for a second person."""
        return self.latest_id != self.in_use_id


class QuestionVersion(EventRow):
    """A wording, kept for ever: an attempt points at the version it was taken with."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="versions", verbose_name=_("question"))
    number = models.PositiveIntegerField(_("version"))
    wording = models.TextField(_("wording"))
    sha256 = models.CharField(max_length=64, db_index=True)
    batch = models.ForeignKey("core.ImportBatch", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("from the file"))

    class Meta(EventRow.Meta):
        verbose_name = _("wording of a question")
        verbose_name_plural = _("wordings of questions")
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="question_version_once")]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"

    @property
    def content(self) -> types.Question:
        """The question as the pure modules take it."""
        return load(self.wording)


class QuestionStep(EventRow):
    """What happened to a question's state, and why."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="steps", verbose_name=_("question"))
    version = models.ForeignKey(QuestionVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("version"))
    from_state = models.CharField(_("from"), max_length=12, choices=QuestionState, blank=True)
    to_state = models.CharField(_("to"), max_length=12, choices=QuestionState)

    class Meta(EventRow.Meta):
        verbose_name = _("step of a question")
        verbose_name_plural = _("steps of questions")
