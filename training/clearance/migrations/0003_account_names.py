"""Account names stand apart, so that one can be forgotten; certificates name the tests they stand on."""

import django.db.models.deletion
from django.db import migrations, models

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [
        ("clearance", "0002_seal"),
        ("organisation", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, unique=True, verbose_name="account")),
            ],
            options={"verbose_name": "account name", "verbose_name_plural": "account names"},
        ),
        migrations.AddField("certificate", "papers", models.JSONField(blank=True, default=list, verbose_name="tests it stands on")),
        migrations.AddField("historicalcertificate", "papers", models.JSONField(blank=True, default=list, verbose_name="tests it stands on")),
        migrations.RemoveField("finding", "key"),
        migrations.AddField(
            "finding",
            "account",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="clearance.accountname",
                verbose_name="account",
            ),
        ),
        migrations.DeleteModel("AccountKey"),
        migrations.CreateModel(
            name="AccountKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                ("superseded_at", models.DateTimeField(blank=True, null=True, verbose_name="superseded at")),
                ("username", models.CharField(max_length=150, verbose_name="by")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keys",
                        to="clearance.accountname",
                        verbose_name="account",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="crm_accounts",
                        to="organisation.person",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "known account",
                "verbose_name_plural": "known accounts",
                "ordering": ["account__name"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at__isnull", True)), fields=("account",), name="account_is_known_once"
                    )
                ],
            },
        ),
        SealTables("clearance_historicalcertificate", "clearance_finding"),
    ]
