"""A raw client of the wire: SP over unix and tcp sockets, and as much of Protocol Buffers as the envelope needs.

It can also speak wrongly, which a proper client cannot. Nothing but the standard library.
"""

import itertools
import socket
import struct

REQ = b"\0SP\0\0\x30\0\0"
REP = b"\0SP\0\0\x31\0\0"
FIRST_BIT = 0x80000000  # marks the last word of a backtrace: the request's id
MESSAGE = b"\1"  # the type of a frame over ipc


class Closed(Exception):
    """The other side ended the connection."""


class Connection:
    """One connection to one endpoint, after the handshake."""

    def __init__(self, endpoint, timeout=10.0, handshake=REQ):
        scheme, _, address = endpoint.partition("://")
        self.is_ipc = scheme == "ipc"
        if self.is_ipc:
            self.socket = socket.socket(socket.AF_UNIX)
        else:
            self.socket = socket.socket()
            host, _, port = address.rpartition(":")
            address = (host, int(port))
        self.socket.settimeout(timeout)
        self.ids = itertools.count(1)
        try:
            self.socket.connect(address)
            self.socket.sendall(handshake)
            if self.read(len(REP)) != REP:
                raise Closed("the other side does not speak REP")
        except BaseException:
            self.socket.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def read(self, size):
        """Exactly `size` bytes."""
        data = b""
        while len(data) < size:
            try:
                piece = self.socket.recv(size - len(data))
            except ConnectionError as error:
                raise Closed(str(error)) from error
            if not piece:
                raise Closed("after %d of %d bytes" % (len(data), size))
            data += piece
        return data

    def write(self, data):
        """Bytes as they are."""
        try:
            self.socket.sendall(data)
        except ConnectionError as error:
            raise Closed(str(error)) from error

    def send(self, body):
        """One request; returns its id."""
        number = FIRST_BIT | next(self.ids)
        frame = struct.pack(">QI", len(body) + 4, number) + body
        self.write(MESSAGE + frame if self.is_ipc else frame)
        return number

    def receive(self):
        """One reply: (id, body)."""
        if self.is_ipc and self.read(1) != MESSAGE:
            raise Closed("a frame of another type")
        size, number = struct.unpack(">QI", self.read(12))
        return number, self.read(size - 4)

    def ask(self, body):
        """One request and its reply."""
        number = self.send(body)
        found, reply = self.receive()
        if found != number:
            raise AssertionError("a reply to another request")
        return reply


# ---- the envelope ---------------------------------------------------------------------------------------------------


def varint(number):
    """A number of Protocol Buffers."""
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def field(number, value):
    """A field of bytes or text; nothing where it is empty, as in proto3."""
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data if data else b""


def read_varint(data, at):
    number = shift = 0
    while True:
        number |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if not data[at - 1] & 0x80:
            return number, at


def fields(data):
    """A message as {field number: [values]}; nested messages stay bytes."""
    out = {}
    at = 0
    while at < len(data):
        tag, at = read_varint(data, at)
        if tag & 7 == 0:
            value, at = read_varint(data, at)
        elif tag & 7 == 2:
            size, at = read_varint(data, at)
            value, at = data[at : at + size], at + size
        else:
            raise AssertionError("wire type %d is not in this contract" % (tag & 7))
        out.setdefault(tag >> 3, []).append(value)
    return out


def request(method, body=b"", request_id=b"", access_key=""):
    """hensigt.rpc.v1.Request."""
    return field(1, method) + field(2, body) + field(3, request_id) + field(5, access_key)


class Reply:
    """hensigt.rpc.v1.Reply, as far as tests look at it."""

    def __init__(self, data):
        reply = fields(data)
        status = fields(reply.get(1, [b""])[0])
        info = fields(status.get(3, [b""])[0])
        self.code = status.get(1, [0])[0]
        self.message = status.get(2, [b""])[0].decode()
        self.reason = info.get(1, [b""])[0].decode()
        self.body = reply.get(2, [b""])[0]


def call(connection, method, body=b"", **envelope):
    """One call over one connection."""
    return Reply(connection.ask(request(method, body, **envelope)))
