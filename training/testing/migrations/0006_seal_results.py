"""Marks by hand, disputes, observations and decisions refuse to be changed or deleted."""

from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("testing", "0005_results")]

    operations = [
        SealTables(
            "testing_dispute",
            "testing_handmark",
            "testing_historicalmarkingrule",
            "testing_historicalremark",
            "testing_observation",
            "testing_remarkedmark",
            "testing_remarkeffect",
            "testing_signoff",
        )
    ]
