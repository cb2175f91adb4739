"""The words that records are found by; `bin/manage rebuild_search` makes them anew."""

from typing import Any

from django.contrib import admin

from crm.admin.read_only import SyncedAdmin
from crm.models import ContactWords, DealWords, ProductWords, WordsProgress


class WordsAdmin(SyncedAdmin[Any]):
    """The words of records, by the records' ids."""

    list_display = ["pk", "words", "updated_at"]


@admin.register(ContactWords)
class ContactWordsAdmin(WordsAdmin):
    """The words of contacts."""

    search_fields = ["=contact__id"]


@admin.register(DealWords)
class DealWordsAdmin(WordsAdmin):
    """The words of deals."""

    search_fields = ["=deal__id"]


@admin.register(ProductWords)
class ProductWordsAdmin(WordsAdmin):
    """The words of products."""

    search_fields = ["=product__id"]


@admin.register(WordsProgress)
class WordsProgressAdmin(SyncedAdmin[WordsProgress]):
    """How far the words of each kind of record are."""

    list_display = ["object_type", "until", "waiting"]
    search_fields = ["object_type"]
