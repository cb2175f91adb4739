"""How much one may upload: a file that is bigger is not kept while it is read (SECURITY row 7)."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from crm.importing.reading import MOST_BYTES


class BoundedUpload(FileUploadHandler):
    """The first of the upload handlers: stops at the limit. The form's other fields, which come before, are there."""

    def new_file(self, *args: Any, **more: Any) -> None:
        super().new_file(*args, **more)
        self._taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self._taken += len(raw_data)
        if self._taken > MOST_BYTES:
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one keep it."""
        return
