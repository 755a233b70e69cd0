"""Accounts of the CRM held against the clearance list: each comparison is kept, with what was found and who settled it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.core.records import EventRow, Recorded


class FindingKind(models.TextChoices):
    UNCLEARED = "uncleared", _("Has access without clearance")
    NO_ACCESS = "no_access", _("Cleared, but has no account")
    INACTIVE = "inactive", _("Cleared, but the account is switched off")
    UNKNOWN = "unknown", _("Nobody known has this account")


class Outcome(models.TextChoices):
    """How somebody settled a finding."""

    ACCESS_REMOVED = "removed", _("Access taken away")
    ACCESS_GIVEN = "given", _("Access given")
    MATCHED = "matched", _("The account was matched to a person")
    TECHNICAL = "technical", _("It is a technical account")
    ACCEPTED = "accepted", _("Known and accepted")


class AccountName(models.Model):
    """A user name as the CRM's list writes it; apart from what is said of it, so that it can be forgotten with its person."""

    name = models.CharField(_("account"), max_length=200, unique=True)

    class Meta:
        verbose_name = _("account name")
        verbose_name_plural = _("account names")

    def __str__(self) -> str:
        return self.name


class Reconciliation(EventRow):
    """One list of accounts held against the clearance of one day."""

    batch = models.ForeignKey(
        "core.ImportBatch", models.PROTECT, null=True, blank=True, related_name="reconciliations", verbose_name=_("file")
    )
    on = models.DateField(_("on"))
    accounts = models.PositiveIntegerField(_("accounts"))
    active = models.PositiveIntegerField(_("active accounts"))
    matched = models.PositiveIntegerField(_("matched"))
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.on}"


class Finding(EventRow):
    """One account or person for which access and clearance differ. `why` are the clearance's lines of that day."""

    reconciliation = models.ForeignKey(Reconciliation, models.PROTECT, related_name="findings", verbose_name=_("reconciliation"))
    kind = models.CharField(_("finding"), max_length=10, choices=FindingKind)
    account = models.ForeignKey(AccountName, models.PROTECT, null=True, blank=True, related_name="findings", verbose_name=_("account"))
    person = models.ForeignKey(
        "organisation.Person", models.PROTECT, null=True, blank=True, related_name="access_findings", verbose_name=_("person")
    )
    office = models.ForeignKey("organisation.Office", models.PROTECT, null=True, blank=True, verbose_name=_("office"))
    crm_role = models.CharField(_("role in the CRM"), max_length=60, blank=True)
    row = models.PositiveIntegerField(_("row in the file"), default=0)
    why = models.JSONField(default=list)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["reconciliation", "kind", "row", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.key}"

    @property
    def key(self) -> str:
        return self.account.name if self.account else ""


class Resolution(EventRow):
    """Who settled a finding, and how."""

    finding = models.OneToOneField(Finding, models.PROTECT, related_name="resolution", verbose_name=_("finding"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)

    class Meta:
        verbose_name = _("settled finding")
        verbose_name_plural = _("settled findings")

    def __str__(self) -> str:
        return f"{self.finding}: {self.get_outcome_display()}"


class AccountKey(Recorded):
    """Whose account this is, said by a person: somebody's, or (without a person) a technical one."""

    account = models.ForeignKey(AccountName, models.PROTECT, related_name="keys", verbose_name=_("account"))
    person = models.ForeignKey(
        "organisation.Person", models.PROTECT, null=True, blank=True, related_name="crm_accounts", verbose_name=_("person")
    )
    username = models.CharField(_("by"), max_length=150)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("known account")
        verbose_name_plural = _("known accounts")
        ordering = ["account__name"]
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=models.Q(superseded_at__isnull=True), name="account_is_known_once")
        ]

    def __str__(self) -> str:
        return self.account.name
