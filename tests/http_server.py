"""What the services have in common that tests start on this machine."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler


def send(
    handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, more: int = 0, **headers: str
) -> None:
    """Send a response; with `more`, announce this many additional bytes and close."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body) + more))
    handler.end_headers()
    handler.wfile.write(body)
    handler.close_connection = more > 0
