"""What pieces of an order were worth when they come back."""

from __future__ import annotations

from demo_store.records import LineItem, Order, RefundLine


def pieces(order: Order, line: LineItem, quantity: int) -> RefundLine:
    """So many pieces of a line at what was paid for them (cents, after all discounts)."""
    before_codes = order.line_items_total - sum(each.discount for each in order.line_items)
    paid = (line.original_total - line.discount) * order.subtotal // max(1, before_codes)
    worth = paid * quantity // line.quantity
    return RefundLine(line, quantity, worth, _tax(order, worth))


def everything(order: Order) -> tuple[RefundLine, ...]:
    """All that is still with the buyer; the last line takes what rounding left over."""
    lines = [pieces(order, line, line.current_quantity) for line in order.line_items if line.current_quantity]
    whole = all(line.current_quantity == line.quantity for line in order.line_items)
    if lines and whole:
        rest = order.subtotal - sum(each.subtotal for each in lines[:-1])
        lines[-1] = RefundLine(lines[-1].line, lines[-1].quantity, rest, _tax(order, rest))
    return tuple(lines)


def _tax(order: Order, worth: int) -> int:
    taxed = order.subtotal + (order.shipping if order.taxes_included else 0)
    return round(order.tax * worth / taxed) if taxed else 0
