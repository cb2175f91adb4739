"""Where a request comes from, with and without a proxy."""

import pytest

from accounts.client_address import acting_from, address_of, current_address


@pytest.mark.parametrize(
    ("behind_proxy", "remote", "forwarded", "address"),
    [
        (False, "203.0.113.7", "", "203.0.113.7"),
        (False, "203.0.113.7", "198.51.100.1", "203.0.113.7"),
        (True, "10.0.0.1", "198.51.100.1", "198.51.100.1"),
        # The client wrote the first ones.
        (True, "10.0.0.1", "1.1.1.1, 2.2.2.2, 198.51.100.1", "198.51.100.1"),
        (True, "10.0.0.1", "1.1.1.1, nonsense", "10.0.0.1"),
        (True, "10.0.0.1", "", "10.0.0.1"),
        (False, "2001:DB8::1", "", "2001:db8::1"),
        (False, "", "", None),
        (False, "unix:", "", None),
    ],
)
def test_the_address_is_the_one_that_is_known_for_sure(rf, settings, behind_proxy, remote, forwarded, address):
    settings.BEHIND_PROXY = behind_proxy

    assert address_of(rf.get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)) == address


def test_it_is_at_hand_while_a_request_is_answered_and_not_afterwards():
    with acting_from("203.0.113.7"):
        assert current_address() == "203.0.113.7"

    assert current_address() is None


def test_a_pause_of_log_in_counts_the_clients_address_behind_a_proxy(client, make_user, settings):
    settings.BEHIND_PROXY = True
    make_user()
    tries = {"username": "ana@example.com", "password": "wrong"}

    for _ in range(10):
        client.post("/log-in/", tries, HTTP_X_FORWARDED_FOR="203.0.113.7")

    assert client.post("/log-in/", tries, HTTP_X_FORWARDED_FOR="203.0.113.7").status_code == 429
    assert client.post("/log-in/", tries, HTTP_X_FORWARDED_FOR="203.0.113.8").status_code == 200
