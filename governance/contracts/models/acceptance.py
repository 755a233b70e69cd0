"""Rounds of submission and review: each is kept, with whose clock ran."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.records import EventRow


class Verdict(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    PUNCH_LIST = "punch_list", _("Accepted with punch list")
    REJECTED = "rejected", _("Rejected")
    DEEMED = "deemed", _("Deemed accepted")


class Submission(EventRow):
    """The vendor handed a milestone in. The vendor's clock stops, the client's begins."""

    milestone = models.ForeignKey("contracts.Milestone", models.PROTECT, related_name="submissions", verbose_name=_("milestone"))
    round = models.PositiveSmallIntegerField(_("round"))
    on = models.DateField(_("submitted on"))
    attachment = models.ForeignKey("core.Attachment", models.PROTECT, null=True, blank=True, verbose_name=_("file"))

    class Meta(EventRow.Meta):
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [models.UniqueConstraint(fields=["milestone", "round"], name="submission_round_once")]


class Review(EventRow):
    """The named authority's decision on a submission, with reasons. One per submission: the first wins."""

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="review", verbose_name=_("submission"))
    verdict = models.CharField(_("decision"), max_length=12, choices=Verdict)
    on = models.DateField(_("decided on"))
    client_days = models.PositiveSmallIntegerField(_("days the client took"))
    excess_days = models.PositiveSmallIntegerField(_("of which past the review time"))

    class Meta(EventRow.Meta):
        verbose_name = _("review")
        verbose_name_plural = _("reviews")


class PunchItem(models.Model):
    """Something still to be put right after acceptance with a punch list."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="punch_items", verbose_name=_("review"))
    text = models.CharField(_("to be put right"), max_length=300)
    due = models.DateField(_("due by"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_by = models.CharField(_("confirmed by"), max_length=150, blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("punch-list item")
        verbose_name_plural = _("punch-list items")
        ordering = ["due", "pk"]
