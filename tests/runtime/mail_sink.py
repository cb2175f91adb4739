"""A mail server that tests can kill: it keeps count of what it took, whether it could say so or not."""

import asyncio
import re
import threading
from collections import Counter

from hubsync.running.ports import any_free

HOST = "127.0.0.1"
ANSWERS = {b"EHLO": b"250-sink\r\n250 PIPELINING\r\n", b"QUIT": b"221 bye\r\n"}
MESSAGE_ID = re.compile(rb"^Message-ID: (<[^>]+>)\r?$", re.MULTILINE)


class MailSink:
    """Listens on a port of its own. `taken` counts Message-IDs of e-mails that arrived whole."""

    def __init__(self, seconds_for_one: float = 0.01) -> None:
        self.port = any_free(HOST)
        self.taken: Counter[str] = Counter()
        self.seconds_for_one = seconds_for_one
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def start(self) -> None:
        """Listen."""
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()

    def kill(self) -> None:
        """Stop listening, and break off whatever is said, between any two words."""
        asyncio.run_coroutine_threadsafe(self._break_off(), self._loop).result()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, HOST, self.port, limit=1 << 25)

    async def _break_off(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                message = await reader.readuntil(b"\r\n.\r\n")
                found = MESSAGE_ID.search(message)
                self.taken[found[1].decode() if found else "without"] += 1
                await asyncio.sleep(self.seconds_for_one)
            writer.write(ANSWERS.get(verb, b"250 ok\r\n"))
            await writer.drain()
            if verb == b"QUIT":
                break
