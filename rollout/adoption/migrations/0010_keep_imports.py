from django.db import migrations

from governance.core.seals import KeepRows


class Migration(migrations.Migration):
    dependencies = [("adoption", "0009_seal_own")]
    # A new constraint rebuilt the table on SQLite, without its trigger.
    operations = [KeepRows("adoption_usageimport")]
