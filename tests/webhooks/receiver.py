"""A real receiver on 127.0.0.1 that keeps what it gets, and answers or misbehaves as it is told."""

import socket
import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

import trustme


@dataclass
class Got:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """`answers` are given one each, then 204: a status, or (status, headers, body)."""

    got: list[Got] = field(default_factory=list)
    answers: list[object] = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    host: str = "127.0.0.1"

    def __enter__(self) -> Self:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(Got(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                receiver.answer(self)

            def do_GET(self) -> None:
                receiver.got.append(Got(self.path, {}, b""))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_words: object) -> None:
                pass

        self.server = ThreadingHTTPServer((self.host, 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_about: None  # callers who leave early are part of the tests
        if self.tls is not None:
            self.server.socket = self.tls.wrap_socket(self.server.socket, server_side=True)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def port(self) -> int:
        return self.server.server_address[1]

    def url(self, name: str = "127.0.0.1", path: str = "/hook") -> str:
        return f"{'https' if self.tls else 'http'}://{name}:{self.port}{path}"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        given = self.answers.pop(0) if self.answers else 204
        status, headers, body = given if isinstance(given, tuple) else (given, {}, b"")
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)


def certified(folder: Path, *names: str) -> tuple[ssl.SSLContext, Path]:
    """A server's context for these names, and the file of the authority that vouches for them."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    file = folder / "authority.pem"
    authority.cert_pem.write_to_path(file)
    return context, file


class Raw:
    """A server that says these bytes, one by one with pauses where it drips, whatever it is asked."""

    def __init__(self, said: bytes, *, drip: float = 0) -> None:
        self.said, self.drip = said, drip
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._serve)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stopped.set()
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join()

    def _serve(self) -> None:
        try:
            line, _address = self.socket.accept()
        except OSError:
            return
        with line:
            try:
                line.recv(65536)
                if not self.drip:
                    line.sendall(self.said)
                    return
                for byte in self.said:
                    line.sendall(bytes([byte]))
                    if self.stopped.wait(self.drip):
                        return
                self.stopped.wait(30)
            except OSError:
                return
