"""A little server that speaks clamd's INSTREAM over a real socket, and finds EICAR's test text."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Scanner(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        data = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            data += self.rfile.read(size)
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0")


@contextmanager
def scanner() -> Iterator[str]:
    """Its address, as the setting CLAMD has it."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Scanner) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"tcp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
