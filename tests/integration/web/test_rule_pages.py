"""Rule pages: the list of what must still be confirmed locally."""

from collections.abc import Callable

from tests.integration.web.conftest import Screen

SignIn = Callable[[str], Screen]


def test_the_list_to_confirm_names_what_was_not_read_in_the_statute_and_nothing_else(sign_in: SignIn) -> None:
    page = sign_in("desk").get("/rules?kind=to_confirm").text
    assert "risk.threat_of_harm@" in page  # a design proposal
    assert "route.protection_order@" not in page  # read in the statute itself
