"""Sessions of a course, who teaches them, and how long the road between two places is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from governance.core import audit
from governance.core.records import EventRow, Recorded
from training.courses.rules.states import TAKES_PLACE, SessionState


class Mode(models.TextChoices):
    ON_SITE = "on_site", pgettext_lazy("session", "On site")
    CENTRAL = "central", pgettext_lazy("session", "Central")
    REMOTE = "remote", pgettext_lazy("session", "Remote")


class SessionQuerySet(models.QuerySet["Session"]):
    def taking_place(self) -> Self:
        """All but the cancelled ones."""
        return self.filter(state__in=TAKES_PLACE)

    def overlapping(self, first: datetime, last: datetime) -> Self:
        """Sessions that share time with first..last; touching does not count."""
        return self.filter(starts_at__lt=last, ends_at__gt=first)


class Session(models.Model):
    """One course taught once: where, when, by whom, for how many. Its state moves only by actions, which append SessionChange."""

    course = models.ForeignKey("courses.Course", models.PROTECT, related_name="sessions", verbose_name=_("course"))
    mode = models.CharField(_("form"), max_length=8, choices=Mode, default=Mode.ON_SITE)
    office = models.ForeignKey(
        "organisation.Office", models.PROTECT, null=True, blank=True, related_name="training_sessions", verbose_name=_("office")
    )
    place = models.CharField(_("other place"), max_length=200, blank=True)
    room = models.CharField(_("room"), max_length=80, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=60, default="Asia/Shanghai")
    capacity = models.PositiveSmallIntegerField(_("seats"), default=16, validators=[MinValueValidator(1)])
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    self_enrol = models.BooleanField(_("people may enrol themselves"), default=True)
    needed_percent = models.PositiveSmallIntegerField(_("share of the time needed (%)"), default=80)
    state = models.CharField(_("state"), max_length=10, choices=SessionState, default=SessionState.PLANNED)

    objects = SessionQuerySet.as_manager()
    history = audit.tracked()
    trainer_names: str

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["office", "starts_at"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="session_ends_after_it_begins"),
            models.CheckConstraint(condition=models.Q(capacity__gte=1), name="session_has_a_seat"),
            models.CheckConstraint(
                condition=models.Q(office__isnull=False) | ~models.Q(place="") | ~models.Q(link=""), name="session_is_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course}, {self.local_start:%Y-%m-%d %H:%M}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def local_start(self) -> datetime:
        return self.starts_at.astimezone(self.zone)

    @property
    def local_end(self) -> datetime:
        return self.ends_at.astimezone(self.zone)

    @property
    def day(self) -> date:
        """The day it begins on, at its own place."""
        return self.local_start.date()

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def where(self) -> str:
        """Office, other place, or that it is remote; with the room."""
        place = str(self.office) if self.office else self.place or str(Mode.REMOTE.label)
        return f"{place} · {self.room}" if self.room else place


class SessionTrainer(Recorded):
    """Who teaches a session. Replaced by superseding, so that the record tells who it was to be before."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="taught_by", verbose_name=_("session"))
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="teaches", verbose_name=_("trainer"))

    history = audit.tracked()

    class Meta:
        verbose_name = _("trainer of a session")
        verbose_name_plural = _("trainers of sessions")
        ordering = ["session", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], condition=models.Q(superseded_at__isnull=True), name="trainer_once_per_session"
            )
        ]


class SessionChange(EventRow):
    """A session moved from one state to another."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="changes", verbose_name=_("session"))
    from_state = models.CharField(_("from"), max_length=10, choices=SessionState, blank=True)
    to_state = models.CharField(_("to"), max_length=10, choices=SessionState)

    class Meta:
        verbose_name = _("change of a session")
        verbose_name_plural = _("changes of sessions")
        ordering = ["recorded_at", "pk"]


class Travel(models.Model):
    """Minutes on the road between two regions, either way, or between two offices of one region."""

    first = models.ForeignKey("organisation.Office", models.PROTECT, related_name="+", verbose_name=_("between"))
    second = models.ForeignKey("organisation.Office", models.PROTECT, related_name="+", verbose_name=_("and"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))

    history = audit.tracked()

    class Meta:
        verbose_name = _("travel time")
        verbose_name_plural = _("travel times")
        ordering = ["first__code", "second__code"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="travel_pair_once"),
            models.CheckConstraint(condition=models.Q(first__lte=models.F("second")), name="travel_pair_in_order"),
        ]
