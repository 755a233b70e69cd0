"""Every refusal is a page in the reader's language, never a 500."""

from django.test import RequestFactory

from governance.core.errors import GatehouseError, NotAllowed, Refused
from governance.core.pages import RefusalMiddleware


def test_a_refusal_lists_its_reasons() -> None:
    assert str(Refused("No.", reasons=["too early", "no pilot"])) == "No.\n- too early\n- no pilot"


def test_a_refusal_answers_with_its_own_status(db: None) -> None:
    middleware = RefusalMiddleware(lambda request: None)
    for kind, status in ((NotAllowed, 403), (GatehouseError, 422)):
        response = middleware.process_exception(RequestFactory().get("/"), kind("Because."))
        assert response is not None and response.status_code == status and b"Because." in response.content


def test_a_fault_of_ours_is_left_alone() -> None:
    assert RefusalMiddleware(lambda request: None).process_exception(RequestFactory().get("/"), ValueError()) is None
