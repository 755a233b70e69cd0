"""What people decide about answers: marks by hand, disputes, what an assessor saw, and what becomes of a faulty question."""

from __future__ import annotations

from datetime import datetime

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.records import EventRow


class MarkingRule(models.Model):
    """How answers of a paper are marked by hand. A paper without one has one marker, and a week to dispute."""

    paper = models.OneToOneField("testing.Paper", models.PROTECT, related_name="marking_rule", verbose_name=_("paper"))
    two_markers = models.BooleanField(_("two people mark every answer"), default=False)
    tolerance = models.PositiveSmallIntegerField(
        _("two marks may lie apart by (points in a hundred)"), default=10, validators=[MaxValueValidator(50)]
    )
    dispute_days = models.PositiveSmallIntegerField(_("a mark may be disputed for (days)"), default=7, validators=[MaxValueValidator(90)])

    history = audit.tracked()

    class Meta:
        verbose_name = _("marking rule")
        verbose_name_plural = _("marking rules")
        constraints = [models.CheckConstraint(condition=Q(tolerance__lte=50), name="marking_tolerance_to_50")]

    def __str__(self) -> str:
        return str(self.paper)


class Round(models.TextChoices):
    FIRST = "first", _("First mark")
    SECOND = "second", _("Second mark")
    LEAD = "lead", _("Decision between two marks")


class HandMark(EventRow):
    """What one person gave an answer, without knowing whose it is or what another gave. Each round is marked once."""

    item = models.ForeignKey("testing.AttemptItem", models.PROTECT, related_name="hand_marks", verbose_name=_("question"))
    round = models.CharField(_("round"), max_length=6, choices=Round)
    share = models.DecimalField(_("share of the points"), max_digits=7, decimal_places=6)
    comment = models.TextField(_("note to the candidate"), blank=True)

    class Meta(EventRow.Meta):
        verbose_name = _("mark by hand")
        verbose_name_plural = _("marks by hand")
        constraints = [
            models.UniqueConstraint(fields=["item", "round"], name="hand_mark_once_per_round"),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=1), name="hand_mark_is_a_share"),
        ]


class Dispute(EventRow):
    """A candidate asks for a second marker; `reason` says why. Once per answer."""

    item = models.OneToOneField("testing.AttemptItem", models.PROTECT, related_name="dispute", verbose_name=_("question"))

    class Meta(EventRow.Meta):
        verbose_name = _("dispute of a mark")
        verbose_name_plural = _("disputes of marks")


class Seen(models.TextChoices):
    DONE = "done", _("Done")
    PARTLY = "partly", _("Partly")
    NOT_DONE = "not_done", _("Not done")


class Observation(EventRow):
    """One row of a checklist as the assessor saw it. Saved as it is given; the one given last of a row holds."""

    item = models.ForeignKey("testing.AttemptItem", models.PROTECT, related_name="observations", verbose_name=_("checklist"))
    place = models.PositiveSmallIntegerField(_("row"))
    seen = models.CharField(_("seen"), max_length=8, choices=Seen)
    note = models.TextField(_("note"), blank=True)
    evidence = models.ForeignKey("core.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence"))
    client_id = models.CharField(_("sender’s number"), max_length=64)
    # As of an answer: of one phone its own count orders, between phones the reckoned time (latest.py).
    device = models.CharField(_("device"), max_length=64, blank=True, default="", db_default="")
    sequence = models.PositiveBigIntegerField(_("sequence"), default=0, db_default=0)
    reckoned_at = models.DateTimeField(_("given at"), null=True, blank=True)

    class Meta(EventRow.Meta):
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        constraints = [models.UniqueConstraint(fields=["item", "client_id"], name="observation_once")]

    @property
    def given_at(self) -> datetime:
        return self.reckoned_at or self.recorded_at


class SignOff(EventRow):
    """The assessor's word that the checklist is complete. Once per attempt; after it nothing more is observed."""

    attempt = models.OneToOneField("testing.Attempt", models.PROTECT, related_name="sign_off", verbose_name=_("attempt"))
    remark = models.TextField(_("remark"), blank=True)

    class Meta(EventRow.Meta):
        verbose_name = _("checklist signed off")
        verbose_name_plural = _("checklists signed off")


class RemarkChoice(models.TextChoices):
    DROP = "drop", _("Drop the question from every total")
    FULL = "full", _("Full marks for everybody")
    NEW_KEY = "new_key", _("Mark again by the corrected key")
    AS_BEFORE = "as_before", _("Back to the marks before any such decision")


class RemarkState(models.TextChoices):
    RUNNING = "running", _("Being carried out")
    DONE = "done", _("Carried out")
    FAILED = "failed", _("Not carried out")


class Remark(models.Model):
    """One decision on the results of a faulty question. It is undone only by another decision with the next number."""

    question = models.ForeignKey("testing.Question", models.PROTECT, related_name="remarks", verbose_name=_("question"))
    number = models.PositiveSmallIntegerField(_("decision"))
    choice = models.CharField(_("what becomes of the results"), max_length=10, choices=RemarkChoice)
    new_version = models.ForeignKey(
        "testing.QuestionVersion", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("wording with the corrected key")
    )
    keep_passes = models.BooleanField(_("passes already given are kept"), default=True)
    state = models.CharField(_("state"), max_length=8, choices=RemarkState, default=RemarkState.RUNNING)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.CharField(_("decided by"), max_length=150)
    reason = models.TextField(_("reason"))
    counts = models.JSONField(_("whose standing changed"), default=dict, blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("decision on a faulty question")
        verbose_name_plural = _("decisions on faulty questions")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="remark_number_once"),
            models.UniqueConstraint(fields=["question"], condition=Q(state="running"), name="remark_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(choice="new_key", new_version__isnull=False) | (~Q(choice="new_key") & Q(new_version__isnull=True)),
                name="remark_new_key_has_wording",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} · {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("testing:remark", args=[self.pk])


class RemarkedMark(EventRow):
    """Which mark a decision wrote. A mark without such a row is the one beneath every decision."""

    remark = models.ForeignKey(Remark, models.PROTECT, related_name="marks", verbose_name=_("decision"))
    marking = models.OneToOneField("testing.Marking", models.PROTECT, related_name="remarked", verbose_name=_("mark"))

    class Meta(EventRow.Meta):
        verbose_name = _("mark written by a decision")
        verbose_name_plural = _("marks written by decisions")


class RemarkEffect(EventRow):
    """What a decision did to one person at one paper: before and after, also where a pass was kept against the new marks."""

    class Moved(models.TextChoices):
        FAILS = "fails", _("Passed before, not passed now")
        PASSES = "passes", _("Passes now")
        KEPT = "kept", _("Keeps the pass")
        LOWER = "lower", _("Lower result")
        HIGHER = "higher", _("Higher result")
        SAME = "same", _("Same result")

    remark = models.ForeignKey(Remark, models.PROTECT, related_name="effects", verbose_name=_("decision"))
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    paper = models.ForeignKey("testing.Paper", models.PROTECT, related_name="+", verbose_name=_("paper"))
    moved = models.CharField(_("what changed"), max_length=6, choices=Moved)
    before = models.DecimalField(_("result before (%)"), max_digits=5, decimal_places=2, null=True)
    after = models.DecimalField(_("result after (%)"), max_digits=5, decimal_places=2, null=True)

    class Meta(EventRow.Meta):
        verbose_name = _("effect of a decision")
        verbose_name_plural = _("effects of decisions")
        constraints = [models.UniqueConstraint(fields=["remark", "person", "paper"], name="remark_effect_once")]
