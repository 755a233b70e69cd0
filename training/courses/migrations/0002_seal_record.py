"""History and events of this room are append-only."""

from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial")]

    operations = [
        SealTables(
            "courses_attendance",
            "courses_enrolmentchange",
            "courses_historicalaudience",
            "courses_historicalcourse",
            "courses_historicalenrolment",
            "courses_historicallatecode",
            "courses_historicalsession",
            "courses_historicalsessiontrainer",
            "courses_historicaltravel",
            "courses_sessionchange",
        )
    ]
