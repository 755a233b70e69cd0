"""The client's party of a contract: who signed it and whose name its notices carry."""

from __future__ import annotations

from governance.contracts.models import Contract
from governance.organisation.models import Office, OfficeKind


def company() -> dict[str, str]:
    """The company as its own tree of offices names it; nothing where that has no company."""
    root = Office.objects.filter(kind=OfficeKind.COMPANY).order_by("pk").first()
    return {"name": root.name, "name_zh": root.name_zh} if root else {}


def in_language(party: dict[str, str], language: str) -> str:
    """The party's name as a reader of that language reads it; empty where there is none."""
    chinese = party.get("name_zh", "") if language.startswith("zh") else ""
    return chinese or party.get("name", "")


def client_of(contract: Contract) -> dict[str, str]:
    """The party named on the contract, else the company."""
    if contract.client_name:
        return {"name": contract.client_name, "name_zh": contract.client_name_zh or contract.client_name}
    return company()
