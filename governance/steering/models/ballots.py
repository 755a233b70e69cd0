"""Ballots, who may vote on each, the votes, and how each ended. Nothing here is ever changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from governance.core.records import EventRow
from governance.steering.matters import Choice, Matter, Outcome, QuorumKind
from governance.steering.models.charters import Charter
from governance.steering.models.committees import Committee
from governance.steering.rules import QuorumRule


class BallotQuerySet(models.QuerySet["Ballot"]):
    def known_at(self, instant: datetime | None) -> Self:
        return self if instant is None else self.filter(recorded_at__lte=instant)

    def open(self, known_at: datetime | None = None) -> Self:
        """Not closed, as the record held it at that instant."""
        closings = Closing.objects.all() if known_at is None else Closing.objects.filter(recorded_at__lte=known_at)
        return self.known_at(known_at).exclude(pk__in=closings.values("ballot"))


class Ballot(EventRow):
    """A question put to a committee. `subject_key` says what it decides on, e.g. `gate:12`; the room that asks reads it back.

    The rules of voting are those of the committee at the opening.
    """

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="ballots", verbose_name=_("committee"))
    charter = models.ForeignKey(Charter, models.PROTECT, related_name="ballots", verbose_name=_("charter"))
    matter = models.CharField(_("matter"), max_length=20, choices=Matter)
    subject_key = models.CharField(_("about"), max_length=120, db_index=True)
    question = models.TextField(pgettext_lazy("a ballot", "question"))
    due_on = models.DateField(_("last day to vote"))
    submitted_by = models.CharField(_("submitted by"), max_length=150)
    quorum_kind = models.CharField(_("the quorum is"), max_length=5, choices=QuorumKind)
    quorum_value = models.PositiveSmallIntegerField(_("quorum"))
    casting_vote = models.BooleanField(_("the chair decides a tie"))

    objects = BallotQuerySet.as_manager()

    class Meta(EventRow.Meta):
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("steering:ballot", args=[self.pk])

    @property
    def quorum(self) -> QuorumRule:
        return QuorumRule(QuorumKind(self.quorum_kind), self.quorum_value)

    @property
    def is_open(self) -> bool:
        return not hasattr(self, "closing")

    def is_due(self, today: date) -> bool:
        """Its last day is over; on that day itself members still vote."""
        return today > self.due_on


class Elector(EventRow):
    """A member with a vote when the ballot was opened. `excluded`: submitted the matter, so does not vote and is not counted."""

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="electors", verbose_name=_("ballot"))
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    chair = models.BooleanField(_("chairs it"))
    excluded = models.BooleanField(_("excluded"), default=False)

    class Meta(EventRow.Meta):
        verbose_name = _("elector")
        verbose_name_plural = _("electors")
        ordering = ["-chair", "person"]
        constraints = [models.UniqueConstraint(fields=["ballot", "person"], name="one_vote_per_person")]


class Vote(EventRow):
    """What an elector said, with the reason. A later row of the same elector replaces it; `number` counts them."""

    elector = models.ForeignKey(Elector, models.PROTECT, related_name="votes", verbose_name=_("elector"))
    number = models.PositiveSmallIntegerField(_("number"))
    choice = models.CharField(_("vote"), max_length=7, choices=Choice)
    voter = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name=_("cast by"))

    class Meta(EventRow.Meta):
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["elector", "number"]
        constraints = [models.UniqueConstraint(fields=["elector", "number"], name="votes_are_numbered")]


class Closing(EventRow):
    """How a ballot ended. There is one per ballot, so of two who close it one wins."""

    ballot = models.OneToOneField(Ballot, models.PROTECT, related_name="closing", verbose_name=_("ballot"))
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome)
    votes_for = models.PositiveSmallIntegerField(pgettext_lazy("votes", "for"))
    votes_against = models.PositiveSmallIntegerField(pgettext_lazy("votes", "against"))
    abstained = models.PositiveSmallIntegerField(_("abstentions"))
    absent = models.PositiveSmallIntegerField(_("did not vote"))
    needed = models.PositiveSmallIntegerField(_("needed for the quorum"))
    by_chair = models.BooleanField(_("decided by the chair"), default=False)

    class Meta(EventRow.Meta):
        verbose_name = _("closing of a ballot")
        verbose_name_plural = _("closings of ballots")
