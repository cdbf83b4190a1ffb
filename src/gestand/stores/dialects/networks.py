"""The network of an IP address, in Python: what SQL must say too."""

from __future__ import annotations

import functools
import ipaddress


@functools.cache
def network_of(address: str | None) -> str | None:
    """The network of an IP address as text: /24 of IPv4, /48 of IPv6; None of anything else. The same as SQL gives."""
    try:
        text = (address or "").strip(" ")
        ip = ipaddress.ip_address(
            "" if "." in text and ":" in text or "%" in text else text
        )  # plain addresses only, as SQL knows them
    except ValueError:
        return None
    return str(ipaddress.ip_network(f"{ip}/{24 if ip.version == 4 else 48}", strict=False).network_address)
