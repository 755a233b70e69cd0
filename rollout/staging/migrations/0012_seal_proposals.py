"""What was put to a committee refuses to be changed or deleted."""

from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("staging", "0011_proposals")]

    operations = [SealTables("staging_proposal")]
