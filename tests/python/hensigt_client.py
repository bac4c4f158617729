"""A client of Hensigt in Python, made of the contract and of proto/WIRE.md: nothing of it comes from the C library.

    client = Client("ipc:///run/hensigt/hensigtd.sock")
    centre = client.call("GetCentre", name="centres/co-pi")

Needs python3-protobuf and the standard library. As a program: [HENSIGT_KEY_FILE=FILE] hensigt_client.py ENDPOINT METHOD [JSON]
"""
import itertools
import json
import os
import random
import socket
import struct
import sys
import time

from google.protobuf import descriptor_pb2, descriptor_pool, empty_pb2, json_format, message_factory, wrappers_pb2
from google.protobuf.unknown_fields import UnknownFieldSet

REQ, REP = b"\0SP\0\0\x30\0\0", b"\0SP\0\0\x31\0\0"  # what the two sides of a connection say first
FIRST_BIT, MAX_REPLY = 0x80000000, 1 << 20  # the first bit of the word that carries the id; bytes
ATTEMPT = 2.0  # seconds until a call without an answer is sent again
WRITE, OK, UNAVAILABLE = 2, 0, 14  # hensigt.options.v1.Effect, hensigt.rpc.v1.Code
GET_CONTRACT = "hensigt.v1.ReflectionService/GetDescriptorSet"


class Refused(Exception):
    """The service said no: its Status, and from it code, reason and the violations of fields."""

    def __init__(self, status):
        super().__init__(status.message)
        self.status, self.code, self.reason = status, status.code, status.error_info.reason
        self.fields = {violation.field: violation.reason for violation in status.field_violations}


class NoAnswer(Exception):
    """No answer came in time. A write that was sent may have taken effect: call again with request_id to learn it."""

    def __init__(self, cause, sent, request_id=b""):
        super().__init__("no answer: %s" % cause)
        self.request_id, self.outcome_unknown = request_id, bool(request_id) and sent > 0


class Connection:
    """SP over a unix or tcp socket, the side of REQ."""

    def __init__(self, is_ipc):
        self.prefix = b"\1" if is_ipc else b""  # the type of every frame over ipc
        self.socket = socket.socket(socket.AF_UNIX if is_ipc else socket.AF_INET)

    def open(self, address, timeout):
        self.socket.settimeout(timeout)
        self.socket.connect(address)
        self.socket.sendall(REQ)
        if self.read(len(REP)) != REP:
            raise ConnectionError("the peer is no SP REP socket")

    def read(self, size):
        data = b""
        while len(data) < size:
            piece = self.socket.recv(size - len(data))
            if not piece:
                raise ConnectionError("the service closed the connection")
            data += piece
        return data

    def send(self, number, data):
        self.socket.sendall(self.prefix + struct.pack(">QI", 4 + len(data), FIRST_BIT | number) + data)

    def receive(self):
        prefix = self.read(len(self.prefix))
        size, word = struct.unpack(">QI", self.read(12))
        if prefix != self.prefix or not 4 <= size <= MAX_REPLY or not word & FIRST_BIT:
            raise ConnectionError("the peer sent what is no frame")
        return word & ~FIRST_BIT, self.read(size - 4)


class Contract:
    """The messages and methods of a packed google.protobuf.FileDescriptorSet, as protoc or the service gives it."""

    def __init__(self, descriptor_set):
        self.pool, self.methods = descriptor_pool.DescriptorPool(), {}
        for file in descriptor_pb2.FileDescriptorSet.FromString(descriptor_set).file:
            self.pool.Add(file)
            for name in (file.package + "." + service.name for service in file.service):
                for method in self.pool.FindServiceByName(name).methods:
                    full_name = "%s/%s" % (name, method.name)
                    self.methods[method.name] = self.methods[full_name] = (full_name, method)

    def message(self, name):
        """The class of a message type, by its full name."""
        make = getattr(message_factory, "GetMessageClass", None) or message_factory.MessageFactory(self.pool).GetPrototype
        return make(self.pool.FindMessageTypeByName(name))

    def is_write(self, method):
        """Whether a method carries a request id. Its options are read anew, with the extension that this contract has."""
        extension = self.pool.FindExtensionByName("hensigt.options.v1.method")
        options = self.message("google.protobuf.MethodOptions").FromString(method.GetOptions().SerializeToString())
        return options.Extensions[extension].effect == WRITE


def raw(tag, data):  # a field of less than 128 bytes, packed by hand: before the contract is known there are no messages
    return bytes([tag << 3 | 2, len(data)]) + data if data else b""


def raw_fields(packed):
    return {field.field_number: field.data for field in UnknownFieldSet(empty_pb2.Empty.FromString(packed))}


def new_request_id():  # a UUID of version 7
    data = bytearray(int(time.time() * 1000).to_bytes(6, "big") + os.urandom(10))
    data[6], data[8] = data[6] & 0x0F | 0x70, data[8] & 0x3F | 0x80
    return bytes(data)


class Client:
    """Calls through one connection at a time to one endpoint. Not for several threads at once."""

    def __init__(self, endpoint, contract=None, access_key="", timeout=10.0):
        scheme, _, address = endpoint.partition("://")
        host, _, port = address.rpartition(":")
        self.is_ipc, self.address = scheme == "ipc", address if scheme == "ipc" else (host, int(port))
        self.access_key, self.timeout = access_key, timeout
        self.connection, self.numbers = None, itertools.count(random.getrandbits(30))
        self.contract = contract or Contract(self.fetch_contract())

    def close(self):
        if self.connection:
            self.connection.socket.close()
            self.connection = None

    def exchange(self, pack, deadline, request_id=b""):
        """Sends pack(seconds left), again and again, until its reply comes."""
        number, sent, cause = next(self.numbers) & ~FIRST_BIT, 0, "the time was up"
        while (left := deadline - time.monotonic()) > 0:
            try:
                if not self.connection:
                    self.connection = Connection(self.is_ipc)
                    self.connection.open(self.address, min(left, ATTEMPT))
                self.connection.socket.settimeout(min(left, ATTEMPT))
                sent += 1
                self.connection.send(number, pack(left))
                while (answer := self.connection.receive())[0] != number:
                    pass  # an answer that came too late
                return answer[1]
            except OSError as error:  # a connection that broke or keeps silent is of no more use
                cause = error
                self.close()
                time.sleep(min(left, random.uniform(0.01, 0.05)))
        raise NoAnswer(cause, sent, request_id)

    def fetch_contract(self):
        """The service's own contract in parts: field 1 is a part, field 2 where the next one begins."""
        data, offset = b"", 0
        while offset or not data:
            body = wrappers_pb2.Int32Value(value=offset).SerializeToString()
            request = raw(1, GET_CONTRACT.encode()) + raw(2, body) + raw(5, self.access_key.encode())
            reply = raw_fields(self.exchange(lambda left: request, time.monotonic() + self.timeout))
            if 1 in reply:
                raise PermissionError(raw_fields(reply[1]).get(2, b"refused").decode())
            part = raw_fields(reply[2])
            data, offset = data + part[1], part.get(2, 0)
        return data

    def call(self, method, request=None, request_id=b"", **fields):
        """Calls a method by its short or full name, with a message, a dict of canonical JSON, or fields of one."""
        full_name, descriptor = self.contract.methods[method]
        if request is None or isinstance(request, dict):
            message = self.contract.message(descriptor.input_type.full_name)()
            request = json_format.ParseDict(request or fields, message, descriptor_pool=self.contract.pool)
        envelope = self.contract.message("hensigt.rpc.v1.Request")(method=full_name, access_key=self.access_key)
        envelope.body = request.SerializeToString()
        envelope.request_id = (request_id or new_request_id()) if self.contract.is_write(descriptor) else b""
        deadline, pause = time.monotonic() + self.timeout, 0.05

        def pack(left):
            envelope.timeout.FromMilliseconds(max(1, int(left * 1000)))
            return envelope.SerializeToString()

        while True:
            packed = self.exchange(pack, deadline, envelope.request_id)
            reply = self.contract.message("hensigt.rpc.v1.Reply").FromString(packed)
            if reply.status.code == OK:
                return self.contract.message(descriptor.output_type.full_name).FromString(reply.body)
            if reply.status.code != UNAVAILABLE or time.monotonic() + pause > deadline:
                raise Refused(reply.status)
            time.sleep(random.uniform(pause / 2, pause))
            pause *= 2


if __name__ == "__main__":
    endpoint, method, *request = sys.argv[1:]
    key_file = os.environ.get("HENSIGT_KEY_FILE")
    try:
        client = Client(endpoint, access_key=open(key_file, encoding="ascii").read().strip() if key_file else "")
        reply = client.call(method, json.loads(request[0] if request else "{}"))
        print(json_format.MessageToJson(reply, ensure_ascii=False, descriptor_pool=client.contract.pool))
    except (Refused, NoAnswer) as error:
        sys.exit(str(error))
