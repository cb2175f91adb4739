"""Addresses of contacts, deals and products."""

from django.urls import path

from crm.views.contacts import contact, contacts
from crm.views.deals import deal, deals
from crm.views.lists import lists
from crm.views.products import product, products

urlpatterns = [
    path("contacts/", contacts, name="contacts"),
    path("contacts/<int:contact_id>/", contact, name="contact"),
    path("deals/", deals, name="deals"),
    path("deals/<int:deal_id>/", deal, name="deal"),
    path("lists/", lists, name="lists"),
    path("products/", products, name="products"),
    path("products/<int:product_id>/", product, name="product"),
]
