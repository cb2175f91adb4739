"""Products that people and programs make beside Shopify's."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.editing.values import Editor, Fault, InvalidValues, Locked, note_change, read_values, write_values
from crm.locks import is_synced
from crm.models import ObjectType, Product
from crm.signals import send_products_changed


def create_product(given: Mapping[str, Any], editor: Editor) -> Product:
    """Make a product of properties by their API names. Raises InvalidValues, also for one without a name."""
    now = timezone.now()
    with transaction.atomic():
        product = Product(created_at=now, updated_at=now)
        changes = write_values(product, read_values(ObjectType.PRODUCT, given, None))
        if not product.title:
            raise InvalidValues([Fault("name", "REQUIRED", _("Give the product a name."))])
        product.save()
        note_change(ObjectType.PRODUCT, product.pk, changes, editor, now)
        send_products_changed([product.pk], [])
    return product


def update_product(product_id: int, given: Mapping[str, Any], editor: Editor) -> Product:
    """Change properties of a product. Raises Product.DoesNotExist, InvalidValues."""
    now = timezone.now()
    with transaction.atomic():
        product = Product.objects.live().select_for_update().get(pk=product_id)
        changes = write_values(product, read_values(ObjectType.PRODUCT, given, product))
        if changes:
            product.updated_at = now
            product.save()
            note_change(ObjectType.PRODUCT, product.pk, changes, editor, now)
            send_products_changed([], [product.pk])
    return product


def delete_products(product_ids: Iterable[int], editor: Editor) -> None:
    """Delete products; those that are not there are none to delete. Raises Locked for one that came from Shopify."""
    now = timezone.now()
    with transaction.atomic():
        products = list(Product.objects.live().select_for_update().filter(pk__in=list(product_ids)).order_by("pk"))
        if any(is_synced(product) for product in products):
            raise Locked(_("This product comes from Shopify. Delete it in the store's admin: it disappears here too."))
        for product in products:
            product.deleted_at = product.updated_at = now
            product.save(update_fields=["deleted_at", "updated_at"])
            note_change(ObjectType.PRODUCT, product.pk, {"deleted": [False, True]}, editor, now)
        send_products_changed([], [product.pk for product in products])


def restore_product(product_id: int, editor: Editor) -> Product:
    """Bring a product back that somebody deleted here. Raises Product.DoesNotExist, also for one of Shopify's."""
    now = timezone.now()
    with transaction.atomic():
        deleted = Product.objects.filter(deleted_at__isnull=False, shopify_updated_at__isnull=True)
        product = deleted.select_for_update().get(pk=product_id)
        product.deleted_at, product.updated_at = None, now
        product.save(update_fields=["deleted_at", "updated_at"])
        note_change(ObjectType.PRODUCT, product.pk, {"deleted": [True, False]}, editor, now)
        send_products_changed([], [product.pk])
    return product
