"""Attempts: the paper as drawn for one person, every answer as it came, every mark as it was given."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.permissions import Scope
from governance.core.records import EventRow


class AttemptState(models.TextChoices):
    OPEN = "open", _("In progress")
    SUBMITTED = "submitted", _("Submitted")
    TIMED_OUT = "timed_out", _("Submitted at time-out")


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def within(self, scope: Scope) -> Self:
        """Attempts a right reaches: of people who belong to these offices by the current record, or one's own."""
        if scope.everything:
            return self
        by_office = Q(person__memberships__office_id__in=scope.office_ids, person__memberships__superseded_at__isnull=True)
        return self.filter(by_office | Q(person_id=scope.person_id)).distinct()

    def open(self) -> Self:
        return self.filter(state=AttemptState.OPEN)

    def submitted(self, known_at: datetime | None = None) -> Self:
        """Those handed in, by the candidate or by the clock, as known at that instant."""
        found = self.filter(submitted_at__isnull=False)
        return found if known_at is None else found.filter(submitted_at__lte=known_at)


class Attempt(models.Model):
    """One person's one go at a paper. `seed` reproduces it; `due_at` is the server's instant at which it ends, if any."""

    paper = models.ForeignKey("testing.Paper", models.PROTECT, related_name="attempts", verbose_name=_("paper"))
    version = models.ForeignKey("testing.PaperVersion", models.PROTECT, related_name="attempts", verbose_name=_("version"))
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="test_attempts", verbose_name=_("person"))
    number = models.PositiveSmallIntegerField(_("attempt"))
    seed = models.BigIntegerField(_("seed"))
    state = models.CharField(_("state"), max_length=10, choices=AttemptState, default=AttemptState.OPEN)
    started_at = models.DateTimeField(_("started at"))
    due_at = models.DateTimeField(_("ends at"), null=True, blank=True, db_index=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)

    objects = AttemptQuerySet.as_manager()
    history = audit.tracked()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["started_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "person", "number"], name="attempt_number_once"),
            models.UniqueConstraint(fields=["paper", "person"], condition=Q(state="open"), name="attempt_one_open"),
            models.CheckConstraint(
                condition=Q(state="open", submitted_at__isnull=True) | (~Q(state="open") & Q(submitted_at__isnull=False)),
                name="attempt_submitted_has_instant",
            ),
            models.CheckConstraint(condition=Q(due_at__isnull=True) | Q(due_at__gt=F("started_at")), name="attempt_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.paper} · {self.person} · {self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == AttemptState.OPEN


class AttemptEvent(EventRow):
    """What happened to an attempt besides answering: begun, continued elsewhere, given more time, handed in."""

    class Kind(models.TextChoices):
        STARTED = "started", _("Started")
        RESUMED = "resumed", _("Continued on another device or tab")
        SUBMITTED = "submitted", _("Submitted")
        TIMED_OUT = "timed_out", _("Submitted at time-out")
        DUE_CHANGED = "due_changed", _("End changed")

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="events", verbose_name=_("attempt"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta(EventRow.Meta):
        verbose_name = _("event of an attempt")
        verbose_name_plural = _("events of attempts")
        constraints = [
            models.UniqueConstraint(fields=["attempt"], condition=Q(kind__in=["submitted", "timed_out"]), name="attempt_handed_in_once")
        ]


class AttemptItem(EventRow):
    """One question of an attempt in the wording it was asked with; `slot` is the blueprint row that drew it."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="items", verbose_name=_("attempt"))
    order = models.PositiveSmallIntegerField(_("order"))
    slot = models.ForeignKey("testing.BlueprintRow", models.PROTECT, related_name="items", verbose_name=_("slot"))
    question_version = models.ForeignKey(
        "testing.QuestionVersion", models.PROTECT, related_name="attempt_items", verbose_name=_("wording of the question")
    )
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    # What orders the options: reproduced from the attempt's seed, kept here so that nothing needs to be drawn again to show it.
    seed = models.BigIntegerField(_("seed"))

    class Meta(EventRow.Meta):
        verbose_name = _("question of an attempt")
        verbose_name_plural = _("questions of attempts")
        ordering = ["attempt", "order"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "order"], name="attempt_item_order_once"),
            models.UniqueConstraint(fields=["attempt", "question_version"], name="attempt_item_question_once"),
        ]


class Answer(EventRow):
    """One answer as it was given. `recorded_at` is when the server had it, which alone decides whether it is late."""

    item = models.ForeignKey(AttemptItem, models.PROTECT, related_name="answers", verbose_name=_("question"))
    payload = models.JSONField(_("answer"))
    # The device's clock may be wrong by a day; `given_at` is reckoned back from the arrival by how long the device kept it.
    device_at = models.DateTimeField(_("given at, by the device’s clock"), null=True, blank=True)
    given_at = models.DateTimeField(_("given at"))
    # Chosen by the browser for this attempt; with its count, what orders the answers of one device whatever its clock and its network do.
    device = models.CharField(_("device"), max_length=64, blank=True, default="", db_default="")
    sequence = models.PositiveBigIntegerField(_("sequence"), default=0)
    client_id = models.CharField(_("sender’s number"), max_length=64)
    late = models.BooleanField(_("late"), default=False)

    class Meta(EventRow.Meta):
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [models.UniqueConstraint(fields=["item", "client_id"], name="answer_once")]

    @property
    def received_at(self) -> datetime:
        return self.recorded_at


class LateDecision(EventRow):
    """The trainer's word whether an answer that came after the end counts."""

    answer = models.OneToOneField(Answer, models.PROTECT, related_name="decision", verbose_name=_("late answer"))
    counted = models.BooleanField(_("counts"))

    class Meta(EventRow.Meta):
        verbose_name = _("decision on a late answer")
        verbose_name_plural = _("decisions on late answers")


class Marking(EventRow):
    """A mark of one question of one attempt; the last one recorded holds. `excluded` takes the question out of the total."""

    class Source(models.TextChoices):
        AUTOMATIC = "automatic", _("Marked by rule")
        HAND = "hand", _("Marked by hand")
        OBSERVED = "observed", _("Observed")
        REMARK = "remark", _("Marked again")
        LATE = "late", _("Late answer counted")

    item = models.ForeignKey(AttemptItem, models.PROTECT, related_name="markings", verbose_name=_("question"))
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, blank=True, related_name="markings", verbose_name=_("answer"))
    source = models.CharField(_("how"), max_length=10, choices=Source)
    fraction = models.DecimalField(_("share of the points"), max_digits=9, decimal_places=7)
    excluded = models.BooleanField(_("taken out of the total"), default=False)

    class Meta(EventRow.Meta):
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        constraints = [models.CheckConstraint(condition=Q(fraction__gte=-1, fraction__lte=1), name="marking_fraction_in_bounds")]
