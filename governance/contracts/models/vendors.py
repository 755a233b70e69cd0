"""Vendors, their people, and how one of them was chosen."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.records import Dated, Recorded


class Vendor(models.Model):
    """An outside company that was asked, or that delivers."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=160)
    name_zh = models.CharField(_("Chinese name"), max_length=160, blank=True)
    address = models.TextField(_("address for notices"), blank=True)
    email = models.EmailField(_("e-mail for notices"), blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("vendor")
        verbose_name_plural = _("vendors")
        ordering = ["code"]

    def __str__(self) -> str:
        chinese = (translation.get_language() or "en").startswith("zh")
        return self.name_zh if chinese and self.name_zh else self.name


class VendorMember(Dated):
    """A person who signs in for a vendor, between dated days: sees that vendor's contracts and nothing else."""

    vendor = models.ForeignKey(Vendor, models.PROTECT, related_name="members", verbose_name=_("vendor"))
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="vendor_memberships", verbose_name=_("person"))

    history = audit.tracked()

    class Meta:
        verbose_name = _("vendor account")
        verbose_name_plural = _("vendor accounts")
        constraints = [Dated.in_order("vendor_member_days_in_order")]


class SelectionState(models.TextChoices):
    SCORING = "scoring", _("Scoring")
    DECIDED = "decided", _("Decided")


class Selection(models.Model):
    """One choice of a vendor: weighted criteria, scored by each evaluator for each candidate."""

    title = models.CharField(_("title"), max_length=160)
    state = models.CharField(_("state"), max_length=10, choices=SelectionState, default=SelectionState.SCORING)
    winner = models.ForeignKey(Vendor, models.PROTECT, null=True, blank=True, related_name="won", verbose_name=_("chosen vendor"))
    decided_on = models.DateField(_("decided on"), null=True, blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("vendor selection")
        verbose_name_plural = _("vendor selections")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="scoring") | models.Q(winner__isnull=False, decided_on__isnull=False),
                name="selection_decided_for_one",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Criterion(models.Model):
    """What counts, and how much: understanding, experience offered unasked, being on time, people, cost, room to grow."""

    selection = models.ForeignKey(Selection, models.PROTECT, related_name="criteria", verbose_name=_("selection"))
    name = models.CharField(_("criterion"), max_length=120)
    weight = models.DecimalField(_("weight"), max_digits=5, decimal_places=2)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    history = audit.tracked()

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(weight__gt=0), name="criterion_weight_above_zero")]

    @property
    def wording(self) -> str:
        """The usual criteria are kept in English and read in the reader's language; one's own stay as typed."""
        return translation.gettext(self.name)


class Candidate(models.Model):
    """A vendor in a selection, with what it promised."""

    selection = models.ForeignKey(Selection, models.PROTECT, related_name="candidates", verbose_name=_("selection"))
    vendor = models.ForeignKey(Vendor, models.PROTECT, related_name="candidacies", verbose_name=_("vendor"))
    price = models.DecimalField(_("price offered"), max_digits=16, decimal_places=2, null=True, blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        constraints = [models.UniqueConstraint(fields=["selection", "vendor"], name="candidate_once_per_selection")]


class Promise(models.Model):
    """Something a candidate promised; the winner's promises become commitments of the contract."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="promises", verbose_name=_("candidate"))
    text = models.TextField(_("promise"))

    history = audit.tracked()

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ["pk"]


class Score(Recorded):
    """One evaluator's points (0–10) for one candidate on one criterion; a change supersedes."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="scores", verbose_name=_("candidate"))
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores", verbose_name=_("criterion"))
    username = models.CharField(_("evaluator"), max_length=150)
    points = models.DecimalField(_("points (0–10)"), max_digits=3, decimal_places=1, validators=[MaxValueValidator(10)])
    comment = models.TextField(_("why"), blank=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.CheckConstraint(condition=models.Q(points__gte=0, points__lte=10), name="score_points_0_to_10"),
            models.UniqueConstraint(
                fields=["candidate", "criterion", "username"],
                condition=models.Q(superseded_at__isnull=True),
                name="score_once_per_evaluator",
            ),
        ]
