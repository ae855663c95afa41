"""Which addresses, ports and hosts may be connected to."""

from __future__ import annotations

import pytest

from onrecord.web.addresses import Policy, is_open, parse_open_hosts


@pytest.mark.parametrize(
    "address",
    """
    127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254
    100.64.0.1 100.100.100.200 192.0.0.1 192.0.0.8 192.0.2.1 192.88.99.1 198.18.0.1 198.51.100.1 203.0.113.1
    224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
    :: ::1 ::127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 100::1
    2001::1 2001:0:7f00:1::1 2001:db8::1 2002:7f00:1::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0
    fec0::1 ff02::1 2606:4700::5efe:127.0.0.1 2606:4700::200:5efe:10.0.0.1
    """.split(),
)
def test_an_address_that_is_no_strangers_is_closed(address: str) -> None:
    assert not is_open(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"]
)
def test_a_public_address_is_open(address: str) -> None:
    assert is_open(address)


def test_one_closed_address_among_the_answers_closes_the_host() -> None:
    policy = Policy()
    assert policy.allows_addresses("paper.example", 80, ["93.184.216.34", "2606:4700::1111"])
    assert not policy.allows_addresses("paper.example", 80, ["93.184.216.34", "10.0.0.1"])


def test_only_the_ports_of_the_web_are_open() -> None:
    policy = Policy()
    assert policy.allows_port("paper.example", 443)
    assert not any(policy.allows_port("paper.example", port) for port in (22, 25, 5432, 6379, 8080))


def test_an_opened_host_is_let_through_and_nobody_else() -> None:
    policy = Policy(open_hosts=parse_open_hosts("Demo.example:8001, intranet.example [::1]:9000"))
    assert policy.allows_addresses("demo.example", 8001, ["127.0.0.1"])
    assert not policy.allows_addresses("demo.example", 6379, ["127.0.0.1"])
    assert policy.allows_port("intranet.example", 8080)
    assert policy.allows_addresses("::1", 9000, ["::1"])
    assert not policy.allows_addresses("other.example", 8001, ["127.0.0.1"])
    assert not policy.allows_port("other.example", 8001)


@pytest.mark.parametrize(
    "text",
    [
        "*",
        "*.intranet.example",
        "10.0.0.0/8",
        "http://intranet.example",
        "intranet.example/feeds",
        "intranet.example:http",
        "intranet.example:0",
        "intranet.example:65536",
        "::1",
        "[::1",
        "a..example",
        "user@intranet.example",
        "good.example, bad_.example:x",
    ],
)
def test_what_opens_no_host_is_refused_rather_than_ignored(text: str) -> None:
    with pytest.raises(ValueError, match="each is a host"):
        parse_open_hosts(text)


def test_an_opened_host_is_named_as_addresses_name_it() -> None:
    opened = parse_open_hosts("Zürich.example [0:0::1] 10.0.0.7:080")
    assert opened == {"xn--zrich-kva.example", "[::1]", "10.0.0.7:80"}
