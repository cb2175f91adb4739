"""Addresses of contacts, deals and products."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from crm.views.board import board
from crm.views.bulk import bulk_action, bulk_delete, bulk_edit, stop_bulk_action
from crm.views.choosing_columns import choose_columns
from crm.views.contacts import contact
from crm.views.deal_parts import choose_product, deal_contact, delete_line, edit_line, new_line
from crm.views.deals import deal
from crm.views.deleting import delete_record, restore_record
from crm.views.editing import edit_property, new_record, show_property, undo_change
from crm.views.exporting import download_export, export_records, record_export, stop_export
from crm.views.filtering import filter_records
from crm.views.import_steps import map_columns, preview
from crm.views.importing import contact_import, forget_import, import_errors, imports, stop_import, undo_import
from crm.views.list_changes import clone_list, delete_list, place_list, restore_list
from crm.views.list_choosing import add_to_list, bulk_list
from crm.views.list_editor import edit_list, new_list
from crm.views.list_editor_preview import preview_list
from crm.views.list_editor_values import suggest_values
from crm.views.list_members import add_members, import_members, remove_members
from crm.views.list_page import contact_list
from crm.views.list_why import list_why
from crm.views.lists import lists
from crm.views.merging import choose_other, merge_with, undo_merge
from crm.views.moving import move_deal
from crm.views.products import product
from crm.views.records import count_records, records
from crm.views.recycle_bin import delete_contact, recycle_bin, restore_one, restore_selected
from crm.views.saving_views import change_view, delete_view, new_view, save_view
from crm.views.scores import purchase_scores
from crm.views.timeline import timeline


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
    path("<kind:kind>/filter/", filter_records, name="filter-records"),
    path("<kind:kind>/columns/", choose_columns, name="choose-columns"),
    path("<kind:kind>/views/new/", new_view, name="new-view"),
    path("<kind:kind>/views/<int:view_id>/save/", save_view, name="save-view"),
    path("<kind:kind>/views/<int:view_id>/", change_view, name="change-view"),
    path("<kind:kind>/views/<int:view_id>/delete/", delete_view, name="delete-view"),
    path("<kind:kind>/bulk/edit/", bulk_edit, name="bulk-edit"),
    path("<kind:kind>/bulk/delete/", bulk_delete, name="bulk-delete"),
    path("contacts/bulk/list/", bulk_list, name="bulk-list"),
    path("bulk/<int:action_id>/", bulk_action, name="bulk-action"),
    path("bulk/<int:action_id>/stop/", stop_bulk_action, name="stop-bulk-action"),
    path("<kind:kind>/count/", count_records, name="count-records"),
    path("<kind:kind>/export/", export_records, name="export-records"),
    path("exports/<int:export_id>/", record_export, name="record-export"),
    path("exports/<int:export_id>/file/", download_export, name="download-export"),
    path("exports/<int:export_id>/stop/", stop_export, name="stop-export"),
    path("<kind:kind>/new/", new_record, name="new-record"),
    path(EDITABLE, edit_property, name="edit-property"),
    path("<deletable:kind>/<int:record_id>/delete/", delete_record, name="delete-record"),
    path("<deletable:kind>/<int:record_id>/restore/", restore_record, name="restore-record"),
    path(f"{EDITABLE}value/", show_property, name="show-property"),
    path("<kind:kind>/<int:record_id>/timeline/", timeline, name="timeline"),
    path("changes/<int:change_id>/undo/", undo_change, name="undo-change"),
    path("contacts/", records, {"kind": "contacts"}, name="contacts"),
    path("contacts/import/", imports, name="imports"),
    path("contacts/import/<int:import_id>/", contact_import, name="contact-import"),
    path("contacts/import/<int:import_id>/columns/", map_columns, name="map-import"),
    path("contacts/import/<int:import_id>/preview/", preview, name="preview-import"),
    path("contacts/import/<int:import_id>/stop/", stop_import, name="stop-import"),
    path("contacts/import/<int:import_id>/forget/", forget_import, name="forget-import"),
    path("contacts/import/<int:import_id>/undo/", undo_import, name="undo-import"),
    path("contacts/import/<int:import_id>/errors.csv", import_errors, name="import-errors"),
    path("contacts/recycle-bin/", recycle_bin, name="recycle-bin"),
    path("contacts/recycle-bin/restore/", restore_selected, name="restore-contacts"),
    path("contacts/<int:contact_id>/", contact, name="contact"),
    path("contacts/<int:contact_id>/lists/", add_to_list, name="add-to-list"),
    path("contacts/<int:contact_id>/delete/", delete_contact, name="delete-contact"),
    path("contacts/<int:contact_id>/restore/", restore_one, name="restore-contact"),
    path("contacts/<int:contact_id>/merge/", choose_other, name="merge-contact"),
    path("contacts/<int:contact_id>/merge/<int:other_id>/", merge_with, name="merge-with"),
    path("contacts/merges/<int:merge_id>/undo/", undo_merge, name="undo-merge"),
    path("deals/", records, {"kind": "deals"}, name="deals"),
    path("deals/<int:deal_id>/", deal, name="deal"),
    path("deals/<int:deal_id>/contact/", deal_contact, name="deal-contact"),
    path("deals/<int:deal_id>/lines/", choose_product, name="choose-product"),
    path("deals/<int:deal_id>/lines/new/", new_line, name="new-line"),
    path("deals/<int:deal_id>/lines/<int:line_id>/", edit_line, name="edit-line"),
    path("deals/<int:deal_id>/lines/<int:line_id>/delete/", delete_line, name="delete-line"),
    path("deals/board/", board, name="deal-board"),
    path("deals/<int:deal_id>/move/", move_deal, name="move-deal"),
    path("lists/", lists, name="lists"),
    path("lists/<int:list_id>/", contact_list, name="list"),
    path("lists/<int:list_id>/why/", list_why, name="list-why"),
    path("lists/<int:list_id>/add/", add_members, name="add-members"),
    path("lists/<int:list_id>/remove/", remove_members, name="remove-members"),
    path("lists/<int:list_id>/import/", import_members, name="import-members"),
    path("lists/<int:list_id>/clone/", clone_list, name="clone-list"),
    path("lists/<int:list_id>/place/", place_list, name="place-list"),
    path("lists/<int:list_id>/delete/", delete_list, name="delete-list"),
    path("lists/<int:list_id>/restore/", restore_list, name="restore-list"),
    path("lists/new/", new_list, name="list-new"),
    path("lists/preview/", preview_list, name="list-preview"),
    path("lists/values/", suggest_values, name="list-values"),
    path("lists/<int:list_id>/edit/", edit_list, name="list-edit"),
    path("lists/<int:list_id>/preview/", preview_list, name="list-edit-preview"),
    path("products/", records, {"kind": "products"}, name="products"),
    path("products/<int:product_id>/", product, name="product"),
    path("settings/purchase-scores/", purchase_scores, name="settings-scores"),
]
