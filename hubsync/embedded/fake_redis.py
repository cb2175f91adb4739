"""`python -m hubsync.embedded.fake_redis PORT PID_FILE`: Redis in Python, for machines with no other."""

import os
import signal
import sys
import threading
from pathlib import Path

from fakeredis import TcpFakeServer


def main() -> None:
    port, pid_file = int(sys.argv[1]), Path(sys.argv[2])
    server = TcpFakeServer(("127.0.0.1", port), server_type="redis")
    server.daemon_threads = True
    # shutdown() waits for serve_forever(), which this thread is in: another thread asks.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    pid_file.write_text(str(os.getpid()))
    server.serve_forever(poll_interval=0.1)
    pid_file.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
