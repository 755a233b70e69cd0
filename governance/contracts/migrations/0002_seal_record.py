"""Event and history rows of contracts refuse to be changed or deleted."""

from django.db import migrations

from governance.core.seals import SealTables


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial")]

    operations = [
        SealTables(
            "contracts_amendment",
            "contracts_excludedspan",
            "contracts_extensionoftime",
            "contracts_historicalcandidate",
            "contracts_historicalchecklistitem",
            "contracts_historicalcommitment",
            "contracts_historicalcontract",
            "contracts_historicalcriterion",
            "contracts_historicaldeliverable",
            "contracts_historicalkeyperson",
            "contracts_historicalmilestone",
            "contracts_historicalnoticeletter",
            "contracts_historicalpayment",
            "contracts_historicalpenalty",
            "contracts_historicalpenaltyclause",
            "contracts_historicalphase",
            "contracts_historicalpromise",
            "contracts_historicalpunchitem",
            "contracts_historicalsecurity",
            "contracts_historicalselection",
            "contracts_historicalvendor",
            "contracts_historicalwarranty",
            "contracts_measured",
            "contracts_parthandover",
            "contracts_penaltystep",
            "contracts_presence",
            "contracts_progressassessment",
            "contracts_review",
            "contracts_service",
            "contracts_submission",
        )
    ]
