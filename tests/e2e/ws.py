"""A raw client of SP over WebSocket, as proto/WIRE.md describes it. Nothing but the standard library."""

import base64
import hashlib
import itertools
import os
import socket
import struct

import sp

CONTINUATION, TEXT, BINARY, PING = 0, 1, 2, 9
FIN = 0x80
MASKED = 0x80
GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # of RFC 6455


def handshake(address, key, **headers):
    """The client's half of the handshake; headers replace or add to the usual ones, None leaves one out."""
    usual = {
        "Host": address,
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": key,
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Protocol": "rep.sp.nanomsg.org",
    }
    usual.update({name.replace("_", "-"): value for name, value in headers.items()})
    lines = ["GET / HTTP/1.1"] + ["%s: %s" % pair for pair in usual.items() if pair[1] is not None]
    return "\r\n".join([*lines, "", ""]).encode()


def frame(payload, kind=BINARY, first=FIN, size=None):
    """One frame as a client sends it; `size` is the length it claims, if not its own."""
    mask = os.urandom(4)
    claimed = len(payload) if size is None else size
    if claimed < 126:
        head = struct.pack(">BB", first | kind, MASKED | claimed)
    elif claimed < 0x10000:
        head = struct.pack(">BBH", first | kind, MASKED | 126, claimed)
    else:
        head = struct.pack(">BBQ", first | kind, MASKED | 127, claimed)
    masked = bytes(byte ^ mask[i & 3] for i, byte in enumerate(payload))
    return head + mask + masked


class Connection:
    """One connection to one endpoint, after the handshake. To be used as sp.Connection is."""

    def __init__(self, endpoint, timeout=10.0, start=None):
        scheme, _, address = endpoint.partition("://")
        if scheme != "ws":
            raise ValueError(endpoint)
        host, _, port = address.rpartition(":")
        self.ids = itertools.count(1)
        self.buffer = b""
        self.socket = socket.create_connection((host, int(port)), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            key = base64.b64encode(os.urandom(16)).decode()
            self.write(handshake(address, key) if start is None else start)
            if start is None:
                self.check(self.read_head(), key)
        except BaseException:
            self.socket.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def fill(self):
        """More bytes into the buffer."""
        try:
            piece = self.socket.recv(65536)
        except ConnectionError as error:
            raise sp.Closed(str(error)) from error
        if not piece:
            raise sp.Closed("after %d bytes" % len(self.buffer))
        self.buffer += piece

    def read(self, size):
        """Exactly `size` bytes."""
        while len(self.buffer) < size:
            self.fill()
        data, self.buffer = self.buffer[:size], self.buffer[size:]
        return data

    def read_head(self):
        """The server's half of the handshake, as {name: value}, the first line under the empty name."""
        while b"\r\n\r\n" not in self.buffer:
            self.fill()
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        lines = head.decode("ascii").split("\r\n")
        found = {"": lines[0]}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            found[name.lower()] = value.strip()
        return found

    @staticmethod
    def check(head, key):
        """That the server has taken the connection."""
        digest = base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()
        if not head[""].startswith("HTTP/1.1 101") or head.get("sec-websocket-accept") != digest:
            raise sp.Closed(str(head))

    def write(self, data):
        """Bytes as they are."""
        try:
            self.socket.sendall(data)
        except ConnectionError as error:
            raise sp.Closed(str(error)) from error

    def send(self, body):
        """One request; returns its id."""
        number = sp.FIRST_BIT | next(self.ids)
        self.write(frame(struct.pack(">I", number) + body))
        return number

    def receive(self):
        """One reply: (id, body)."""
        first, size = self.read(2)
        if size == 126:
            (size,) = struct.unpack(">H", self.read(2))
        elif size == 127:
            (size,) = struct.unpack(">Q", self.read(8))
        payload = self.read(size)
        if first != FIN | BINARY:
            raise sp.Closed("a frame %02x: %r" % (first, payload))
        return struct.unpack(">I", payload[:4])[0], payload[4:]

    def ask(self, body):
        """One request and its reply."""
        number = self.send(body)
        found, reply = self.receive()
        if found != number:
            raise AssertionError("a reply to another request")
        return reply
