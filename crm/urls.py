"""Addresses of contacts, deals and products."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from crm.views.board import board
from crm.views.contacts import contact, contacts
from crm.views.deals import deal, deals
from crm.views.deleting import delete_record, restore_record
from crm.views.editing import edit_property, new_record, show_property, undo_change
from crm.views.exporting import export
from crm.views.lists import lists
from crm.views.merging import choose_other, merge_with, undo_merge
from crm.views.moving import move_deal
from crm.views.products import product, products
from crm.views.recycle_bin import delete_contact, recycle_bin, restore_one, restore_selected
from crm.views.scores import purchase_scores


class KindConverter(StringConverter):
    """A kind of record that people make."""

    regex = "contacts|deals|products"


class DeletableConverter(StringConverter):
    """A kind of record that is deleted without a recycle bin."""

    regex = "deals|products"


register_converter(KindConverter, "kind")
register_converter(DeletableConverter, "deletable")
EDITABLE = "<kind:kind>/<int:record_id>/properties/<str:name>/"

urlpatterns = [
    path("<kind:kind>/export.csv", export, name="export-records"),
    path("<kind:kind>/new/", new_record, name="new-record"),
    path(EDITABLE, edit_property, name="edit-property"),
    path("<deletable:kind>/<int:record_id>/delete/", delete_record, name="delete-record"),
    path("<deletable:kind>/<int:record_id>/restore/", restore_record, name="restore-record"),
    path(f"{EDITABLE}value/", show_property, name="show-property"),
    path("changes/<int:change_id>/undo/", undo_change, name="undo-change"),
    path("contacts/", contacts, name="contacts"),
    path("contacts/recycle-bin/", recycle_bin, name="recycle-bin"),
    path("contacts/recycle-bin/restore/", restore_selected, name="restore-contacts"),
    path("contacts/<int:contact_id>/", contact, name="contact"),
    path("contacts/<int:contact_id>/delete/", delete_contact, name="delete-contact"),
    path("contacts/<int:contact_id>/restore/", restore_one, name="restore-contact"),
    path("contacts/<int:contact_id>/merge/", choose_other, name="merge-contact"),
    path("contacts/<int:contact_id>/merge/<int:other_id>/", merge_with, name="merge-with"),
    path("contacts/merges/<int:merge_id>/undo/", undo_merge, name="undo-merge"),
    path("deals/", deals, name="deals"),
    path("deals/board/", board, name="deal-board"),
    path("deals/<int:deal_id>/", deal, name="deal"),
    path("deals/<int:deal_id>/move/", move_deal, name="move-deal"),
    path("lists/", lists, name="lists"),
    path("products/", products, name="products"),
    path("products/<int:product_id>/", product, name="product"),
    path("settings/purchase-scores/", purchase_scores, name="settings-scores"),
]
