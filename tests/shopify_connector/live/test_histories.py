"""Any history of a store, however its deliveries come, leaves hubsync equal to the store (SPEC L1, L3, I2).

One example is a busy store of some dozen customers, products, orders and checkouts, each of which goes its own way: a
hundred examples are thousands of histories.
"""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from demo_store.back_office import actions
from demo_store.back_office.actions import Refused
from demo_store.live import BusyShop
from shopify_connector.inbox.apply import apply_pending
from shopify_connector.models import Delivery, ReadRequest, SyncError
from shopify_connector.reading.run import run_reads
from shopify_connector.reconciliation import here, schedule, steps
from tests.shopify_connector.live.following import Follower
from tests.shopify_connector.live.mirror import differences, mirror, wipe, with_past_customers


class History:
    """What hypothesis chooses: how much happens between two deliveries, which arrive, when, how often."""

    def __init__(self, following: Follower, seed: int) -> None:
        self.following = following
        self.rng = Random(seed)
        self.busy = BusyShop(following.shop, seed)

    def happen(self, changes: int) -> None:
        for _ in range(changes):
            self._rare_change() if self.rng.random() < 0.1 else self.busy.step()

    def _rare_change(self) -> None:
        """What a busy shop leaves out: people change their addresses, become one, and orders are edited."""
        shop, rng = self.following.shop, self.rng
        customers, orders, products = shop.customers.all(), shop.orders.all(), shop.products.all()
        try:
            match rng.randrange(6):
                case 0:
                    address = f"new{rng.randrange(10**6)}@example.com"
                    actions.edit_customer(shop, rng.choice(customers), {"email": address})
                case 1:
                    actions.merge_customers(shop, *rng.sample(customers, 2))
                case 2:
                    actions.edit_order(shop, rng.choice(orders), {"note": rng.choice(["", "ring twice"])})
                case 3:
                    actions.duplicate_product(shop, rng.choice(products))
                case 4:
                    actions.delete_product(shop, rng.choice(products))
                case 5:
                    one, other = rng.sample(customers, 2)  # one takes the address that the other had
                    address = one.email or ""
                    actions.edit_customer(shop, one, {"email": f"was{rng.randrange(10**6)}@example.com"})
                    actions.edit_customer(shop, other, {"email": address})
        except Refused:
            pass

    def deliver(self, share: float, lost: float, twice: float) -> None:
        """Some of what waits arrives, in any order; some of that never, some of it twice."""
        waiting = self.following.waiting
        self.rng.shuffle(waiting)
        number = round(len(waiting) * share)
        coming, waiting[:] = waiting[:number], waiting[number:]
        coming = [one for one in coming if self.rng.random() >= lost]
        coming += [one for one in coming if self.rng.random() < twice]
        self.following.post(coming)


step = st.fixed_dictionaries(
    {
        "changes": st.integers(0, 60),
        "share": st.floats(0, 1),
        "lost": st.sampled_from([0, 0, 0.1, 0.5]),
        "twice": st.sampled_from([0, 0.2, 1]),
        "then": st.sampled_from(["apply", "apply", "apply and read", "nothing", "import"]),
    }
)


def any_history(examples: int) -> Any:
    """Many histories, the same each time the tests run."""
    never = list(HealthCheck)
    return settings(
        max_examples=examples, deadline=None, phases=[Phase.generate], suppress_health_check=never, derandomize=True
    )


histories = given(seed=st.integers(0, 2**32), history=st.lists(step, min_size=1, max_size=6))


@any_history(examples=12)
@histories
def test_any_history_ends_as_the_store_is(following: Follower, seed: int, history: list[dict[str, Any]]) -> None:
    live_through(following, seed, history)


@pytest.mark.nightly
@any_history(examples=300)
@histories
def test_very_many_histories_end_as_the_store_is(following: Follower, seed: int, history: list[Any]) -> None:
    live_through(following, seed, history)


def live_through(following: Follower, seed: int, history: list[dict[str, Any]]) -> None:
    """A history from the state that the last one left, a comparison, and a look at both sides."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "GRACE", timedelta(0))
        patch.setattr(here, "LISTED_AFTER", timedelta(0))
        # A slow machine leaves deliveries waiting longer than a comparison would stand by for.
        patch.setattr(schedule, "_INBOX_BEHIND", timedelta(days=1))
        live = History(following, seed)
        for one in history:
            live.happen(one["changes"])
            live.deliver(one["share"], one["lost"], one["twice"])
            if one["then"] == "import":
                following.import_all()
            elif one["then"] != "nothing":
                apply_pending()
            if one["then"] == "apply and read":
                run_reads()
        if seed % 2:  # what is still on its way comes before or after the comparison
            following.take_in()
        else:
            # Late word of what is gone by now, where the word of its end was lost: no comparison before could know.
            following.compare()
            following.take_in()
        following.compare()
        following.take_in()
        again = following.compare()
        following.take_in()

    assert not SyncError.objects.exists()
    assert not Delivery.objects.pending().exists()
    assert not ReadRequest.objects.exclude(object="orders").exists()
    assert [(step.object, step.examples) for step in again.steps.filter(differed__gt=0)] == []
    ours, forgiven = mirror(), with_past_customers()
    wipe()
    following.import_all()
    found = differences(ours, mirror(), forgiven)
    assert not found, "\n".join(found[:20])
