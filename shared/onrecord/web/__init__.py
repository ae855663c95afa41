"""Takes the address of a stranger, gives the answer or a reason. The only place that opens a socket to one."""

from onrecord.web.addresses import Policy, parse_open_hosts
from onrecord.web.fetcher import USER_AGENT, Fetcher, Limits, WebOptions, trusted_tls
from onrecord.web.outcomes import Failed, Fetched, Reason
from onrecord.web.posting import post

__all__ = [
    "USER_AGENT",
    "Failed",
    "Fetched",
    "Fetcher",
    "Limits",
    "Policy",
    "Reason",
    "WebOptions",
    "parse_open_hosts",
    "post",
    "trusted_tls",
]
