"""The words that records are found by (docs/search.md). They are taken from the records and can be made anew."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models.contact import Contact
from crm.models.deal import Deal
from crm.models.object_type import ObjectType
from crm.models.product import Product


def words_index(name: str) -> GinIndex:
    """An index of words. What is written is found at once: a list of what is pending would be read again and again."""
    return GinIndex(fields=["words"], name=name, fastupdate=False)


class Words(models.Model):
    """The words of one record as it was when it was last changed at `updated_at`. Erased with the record itself."""

    words = SearchVectorField(_("Words"))
    updated_at = models.DateTimeField(_("Record last changed"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class ContactWords(Words):
    """What a live contact is found by: name, e-mail address, phone; city."""

    contact = models.OneToOneField(
        Contact, primary_key=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("Contact")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("Words of contacts")
        indexes = [words_index("contact_words")]


class DealWords(Words):
    """What a live deal is found by: name, order number, e-mail address."""

    deal = models.OneToOneField(
        Deal, primary_key=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("Deal")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("Words of deals")
        indexes = [words_index("deal_words")]


class ProductWords(Words):
    """What a live product is found by: title, SKUs; vendor, type."""

    product = models.OneToOneField(
        Product, primary_key=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("Product")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("Words of products")
        indexes = [words_index("product_words")]


class WordsProgress(models.Model):
    """How far the words of a kind of record are known to be: all that changed before `until` has been read."""

    object_type = models.CharField(_("Object"), max_length=20, choices=ObjectType, primary_key=True)
    until = models.DateTimeField(_("Read until"), null=True, blank=True)
    waiting = models.IntegerField(_("Records that wait"), default=0, help_text=_("As far as they were counted"))

    class Meta:
        verbose_name = verbose_name_plural = _("Progress of the words")

    def __str__(self) -> str:
        return self.object_type
