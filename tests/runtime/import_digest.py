"""Run inside of a product (`manage shell -c`): how its import stands, and what the CRM knows, as one line of JSON.

Left out are numbers and times of hubsync's own, and checkouts that turn abandoned about now.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from crm.models import Contact, Deal, LineItem, Product, PurchaseSummary, StageChange
from shopify_connector.models import ImportSession, ImportStep

DEAL = (
    "shopify_order_id",
    "shopify_checkout_id",
    "name",
    "amount",
    "net_amount",
    "stage_id",
    "closed_at",
    "abandoned_at",
    "contact__email",
    "customer_id",
    "note",
    "order_updated_at",
    "checkout_updated_at",
)
LINE = ("deal__name", "line_key", "title", "quantity", "total", "product__title")


def digest(rows: Iterable[object]) -> str:
    return hashlib.sha256(json.dumps(sorted(map(str, rows))).encode()).hexdigest()


day_ago = timezone.now() - timedelta(days=1)
around = (day_ago - timedelta(minutes=10), day_ago + timedelta(minutes=10))
turning = Deal.objects.filter(checkout_created_at__range=around)
steps = StageChange.objects.exclude(deal__in=turning)
state = {
    "status": ImportSession.objects.latest("id").status,
    "handled": [step.handled for step in ImportStep.objects.all()],
    "contacts": digest(Contact.objects.values_list("email", "first_name", "note", "tags", "shopify_updated_at")),
    "products": digest(Product.objects.values_list("shopify_product_id", "title", "price", "images")),
    "deals": digest(Deal.objects.exclude(pk__in=turning).values_list(*DEAL)),
    "lines": digest(LineItem.objects.values_list(*LINE)),
    "stages": digest(steps.values_list("deal__name", "from_stage", "to_stage", "at")),
    "purchases": digest(PurchaseSummary.objects.values_list("contact__email", "total_revenue", "last_order_at")),
    "sizes": [table.objects.count() for table in (Contact, Product, Deal, LineItem)],
}
print(json.dumps(state))  # noqa: T201
