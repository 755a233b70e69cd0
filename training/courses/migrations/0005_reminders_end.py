"""Reminders of sessions end with the session: those written before are given their end."""

from django.db import migrations

PREFIX = "courses.place."


def end(apps, _schema):
    reminders = apps.get_model("core", "Reminder").objects.filter(key__startswith=PREFIX, until__isnull=True)
    places = apps.get_model("courses", "Enrolment").objects
    for reminder in reminders.order_by("pk"):
        reminder.until = places.filter(pk=reminder.key.removeprefix(PREFIX)).values_list("session__ends_at", flat=True).first()
        reminder.save(update_fields=["until"])


class Migration(migrations.Migration):
    dependencies = [("core", "0003_reminder_until"), ("courses", "0004_choices")]

    operations = [migrations.RunPython(end, migrations.RunPython.noop)]
