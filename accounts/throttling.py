"""How often somebody may try: counted in Redis by what they try from or at, and by axes for passwords."""

from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

from accounts.client_address import address_of
from accounts.secret_texts import hash_of

HOUR = 3600
# Failed log-ins of one address, at whatever accounts; axes counts those at one account.
FAILURES_OF_ADDRESS = 100


def account_of(request: HttpRequest | None, credentials: dict[str, str] | None = None) -> str:
    """The account that is tried, whatever the case it is written in: ANA@ and ana@ share one count. For axes."""
    given = (credentials or {}).get("username") or (request.POST.get("username", "") if request else "")
    return given.strip().lower()


def count(key: str, seconds: int) -> int:
    """One more of `key`; how many there were since the first, which is forgotten after `seconds`. 0 without Redis."""
    try:
        cache.add(key, 0, timeout=seconds)
        return int(cache.incr(key))
    except (RedisError, ValueError):
        # ValueError: the time was over between the two.
        return 0


def too_often(what: str, by: str, most: int, seconds: int = HOUR) -> bool:
    """Count one more `what` (a word) by somebody (an address, a name); whether that is more than `most` in the time."""
    return count(f"tries:{what}:{hash_of(by)[:32]}", seconds) > most


def note_failed_log_in(request: HttpRequest) -> None:
    """Count a failed log-in for the address that it came from."""
    count(_failures_key(request), HOUR)


def has_failed_too_often(request: HttpRequest) -> bool:
    """Whether this address tried one account after the other."""
    try:
        return int(cache.get(_failures_key(request), 0)) >= FAILURES_OF_ADDRESS
    except RedisError:
        return False


def _failures_key(request: HttpRequest) -> str:
    return f"tries:log-in:{hash_of(address_of(request) or '')[:32]}"
