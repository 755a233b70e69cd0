"""Who a user name is and which office a label means: dated, and undone by superseding."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.core.records import Dated
from rollout.adoption.models.usage import SourceOffice, SourceUser

ALWAYS = date(1970, 1, 1)


class MatchKind(models.TextChoices):
    """A user name without a current match is unconfirmed: never an expected user, listed for matching."""

    PERSON = "person", _("Person")
    SYSTEM = "system", _("System account")
    IGNORED = "ignored", _("Ignored")


class UserMatch(Dated):
    """From `first_day` to `last_day` this user name is this person, or a system account, or ignored."""

    source_user = models.ForeignKey(SourceUser, models.PROTECT, related_name="matches", verbose_name=_("user"))
    kind = models.CharField(_("kind"), max_length=10, choices=MatchKind)
    person = models.ForeignKey(
        "organisation.Person", models.PROTECT, null=True, blank=True, related_name="usage_matches", verbose_name=_("person")
    )
    username = models.CharField(_("by"), max_length=150)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("match of a user")
        verbose_name_plural = _("matches of users")
        ordering = ["source_user", "first_day"]
        constraints = [
            Dated.in_order("user_match_days_in_order"),
            models.UniqueConstraint(
                fields=["source_user", "first_day"], condition=models.Q(superseded_at__isnull=True), name="user_match_once_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(kind=MatchKind.PERSON, person__isnull=False)
                | (~models.Q(kind=MatchKind.PERSON) & models.Q(person__isnull=True)),
                name="user_match_names_a_person",
            ),
        ]


class OfficeMatch(Dated):
    """From `first_day` to `last_day` this label means this office; no office: the label means none (such as "0")."""

    source_office = models.ForeignKey(SourceOffice, models.PROTECT, related_name="matches", verbose_name=_("office in the file"))
    office = models.ForeignKey(
        "organisation.Office", models.PROTECT, null=True, blank=True, related_name="usage_matches", verbose_name=_("office")
    )
    username = models.CharField(_("by"), max_length=150)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("match of an office")
        verbose_name_plural = _("matches of offices")
        ordering = ["source_office", "first_day"]
        constraints = [
            Dated.in_order("office_match_days_in_order"),
            models.UniqueConstraint(
                fields=["source_office", "first_day"], condition=models.Q(superseded_at__isnull=True), name="office_match_once_a_day"
            ),
        ]
