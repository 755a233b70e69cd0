"""An answer names the device that sent it. The table is sealed again: SQLite may rebuild it for a new column."""

from django.db import migrations, models

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("testing", "0006_seal_results")]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="device",
            field=models.CharField(blank=True, db_default="", default="", max_length=64, verbose_name="device"),
        ),
        SealTables("testing_answer"),
    ]
