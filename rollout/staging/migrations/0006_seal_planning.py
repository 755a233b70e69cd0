"""Planned dates and baselines refuse to be changed."""

from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("staging", "0005_planning")]

    operations = [SealTables("staging_planneddate", "staging_baseline")]
