"""The charter: purpose, scope, powers of the project team, and who decides what. Fixed once it is signed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.languages import said_of
from governance.core.records import EventRow
from governance.core.roles import Role
from governance.steering.matters import CharterState, Matter
from governance.steering.models.committees import Committee


class CharterQuerySet(models.QuerySet["Charter"]):
    def signed(self, known_at: datetime | None = None) -> Self:
        """Signed ones, as the record held them at that instant; the one that holds last comes last."""
        found = self.filter(signing__isnull=False).order_by("effective_on", "number")
        return found if known_at is None else found.filter(signing__recorded_at__lte=known_at)

    def in_force(self, on: date, known_at: datetime | None = None) -> Charter | None:
        return self.signed(known_at).filter(effective_on__lte=on).last()


class Charter(models.Model):
    """One version of the charter. A later one replaces it from its own day on."""

    number = models.PositiveSmallIntegerField(_("version"), unique=True)
    state = models.CharField(_("state"), max_length=6, choices=CharterState, default=CharterState.DRAFT)
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    purpose_en = models.TextField(_("purpose in English"), blank=True)
    purpose_zh_hans = models.TextField(_("purpose in Simplified Chinese"), blank=True)
    purpose_zh_hant = models.TextField(_("purpose in Traditional Chinese"), blank=True)
    scope_en = models.TextField(_("scope in English"), blank=True)
    scope_zh_hans = models.TextField(_("scope in Simplified Chinese"), blank=True)
    scope_zh_hant = models.TextField(_("scope in Traditional Chinese"), blank=True)
    powers_en = models.TextField(_("powers of the project team in English"), blank=True)
    powers_zh_hans = models.TextField(_("powers of the project team in Simplified Chinese"), blank=True)
    powers_zh_hant = models.TextField(_("powers of the project team in Traditional Chinese"), blank=True)
    drafted_by = models.CharField(_("drafted by"), max_length=150)

    history = audit.tracked()
    objects = CharterQuerySet.as_manager()

    class Meta:
        verbose_name = _("charter")
        verbose_name_plural = _("charters")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="draft"), name="one_charter_in_draft"),
            models.CheckConstraint(condition=Q(state="draft") | Q(effective_on__isnull=False), name="signed_charter_has_its_day"),
        ]

    def __str__(self) -> str:
        return _("Charter, version %(number)s") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("steering:charter_version", args=[self.number])

    def text(self, part: str, language: str = "") -> str:
        """`purpose`, `scope` or `powers` in that language, by default the reader's."""
        return said_of(self, part, language)


class CharterAuthority(models.Model):
    """Who decides one matter: a person in a role that they hold, or a committee."""

    charter = models.ForeignKey(Charter, models.PROTECT, related_name="authorities", verbose_name=_("charter"))
    matter = models.CharField(_("matter"), max_length=20, choices=Matter)
    person = models.ForeignKey(
        "organisation.Person", models.PROTECT, null=True, blank=True, related_name="charter_authorities", verbose_name=_("person")
    )
    role = models.CharField(_("in the role of"), max_length=20, choices=Role, blank=True)
    committee = models.ForeignKey(
        Committee, models.PROTECT, null=True, blank=True, related_name="charter_authorities", verbose_name=_("committee")
    )

    history = audit.tracked()

    class Meta:
        verbose_name = _("authority of the charter")
        verbose_name_plural = _("authorities of the charter")
        ordering = ["charter", "matter"]
        constraints = [
            models.UniqueConstraint(fields=["charter", "matter"], name="one_authority_per_matter"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, committee__isnull=True) & ~Q(role="")
                | Q(person__isnull=True, committee__isnull=False, role=""),
                name="authority_is_a_person_or_a_committee",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_matter_display()}: {self.person or self.committee}"


class CharterSigning(EventRow):
    """The sponsor's signature, with the whole charter as it was signed, frozen."""

    charter = models.OneToOneField(Charter, models.PROTECT, related_name="signing", verbose_name=_("charter"))
    person = models.ForeignKey("organisation.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed by"))
    snapshot = models.ForeignKey("core.Snapshot", models.PROTECT, related_name="+", verbose_name=_("snapshot"))

    class Meta(EventRow.Meta):
        verbose_name = _("signing of a charter")
        verbose_name_plural = _("signings of charters")
