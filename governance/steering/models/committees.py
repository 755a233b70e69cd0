"""A committee with its rules of voting, and who sits on it between which days."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.languages import said_of
from governance.core.records import Dated
from governance.steering.matters import QuorumKind
from governance.steering.rules import QuorumRule


class Committee(models.Model):
    """A group that decides by vote. A ballot keeps the rules as they were when it was opened."""

    name_en = models.CharField(_("name in English"), max_length=120, unique=True)
    name_zh_hans = models.CharField(_("name in Simplified Chinese"), max_length=120)
    name_zh_hant = models.CharField(_("name in Traditional Chinese"), max_length=120)
    quorum_kind = models.CharField(_("the quorum is"), max_length=5, choices=QuorumKind, default=QuorumKind.SHARE)
    quorum_value = models.PositiveSmallIntegerField(_("quorum"), default=51)
    casting_vote = models.BooleanField(_("the chair decides a tie"), default=False)

    history = audit.tracked()

    class Meta:
        verbose_name = _("committee")
        verbose_name_plural = _("committees")
        ordering = ["name_en"]
        constraints = [
            models.CheckConstraint(condition=Q(quorum_value__gte=1), name="quorum_is_at_least_one"),
            models.CheckConstraint(condition=~Q(quorum_kind="share") | Q(quorum_value__lte=100), name="quorum_share_within_hundred"),
        ]

    def __str__(self) -> str:
        return self.name_in()

    def get_absolute_url(self) -> str:
        return reverse("steering:committee", args=[self.pk])

    def name_in(self, language: str = "") -> str:
        return said_of(self, "name", language)

    @property
    def quorum(self) -> QuorumRule:
        return QuorumRule(QuorumKind(self.quorum_kind), self.quorum_value)


class Seat(Dated):
    """A member of a committee for dated days; some only advise."""

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="seats", verbose_name=_("committee"))
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="seats", verbose_name=_("person"))
    chair = models.BooleanField(_("chairs it"), default=False)
    votes = models.BooleanField(_("has a vote"), default=True)
    username = models.CharField(_("appointed by"), max_length=150)
    reason = models.TextField(_("reason"), blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("member of a committee")
        verbose_name_plural = _("members of committees")
        ordering = ["-chair", "first_day", "pk"]
        constraints = [
            Dated.in_order("seat_days_in_order"),
            models.CheckConstraint(condition=Q(chair=False) | Q(votes=True), name="the_chair_has_a_vote"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.committee}"
