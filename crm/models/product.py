"""Products and their variants."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.models.fields import Synced, as_of, changed_index, money


class ProductQuerySet(models.QuerySet["Product"]):
    """The products people speak of."""

    def live(self) -> "ProductQuerySet":
        """Not deleted."""
        return self.filter(deleted_at__isnull=True)


class Product(Synced):
    """A product with the eleven properties of SPEC P1, under Shopify's names."""

    shopify_product_id = models.BigIntegerField(_("Shopify product id"), null=True, blank=True, unique=True)
    title = models.TextField(_("Title"), blank=True)
    body_html = models.TextField(_("Body HTML"), blank=True, help_text=_("As the store sent it; sanitised when shown"))
    shopify_created_at = models.DateTimeField(_("Created at"), null=True, blank=True)
    handle = models.TextField(_("Handle"), blank=True)
    images = ArrayField(models.TextField(), verbose_name=_("Images"), default=list, blank=True)
    product_type = models.TextField(_("Product type"), blank=True)
    published_at = models.DateTimeField(_("Published at"), null=True, blank=True)
    published_scope = models.TextField(_("Published scope"), blank=True)
    tags = ArrayField(models.TextField(), verbose_name=_("Tags"), default=list, blank=True)
    vendor = models.TextField(_("Vendor"), blank=True)
    price = money(_("Price"), help_text=_("Price of the first variant, in the store's currency"))
    status = models.TextField(_("Status"), blank=True)

    shopify_updated_at = models.DateTimeField(_("Changed in Shopify at"), null=True, blank=True)
    shopify_as_of = as_of()

    objects: ClassVar[models.Manager["Product"]] = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("Product")
        verbose_name_plural = _("Products")
        indexes = [models.Index(fields=["-created_at", "-id"], name="product_newest"), changed_index("product_changed")]

    def __str__(self) -> str:
        return self.title or f"#{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("product", args=[self.pk])


class Variant(models.Model):
    """A variant of a product: what is bought."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants", verbose_name=_("Product"))
    shopify_variant_id = models.BigIntegerField(_("Shopify variant id"), unique=True)
    position = models.IntegerField(_("Position"), default=1)
    title = models.TextField(_("Title"), blank=True)
    sku = models.TextField(_("SKU"), blank=True)
    price = money(_("Price"))

    class Meta:
        verbose_name = _("Variant")
        verbose_name_plural = _("Variants")
        ordering = ["product", "position"]

    def __str__(self) -> str:
        return self.title or self.sku or str(self.shopify_variant_id)

    @classmethod
    def numbers(cls, products: "list[Product]") -> dict[int, int]:
        """How many variants products have, by product id; those that have none are missing. One query."""
        counts = cls.objects.filter(product__in=products).order_by().values_list("product")
        return dict(counts.annotate(models.Count("id")))
