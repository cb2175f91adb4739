"""Any history of a store, however its deliveries come, leaves hubsync equal to the store (SPEC L1, L3, I2)."""

from random import Random

import pytest

from demo_store.live import BusyShop
from shopify_connector.reconciliation import steps
from shopify_connector.models import SyncError
from datetime import timedelta
from tests.shopify_connector.live.mirror import differences, mirror, wipe


@pytest.mark.parametrize("seed", range(6))
def test_any_history(following, seed, monkeypatch):
    monkeypatch.setattr(steps, "GRACE", timedelta(0))
    rng = Random(seed)
    busy = BusyShop(following.shop, seed)
    for _ in range(6):
        for _ in range(rng.randrange(60)):
            busy.step()
        rng.shuffle(following.waiting)
        n = rng.randrange(len(following.waiting) + 1)
        some, following.waiting[:] = following.waiting[:n], following.waiting[n:]
        some = [one for one in some if rng.random() > 0.1]
        some += [one for one in some if rng.random() < 0.1]
        following.post(some)
        if rng.random() < 0.5:
            from shopify_connector.inbox.apply import apply_pending
            apply_pending()
        if rng.random() < 0.3:
            following.import_all()
    following.take_in()
    check = following.compare()
    print([(s.object, s.checked, s.differed, s.repaired, s.left_out, s.examples) for s in check.steps.all()])
    again = following.compare()
    ours = mirror()
    wipe()
    following.import_all()
    assert not differences(ours, mirror())
    assert not SyncError.objects.exists()
    assert not [(s.object, s.examples) for s in again.steps.all() if s.differed]
