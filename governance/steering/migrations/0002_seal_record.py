"""Ballots, votes, signings and the history refuse to be changed or deleted."""

from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("steering", "0001_initial")]

    operations = [
        SealTables(
            "steering_ballot",
            "steering_chartersigning",
            "steering_closing",
            "steering_elector",
            "steering_historicalcharter",
            "steering_historicalcharterauthority",
            "steering_historicalcommittee",
            "steering_historicalseat",
            "steering_vote",
        )
    ]
