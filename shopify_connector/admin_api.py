"""Shopify's GraphQL Admin API: one call that waits out what passes, and says in a type what does not."""

import logging
import random
import time
from collections.abc import Mapping
from typing import Any

import orjson
import requests
from django.conf import settings
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from shopify_connector import queries, tokens
from shopify_connector.answer import Answer, AnswerError, read_errors
from shopify_connector.errors import (
    AccessDenied,
    QueryRefused,
    QueryTooExpensive,
    StoreFrozen,
    StoreNotFound,
    StoreUnavailable,
    Throttled,
    TokenExpired,
)
from shopify_connector.http_session import http, timeouts
from shopify_connector.models import StoreConnection
from shopify_connector.patience import WORKER, Patience
from shopify_connector.scopes import expand
from shopify_connector.shop_address import store_url
from shopify_connector.throttle import Bucket, bucket_of, cost_of
from shopify_connector.waiting import Reason

logger = logging.getLogger(__name__)

# Errors of Shopify's own that pass.
PASSING = {"INTERNAL_SERVER_ERROR", "TIMEOUT"}
# Where the rest of an answer is good, an inner error is asked about again this often, then taken as it is.
TRIES_FOR_A_WHOLE_ANSWER = 3
# What each store's bucket held when it last answered this process, and what each query cost there.
_buckets: dict[str, Bucket] = {}
_costs: dict[tuple[str, str], float] = {}
_versions_reported: set[tuple[str, str]] = set()


class AdminApi:
    """Calls to one store. `patience`: seconds that one call may be held back altogether before it fails."""

    def __init__(self, store: StoreConnection, patience: float = WORKER) -> None:
        self.store = store
        self.patience = patience
        self.version: str = settings.SHOPIFY_API_VERSION
        self.url = f"{store_url(store.shop)}/admin/api/{self.version}/graphql.json"

    def run(self, name: str, variables: Mapping[str, Any] | None = None) -> Answer:
        """Call the query in `queries/<name>.graphql`, without the fields whose scope the store has not granted."""
        return self.call(queries.load(name, expand(self.store.scopes)), variables)

    def call(self, query: str, variables: Mapping[str, Any] | None = None) -> Answer:
        """Send one query or mutation and answer with data, the errors beside it, and its cost.

        Rate limits, 5xx, time-outs and ending tokens are waited out. Raises Throttled or StoreUnavailable when patience
        ends, TokenExpired, AccessDenied (nothing was answered), QueryRefused or QueryTooExpensive. After a lost answer
        the query is sent again: a mutation may then meet what its first sending did.
        """
        patience = Patience(self.store.shop, self.patience)
        body = orjson.dumps({"query": query, "variables": dict(variables or {})})
        renewed = False
        while True:
            self._wait_for_room(query, patience)
            token = tokens.access_token(self.store)
            response = self._post(body, token, patience)
            if response is None:
                continue
            if response.status_code == 401 and not renewed:
                renewed = True
                tokens.renew(self.store, token)
                continue
            answer = self._read(query, response, patience)
            if answer is not None:
                patience.answered()
                return answer

    @sensitive_variables()
    def _post(self, body: bytes, token: str, patience: Patience) -> requests.Response | None:
        """The store's answer, or None after a pause where there was none."""
        headers = {"X-Shopify-Access-Token": token, "Content-Type": "application/json"}
        try:
            # A redirect is not followed: it would take the token to another host.
            return http().post(
                self.url, data=body, headers=headers, timeout=timeouts(self.patience), allow_redirects=False
            )
        except requests.RequestException as error:
            logger.info("shopify_no_answer shop=%s error=%s", self.store.shop, type(error).__name__)
            patience.back_off(Reason.NO_ANSWER, StoreUnavailable(self._words(_("%(shop)s does not answer."))))
            return None

    def _read(self, query: str, response: requests.Response, patience: Patience) -> Answer | None:
        """The answer, or None after a pause where the query should be sent again."""
        status = response.status_code
        if status == 429 or status >= 500:
            self._pause_for_status(response, patience)
            return None
        body = self._json(response)
        errors = read_errors(body.get("errors"))
        if status != 200 or not body:
            self._raise_for_status(status, errors)
        self._note_version(response)
        self._note_cost(query, body)
        return self._judge(body, errors, query, patience)

    def _judge(
        self, body: dict[str, Any], errors: tuple[AnswerError, ...], query: str, patience: Patience
    ) -> Answer | None:
        """Sort out the errors of a 200: wait for those that pass, raise those that leave nothing, keep the rest."""
        if any(error.code == "THROTTLED" for error in errors):
            self._pause_for_throttle(query, patience)
            return None
        data = body.get("data")
        has_data = isinstance(data, dict) and any(value is not None for value in data.values())
        if any(error.code in PASSING for error in errors) and (
            not has_data or patience.failures + 1 < TRIES_FOR_A_WHOLE_ANSWER
        ):
            patience.back_off(Reason.SERVER_ERROR, StoreUnavailable(self._words(_("%(shop)s reports an error."))))
            return None
        if errors and not has_data:
            self._raise_for_errors(errors)
        if errors:
            logger.warning("shopify_partial_answer shop=%s errors=%d", self.store.shop, len(errors))
        return Answer(data if isinstance(data, dict) else {}, errors, cost_of(body.get("extensions") or {}))

    def _wait_for_room(self, query: str, patience: Patience) -> None:
        """Hold a query back while the bucket, as last seen, cannot pay for it."""
        bucket = _buckets.get(self.store.shop)
        cost = _costs.get((self.store.shop, query))
        if bucket and cost:
            seconds = bucket.wait_for(cost, time.monotonic())
            if seconds > 0:
                patience.wait(seconds, Reason.THROTTLED, self._throttled())

    def _pause_for_throttle(self, query: str, patience: Patience) -> None:
        """Shopify says THROTTLED: wait as long as its own figures say, a little jitter added."""
        bucket = _buckets.get(self.store.shop)
        cost = _costs.get((self.store.shop, query))
        seconds = bucket.wait_for(cost, time.monotonic()) if bucket and cost else 0.0
        if seconds > 0:
            patience.wait(seconds + random.uniform(0, 0.2), Reason.THROTTLED, self._throttled())  # noqa: S311
        else:
            patience.back_off(Reason.THROTTLED, self._throttled())

    def _pause_for_status(self, response: requests.Response, patience: Patience) -> None:
        """429 and 5xx: as long as Retry-After says (seconds, with decimals), else by growing pauses."""
        throttled = response.status_code == 429
        reason = Reason.THROTTLED if throttled else Reason.SERVER_ERROR
        error = self._throttled() if throttled else StoreUnavailable(self._words(_("%(shop)s reports an error.")))
        try:
            seconds = float(response.headers.get("Retry-After", ""))
        except ValueError:
            seconds = 0.0
        if 0 < seconds < float("inf"):
            patience.wait(seconds, reason, error)
        else:
            patience.back_off(reason, error)

    def _raise_for_status(self, status: int, errors: tuple[AnswerError, ...]) -> None:
        """A status that waiting does not change."""
        said = "; ".join(error.message for error in errors)[:300]
        if status == 401:
            # A renewed token was refused as well: the store must be connected again.
            tokens.give_up(self.store, self.store.access_token)
            raise TokenExpired
        if status in (402, 423):
            raise StoreFrozen(self._words(_("Shopify has frozen or locked %(shop)s. Its owner must act in Shopify.")))
        if status == 403:
            raise AccessDenied(said or self._words(_("%(shop)s does not allow this.")))
        if status == 404:
            raise StoreNotFound(self._words(_("There is no store at %(shop)s.")))
        if 400 <= status < 500:
            raise QueryRefused(said or f"HTTP {status}", tuple(error.message for error in errors))
        raise StoreUnavailable(self._words(_("%(shop)s gave an answer that is not Shopify's.")))

    def _raise_for_errors(self, errors: tuple[AnswerError, ...]) -> None:
        """Errors that left no data at all."""
        messages = tuple(error.message for error in errors)
        said = "; ".join(messages)[:500]
        codes = {error.code for error in errors}
        if "MAX_COST_EXCEEDED" in codes:
            raise QueryTooExpensive(said, messages)
        if "SHOP_INACTIVE" in codes:
            raise StoreFrozen(self._words(_("Shopify has frozen or locked %(shop)s. Its owner must act in Shopify.")))
        if any(error.is_access_denied for error in errors):
            raise AccessDenied(said)
        raise QueryRefused(said, messages)

    def _note_cost(self, query: str, body: dict[str, Any]) -> None:
        extensions = body.get("extensions") or {}
        bucket = bucket_of(extensions, time.monotonic())
        if bucket:
            _buckets[self.store.shop] = bucket
        cost = cost_of(extensions)
        if cost:
            _costs[self.store.shop, query] = cost.requested

    def _note_version(self, response: requests.Response) -> None:
        """Shopify serves an ended version by another one without a word: say it once in the log."""
        served = response.headers.get("X-Shopify-API-Version", self.version)
        if served != self.version and (self.version, served) not in _versions_reported:
            _versions_reported.add((self.version, served))
            logger.warning("shopify_api_version asked=%s served=%s", self.version, served)

    def _json(self, response: requests.Response) -> dict[str, Any]:
        try:
            body = orjson.loads(response.content)
        except orjson.JSONDecodeError:
            return {}
        return body if isinstance(body, dict) else {}

    def _throttled(self) -> Throttled:
        return Throttled(self._words(_("%(shop)s asks to slow down.")))

    def _words(self, message: str) -> str:
        return message % {"shop": self.store.shop}
