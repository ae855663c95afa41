"""Which addresses, ports and hosts may be connected to: a decision on values, without a socket."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from onrecord.urls import web_url

WEB_PORTS: Final = frozenset({80, 443})

# Every block of the IANA special-purpose registries (RFC 6890 and its successors) that is not a
# stranger's web server, and every IPv6 block that carries an IPv4 address inside, whatever that address is.
# ``is_global`` alone is not enough: before Python 3.11.10 it calls 224.0.0.1, 64:ff9b::7f00:1 and
# 2002:7f00:1:: global.
_CLOSED: Final = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",  # this network; Linux connects 0.0.0.0 to itself
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT, some clouds' metadata
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, most clouds' metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",  # unspecified, loopback, IPv4-compatible
        "::ffff:0:0/96",  # IPv4-mapped
        "::ffff:0:0:0/96",  # IPv4-translated
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",  # protocol assignments; Teredo is 2001::/32
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
_OPEN_HOST: Final = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\[\]:/?#@\\]+)(?::(?P<port>[0-9]{1,5}))?")
_ISATAP: Final = (0x00005EFE, 0x02005EFE)  # third quarter of an IPv6 address that ends in an IPv4 address


def is_open(address: str) -> bool:
    """Say whether *address* (a literal, perhaps with a zone) is some stranger's: global and unicast.

    Raises:
        ValueError: it is no address.
    """
    return _is_open(ip_address(address.partition("%")[0]))


def _is_open(address: IPv4Address | IPv6Address) -> bool:
    if not address.is_global or any(
        address in block for block in _CLOSED if block.version == address.version
    ):
        return False
    return isinstance(address, IPv4Address) or (int(address) >> 32) & 0xFFFFFFFF not in _ISATAP


@dataclass(frozen=True, slots=True)
class Policy:
    """Where connections may go."""

    ports: frozenset[int] = WEB_PORTS
    open_hosts: frozenset[str] = frozenset()
    """Hosts let through whatever their address: ``name`` with any port, or ``name:port``. For an
    intranet's newspaper, the demo and tests; empty otherwise. IPv6 literals in brackets."""

    def names(self, host: str, port: int) -> bool:
        """Say whether the operator opened this very host and port."""
        host = f"[{host}]" if ":" in host else host
        return host in self.open_hosts or f"{host}:{port}" in self.open_hosts

    def allows_port(self, host: str, port: int) -> bool:
        return port in self.ports or self.names(host, port)

    def allows_addresses(self, host: str, port: int, addresses: Iterable[str]) -> bool:
        """Say whether *host*, which has all these *addresses*, may be connected to.

        One closed address among them closes the host: who mixes them chooses which of them is taken.
        """
        return self.names(host, port) or all(is_open(address) for address in addresses)


WEB: Final = Policy()
"""Strangers' web servers on the usual ports, and nothing else."""


def parse_open_hosts(text: str) -> frozenset[str]:
    """Read ``name``, ``name:port``, ``[v6]`` and ``[v6]:port``, separated by commas or spaces, as ``Policy`` has them.

    Raises:
        ValueError: one is none of these; a pattern or a range of addresses opens nothing.
    """
    return frozenset(map(_open_host, text.replace(",", " ").split()))


def _open_host(text: str) -> str:
    found = _OPEN_HOST.fullmatch(text)
    port = int(found["port"] or 80) if found else 0
    try:
        if found and 0 < port < 65_536:
            return urlsplit(web_url(f"http://{found['host']}")).netloc + (f":{port}" if found["port"] else "")
    except ValueError:
        pass
    raise ValueError("each is a host: name, name:port, [v6] or [v6]:port, without * or /")
