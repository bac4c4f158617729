"""What no proper client sends. The service goes on; where libnanomsg ends the worker, another one takes its place with all there was."""

import os
import random
import resource
import struct
import time
import unittest

import daemon
import registry
import sp

MAX_REQUEST = 64 * 1024


def envelope_of(size):
    """A request of exactly so many bytes; what it says does not matter."""
    for body in range(size - 64, size):
        data = sp.request(registry.HEALTH, b"\0" * body)
        if len(data) == size:
            return data
    raise AssertionError(size)


class Sizes(daemon.Case):
    def setUp(self):
        super().setUp()
        self.url = "tcp://127.0.0.1:%d" % daemon.free_port()
        self.daemon = self.start("--listen", self.url, "--listen", self.endpoint)
        self.worker = self.daemon.wait_ready()

    def tearDown(self):
        self.assertTrue(registry.is_serving(self.connect()))
        os.kill(self.worker, 0)  # the same worker all along

    def test_status_up_to_twice_the_limit(self):
        for endpoint in (self.endpoint, self.url):
            for size in (MAX_REQUEST + 1, 2 * MAX_REQUEST):
                connection = self.connect(endpoint)
                reply = sp.Reply(connection.ask(envelope_of(size)))
                self.assertEqual((reply.code, reply.reason), (registry.INVALID_ARGUMENT, "REQUEST_TOO_LARGE"))
                self.assertTrue(registry.is_serving(connection) or endpoint == self.url)  # and goes on with the connection

    def test_largest_request_is_read(self):
        reply = sp.Reply(self.connect().ask(envelope_of(MAX_REQUEST)))
        self.assertNotEqual(reply.reason, "REQUEST_TOO_LARGE")

    def test_connection_ends_beyond_twice_the_limit(self):
        for endpoint in (self.endpoint, self.url):
            connection = self.connect(endpoint)
            with self.assertRaises(sp.Closed):
                connection.ask(envelope_of(2 * MAX_REQUEST + 1))

    def test_length_without_end(self):
        for endpoint, mark in ((self.endpoint, sp.MESSAGE), (self.url, b"")):
            connection = self.connect(endpoint)
            connection.write(mark + b"\xff" * 8)
            with self.assertRaises(sp.Closed):
                connection.read(1)

    def test_replies_fit_their_limit(self):
        """A reply is never larger than 64 KiB, so that a client that reads gets it."""
        connection = self.connect()
        for i in range(80):
            title = "x" * 290 + "%03d" % i
            organisation = sp.field(6, title) + sp.varint(9 << 3) + sp.varint(registry.MUNICIPALITY)
            for language in ("da", "fi", "nb", "sv"):  # 5 names of 300 characters each
                organisation += sp.field(7, sp.field(1, language) + sp.field(2, title))
            reply = sp.call(
                connection,
                registry.CREATE,
                sp.field(1, "big-%d" % i) + sp.field(2, organisation),
                request_id=registry.request_id(),
            )
            self.assertEqual((reply.code, reply.message), (registry.OK, ""))
        everything = sp.request("hensigt.v1.OrganisationService/ListOrganisations", sp.varint(1 << 3) + sp.varint(1000))
        data = connection.ask(everything)
        self.assertEqual(sp.Reply(data).code, registry.OK)
        self.assertLessEqual(len(data), MAX_REQUEST)


class Bytes(daemon.Case):
    """Over tcp nothing that anybody sends ends the worker."""

    def setUp(self):
        super().setUp()
        self.url = "tcp://127.0.0.1:%d" % daemon.free_port()
        self.daemon = self.start("--listen", self.url, "--listen", self.endpoint)
        self.worker = self.daemon.wait_ready()

    def tearDown(self):
        self.assertTrue(registry.is_serving(self.connect()))
        os.kill(self.worker, 0)

    def send_and_end(self, data, handshake=sp.REQ):
        """Sends bytes, reads what comes, and goes."""
        try:
            with self.connect(self.url, handshake=handshake, timeout=0.2) as connection:
                connection.write(data)
                while connection.socket.recv(4096):
                    pass
        except (sp.Closed, OSError):
            pass

    def test_other_protocols(self):
        for handshake in (b"GET / HTTP/1.1\r\n\r\n", b"\0SP\0\0\x20\0\0", b"\0SP\1\0\x30\0\0", b"\0SP", b""):
            self.send_and_end(b"", handshake=handshake)

    def test_frames_that_are_none(self):
        word = struct.pack(">I", sp.FIRST_BIT | 1)
        for frame in (
            struct.pack(">Q", 0),
            struct.pack(">Q", 3) + b"abc",
            struct.pack(">Q", 4) + b"\0\0\0\1",  # no word with the first bit
            struct.pack(">Q", 4) + word,  # an empty request
            struct.pack(">Q", 400) + b"\0\0\0\1" * 99 + word,  # a backtrace of a hundred hops
            struct.pack(">Q", 2**63) + b"x",
            struct.pack(">Q", 100) + b"half",
        ):
            self.send_and_end(frame)

    def test_random_bytes(self):
        source = random.Random(1)
        for _ in range(50):
            self.send_and_end(source.randbytes(source.randrange(1, 300)))

    def test_random_requests(self):
        """Envelopes that are none are answered, each with a status."""
        source = random.Random(2)
        connection = self.connect()
        for _ in range(500):
            reply = sp.Reply(connection.ask(source.randbytes(source.randrange(0, 200))))
            self.assertNotEqual(reply.code, registry.OK)

    def test_empty_request(self):
        reply = sp.Reply(self.connect().ask(b""))
        self.assertNotEqual(reply.code, registry.OK)

    def test_clients_that_go(self):
        for _ in range(50):
            with self.connect() as connection:
                connection.send(sp.request(registry.HEALTH))

    def test_client_that_does_not_read(self):
        """Others are served while one reads nothing; its replies are dropped, not kept."""
        with self.connect() as idle:
            for _ in range(5000):
                idle.send(sp.request(registry.HEALTH))
            self.assertTrue(registry.is_serving(self.connect()))


class Connections(daemon.Case):
    """More clients than file descriptors: those that were served are served on, the others wait until some go."""

    SPARE = 8  # descriptors that the worker may still open
    MOST = 200

    def setUp(self):
        super().setUp()
        self.url = "tcp://127.0.0.1:%d" % daemon.free_port()
        self.daemon = self.start("--listen", self.url, "--listen", self.endpoint)
        self.worker = self.daemon.wait_ready()

    def fill(self, endpoint):
        """Connects until somebody is kept waiting; returns who is connected."""
        opened = []
        while len(opened) < self.MOST:
            try:
                opened.append(self.connect(endpoint, timeout=1.0))
            except (BlockingIOError, TimeoutError, sp.Closed):
                return opened
        raise AssertionError("there is no end")

    def test_all_descriptors_taken(self):
        for endpoint in (self.url, self.endpoint):
            kept = self.connect()
            self.assertTrue(registry.is_serving(kept))
            used = len(os.listdir("/proc/%d/fd" % self.worker))
            before = resource.prlimit(self.worker, resource.RLIMIT_NOFILE)
            resource.prlimit(self.worker, resource.RLIMIT_NOFILE, (used + self.SPARE, before[1]))
            opened = self.fill(endpoint)
            self.assertLessEqual(len(opened), self.SPARE)
            self.assertTrue(registry.is_serving(kept))
            self.assertEqual(sp.Reply(kept.ask(registry.create("kept-%s" % endpoint[:3]))).code, registry.OK)
            for connection in opened:
                connection.socket.close()
            resource.prlimit(self.worker, resource.RLIMIT_NOFILE, before)
            self.assertTrue(self.serves_again(endpoint))
            self.assertTrue(registry.is_serving(kept))  # it is the same worker

    def serves_again(self, endpoint):
        end = time.monotonic() + daemon.PATIENCE
        while time.monotonic() < end:
            try:
                return registry.is_serving(self.connect(endpoint, timeout=1.0))
            except (BlockingIOError, TimeoutError, sp.Closed):
                pass
        return False


class Ipc(daemon.Case):
    """The owner's own socket trusts its owner: a wrong byte ends the worker (an assertion of libnanomsg), and nothing is lost."""

    def test_wrong_type_of_frame(self):
        found = self.start()
        first = found.wait_ready()
        connection = self.connect()
        self.assertEqual(sp.Reply(connection.ask(registry.create("kept"))).code, registry.OK)
        other = self.connect()
        other.write(b"\2" + b"\0" * 8)
        line = found.wait_for("worker died")
        self.assertEqual(found.worker(line), first)
        self.assertIn("signal=Aborted", line)
        found.wait_ready()
        self.assertEqual(registry.existing(self.connect(), ["kept"]), ["kept"])


if __name__ == "__main__":
    unittest.main()
