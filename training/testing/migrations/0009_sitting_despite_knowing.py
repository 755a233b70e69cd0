"""An allowance may permit to sit despite knowing questions. Its history is sealed again: SQLite may rebuild a table for a new column."""

from django.db import migrations, models

from governance.core.seals import SealTables

KNOWING = {"default": False, "db_default": False, "verbose_name": "may sit despite knowing questions"}


class Migration(migrations.Migration):
    dependencies = [("testing", "0008_device_of_an_observation")]

    operations = [
        migrations.AddField(model_name="allowance", name="knowing", field=models.BooleanField(**KNOWING)),
        migrations.AddField(model_name="historicalallowance", name="knowing", field=models.BooleanField(**KNOWING)),
        SealTables("testing_historicalallowance"),
    ]
