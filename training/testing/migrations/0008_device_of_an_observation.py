"""An observation names the phone that sent it. The table is sealed again: SQLite may rebuild it for a new column."""

from django.db import migrations, models

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("testing", "0007_device_of_an_answer")]

    operations = [
        migrations.AddField(
            model_name="observation",
            name="device",
            field=models.CharField(blank=True, db_default="", default="", max_length=64, verbose_name="device"),
        ),
        migrations.AddField(
            model_name="observation",
            name="sequence",
            field=models.PositiveBigIntegerField(db_default=0, default=0, verbose_name="sequence"),
        ),
        migrations.AddField(
            model_name="observation",
            name="reckoned_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="given at"),
        ),
        SealTables("testing_observation"),
    ]
