"""Who has a place in a session, and what was seen of them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.records import EventRow
from training.courses.models.courses import Course
from training.courses.rules.states import HOLDS_A_PLACE, EnrolmentState, Seen, Standing, Way


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def holding(self) -> Self:
        """Those with a seat or on the waiting list."""
        return self.filter(state__in=HOLDS_A_PLACE)

    def seated(self) -> Self:
        return self.filter(state=EnrolmentState.ENROLLED)


class Enrolment(models.Model):
    """A person's place in a session, or on its waiting list. Its state moves only by actions, which append EnrolmentChange."""

    session = models.ForeignKey("courses.Session", models.PROTECT, related_name="enrolments", verbose_name=_("session"))
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="enrolments", verbose_name=_("person"))
    state = models.CharField(_("state"), max_length=10, choices=EnrolmentState, default=EnrolmentState.ENROLLED)
    asked_at = models.DateTimeField(_("asked for at"))

    objects = EnrolmentQuerySet.as_manager()
    history = audit.tracked()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["session", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=models.Q(state__in=["enrolled", "waiting"]),
                name="one_place_per_person_and_session",
            )
        ]

    @property
    def course(self) -> Course:
        return self.session.course


class EnrolmentChange(EventRow):
    """Somebody was enrolled, put on the waiting list, moved up, cancelled or moved."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="changes", verbose_name=_("enrolment"))
    from_state = models.CharField(_("from"), max_length=10, choices=EnrolmentState, blank=True)
    to_state = models.CharField(_("to"), max_length=10, choices=EnrolmentState)

    class Meta:
        verbose_name = _("change of an enrolment")
        verbose_name_plural = _("changes of enrolments")
        ordering = ["recorded_at", "pk"]


class Attendance(EventRow):
    """One thing seen of one person in one session. How they attended is derived from all of them, in order."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="seen", verbose_name=_("enrolment"))
    kind = models.CharField(_("what"), max_length=10, choices=Seen)
    way = models.CharField(_("how"), max_length=10, choices=Way)
    moment = models.DateTimeField(_("at"))
    standing = models.CharField(_("set to"), max_length=10, choices=Standing, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)

    class Meta:
        verbose_name = _("attendance record")
        verbose_name_plural = _("attendance records")
        ordering = ["recorded_at", "pk"]
        indexes = [models.Index(fields=["enrolment", "recorded_at"])]


class LateCode(models.Model):
    """A code that reached us after its minute (a bad connection): it counts only by the trainer's word."""

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="late_code", verbose_name=_("enrolment"))
    shown_at = models.DateTimeField(_("code shown at"))
    arrived_at = models.DateTimeField(_("arrived at"))
    accepted = models.BooleanField(_("counted"), null=True, blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("code that arrived late")
        verbose_name_plural = _("codes that arrived late")
        ordering = ["arrived_at", "pk"]
