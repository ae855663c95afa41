"""An address that is mailed to is an address, and one only."""

from __future__ import annotations

import pytest

from onrecord_alert.addresses import mailbox


@pytest.mark.parametrize(
    "address",
    ["", "reader", "@example.org", "reader@", "a b@example.org", "Reader <reader@example.org>",
     "a@example.org, b@example.org", "reader@example.org\r\nBcc: x@example.org", "leser@bücher.example"],
)  # fmt: skip
def test_what_is_no_bare_address_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(ValueError, match=r"^not an e-mail address$"):
        mailbox(address)


def test_a_bare_address_is_taken() -> None:
    assert mailbox("first.last+news@mail.example.org").addr_spec == "first.last+news@mail.example.org"
