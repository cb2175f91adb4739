"""What becomes of an order with time: paid or not, sent or not, cancelled, refunded."""

from __future__ import annotations

from demo_store.instants import DAY, HOUR
from demo_store.records import Order, Refund, RefundLine
from demo_store.returns import everything, pieces
from demo_store.seeding.making import Making

_REASONS = ("CUSTOMER", "CUSTOMER", "INVENTORY", "FRAUD", "DECLINED", "STAFF", "OTHER")
_UNSENT = (
    ("UNFULFILLED", 0.62),
    ("IN_PROGRESS", 0.76),
    ("PARTIALLY_FULFILLED", 0.84),
    ("SCHEDULED", 0.89),
    ("ON_HOLD", 0.94),
    ("PENDING_FULFILLMENT", 0.97),
    ("OPEN", 0.985),
    ("REQUEST_DECLINED", 1.0),
)
_NOTES = ("Arrived chipped", "Wrong colour", None, "Goodwill: late delivery")


class OrderStates:
    """Settles the state of a fresh, paid, unsent order by its age."""

    def __init__(self, making: Making) -> None:
        self._rng, self._ids, self._now = making.rng, making.ids, making.now

    def settle(self, order: Order) -> None:
        """Decide what happened to the order between its creation and now; `updated_at` is the last of it."""
        chance = self._rng.random()
        if order.source_name == "pos":
            self._sold_over_the_counter(order, chance)
        elif chance < 0.034:
            self._cancel(order)
        elif chance < 0.05:
            self._refund_all(order)
        elif chance < 0.085:
            self._refund_part(order)
        elif chance < 0.115:
            self._await_payment(order, chance)
        else:
            self._send(order)

    def _after(self, order: Order, least: int, most: int) -> int:
        """An instant so long after the order, never in the future."""
        at = order.created_at + self._rng.randrange(least, most)
        return min(at, max(order.created_at, self._now - 30))

    def _touch(self, order: Order, at: int) -> None:
        order.updated_at = max(order.updated_at, at)

    def _sold_over_the_counter(self, order: Order, chance: float) -> None:
        order.fulfillment_status = "FULFILLED"
        order.closed_at = order.created_at
        if chance < 0.03:
            self._refund_part(order)

    def _send(self, order: Order) -> None:
        rng = self._rng
        if not any(line.requires_shipping for line in order.line_items):
            gift_card = any(line.is_gift_card for line in order.line_items)
            order.fulfillment_status = "FULFILLED" if gift_card else "FULFILLMENT_NOT_REQUIRED"
            order.closed_at = order.created_at
            return
        age = self._now - order.created_at
        if age > 5 * DAY or (age > 12 * HOUR and rng.random() < age / (6 * DAY)):
            if rng.random() < 0.985:
                sent = self._after(order, 6 * HOUR, 4 * DAY)
                order.fulfillment_status, order.closed_at = "FULFILLED", sent
                self._touch(order, sent)
                return
            order.fulfillment_status = "PARTIALLY_FULFILLED"
        else:
            draw = rng.random()
            order.fulfillment_status = next(status for status, limit in _UNSENT if draw < limit)
        self._touch(order, self._after(order, HOUR, DAY))

    def _await_payment(self, order: Order, chance: float) -> None:
        """Bank transfers and held cards: recent ones wait, old ones were paid, have lapsed, or were given up."""
        old = self._now - order.created_at > 14 * DAY
        order.fulfillment_status = "UNFULFILLED"
        order.gateways = ("Bank transfer",) if chance < 0.105 else order.gateways
        if chance < 0.097:
            order.financial_status = "PENDING"
        elif chance < 0.101:
            order.financial_status = "PARTIALLY_PAID"
        elif chance < 0.109:
            order.financial_status = "EXPIRED" if old else "AUTHORIZED"
        else:
            self._cancel(order) if old else None
            order.financial_status = "VOIDED" if old else "PENDING"
        self._touch(order, self._after(order, 300, 3 * DAY))

    def _cancel(self, order: Order) -> None:
        rng = self._rng
        at = self._after(order, 600, 3 * DAY)
        order.cancelled_at = order.closed_at = at
        order.cancel_reason = rng.choice(_REASONS)
        order.fulfillment_status = "RESTOCKED" if rng.random() < 0.2 else "UNFULFILLED"
        back = everything(order)
        for line in order.line_items:
            line.current_quantity = 0
        if order.cancel_reason == "DECLINED" or rng.random() < 0.2:
            order.financial_status = "VOIDED"
        else:
            order.financial_status = "REFUNDED"
            order.refunds = (Refund(self._ids.mint("Refund"), at, None, order.total, back),)
        self._touch(order, at)

    def _refund_all(self, order: Order) -> None:
        self._send(order)
        at = self._after(order, 5 * DAY, 20 * DAY)
        order.financial_status = "REFUNDED"
        note, back = self._rng.choice(_NOTES), everything(order)
        order.refunds = (Refund(self._ids.mint("Refund"), at, note, order.total, back),)
        for line in order.line_items:
            line.current_quantity = 0
        self._touch(order, at)

    def _refund_part(self, order: Order) -> None:
        """One piece of one line comes back, or a little money without any goods; sometimes in two goes."""
        if order.source_name != "pos":
            self._send(order)
        rng = self._rng
        line = rng.choice(order.line_items)
        before_codes = order.line_items_total - sum(each.discount for each in order.line_items)
        worth = (line.original_total - line.discount) // line.quantity * order.subtotal // max(1, before_codes)
        back: tuple[RefundLine, ...] = ()
        if len(order.line_items) == 1 and line.quantity == 1:
            worth //= 4
        else:
            back = (pieces(order, line, 1),)
            line.current_quantity -= 1
        if not worth:
            return
        first = self._after(order, 3 * DAY, 20 * DAY)
        order.financial_status = "PARTIALLY_REFUNDED"
        amounts = (worth // 2, worth - worth // 2) if worth > 2 and rng.random() < 0.15 else (worth,)
        order.refunds = tuple(
            Refund(
                self._ids.mint("Refund"),
                min(first + gap * HOUR, max(first, self._now)),
                rng.choice(_NOTES),
                cents,
                () if gap else back,
            )
            for gap, cents in enumerate(amounts)
        )
        self._touch(order, order.refunds[-1].created_at)
