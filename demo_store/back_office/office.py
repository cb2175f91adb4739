"""The store's own admin with all its rooms."""

from __future__ import annotations

from demo_store.back_office import changes, pages, webhooks_page
from demo_store.back_office.door import door

for _rooms in (pages.rooms, changes.rooms, webhooks_page.rooms):
    door.register_blueprint(_rooms)

__all__ = ["door"]
