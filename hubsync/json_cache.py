"""What is kept in Redis is JSON: reading it can make no objects and run no code (docs/security.md, row 8)."""

from typing import Any

import orjson


class JsonSerializer:
    """Serialises cache values for Django's RedisCache. Whole numbers stay as they are, so that Redis can count them."""

    def dumps(self, value: Any) -> bytes | int:
        """Raises TypeError for what JSON has no form for."""
        return value if type(value) is int else orjson.dumps(value)

    def loads(self, data: bytes) -> Any:
        return orjson.loads(data)
