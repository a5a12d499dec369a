"""The client's address is what a proxy of ours says, and nobody else."""

from ipaddress import ip_network

import pytest

from archive.web.clients import find_client

OURS = [ip_network("10.0.0.0/8"), ip_network("2001:db8:1::/48")]
SOCKET = ["unix", *OURS]


@pytest.mark.parametrize(
    ("peer", "told", "proxies", "client"),
    [
        ("192.0.2.1", None, OURS, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", OURS, "192.0.2.1"),
        ("10.0.0.1", "198.51.100.7", [], "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7", OURS, "198.51.100.7"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.7", OURS, "198.51.100.7"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.7, 10.9.9.9", OURS, "198.51.100.7"),
        ("2001:db8:1::5", "2001:DB8:0:0::7", OURS, "2001:db8::7"),
        ("10.0.0.1", "::ffff:198.51.100.7", OURS, "198.51.100.7"),
        ("::ffff:10.0.0.1", "198.51.100.7", OURS, "198.51.100.7"),
        ("10.0.0.1", "10.0.0.2", OURS, "10.0.0.2"),
        ("10.0.0.1", "", OURS, "10.0.0.1"),
        ("10.0.0.1", "6.6.6.6, unknown", OURS, "10.0.0.1"),
        ("10.0.0.1", "6.6.6.6, unix", SOCKET, "10.0.0.1"),
        ("", "198.51.100.7", OURS, ""),
        ("", "6.6.6.6, 198.51.100.7", SOCKET, "198.51.100.7"),
        ("", None, SOCKET, ""),
        (None, None, OURS, ""),
        ("no address", "198.51.100.7", SOCKET, "no address"),
    ],
)
def test_the_client_is_the_last_address_that_is_no_proxy_of_ours(peer, told, proxies, client):
    environ = {"REMOTE_ADDR": peer} | ({} if told is None else {"HTTP_X_FORWARDED_FOR": told})
    assert find_client(environ, proxies) == client
