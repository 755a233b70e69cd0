"""Rules of the lights and overrides refuse to be changed or deleted."""

from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("staging", "0008_status_rules")]

    operations = [SealTables("staging_statusrule", "staging_statusoverride", "staging_statusoverrideend")]
