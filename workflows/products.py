"""Products that a person can put into an e-mail."""

from crm.models import Product
from crm.search import find_products
from workflows.carts import NOT_SOLD

OFFERED = 12


def products_to_offer(query: str, chosen: int | None = None) -> list[Product]:
    """Up to OFFERED products that customers can see and a query finds, the newest first; before them the chosen one,
    whatever it is."""
    query = query.replace("\x00", "").strip()[:200]
    sold = Product.objects.live().exclude(status__in=NOT_SOLD)
    found = find_products(sold, query) if query else sold
    others = found.exclude(pk=chosen or 0).order_by("-created_at", "-id").defer("body_html")[:OFFERED]
    first = Product.objects.live().filter(pk=chosen) if chosen else Product.objects.none()
    return [*first, *others]
