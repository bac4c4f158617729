"""Clients that others wrote: REQ sockets of libnanomsg and of nng call the same service."""

import os
import subprocess
import unittest

import daemon
import registry
import sp

PEERS = os.environ["PEERS"].split(os.pathsep)


def organisation(name, title):
    """The request that enters an organisation."""
    return sp.field(1, name) + sp.field(2, sp.field(6, title) + sp.varint(9 << 3) + sp.varint(registry.MUNICIPALITY))


class Peers(daemon.Case):
    def setUp(self):
        super().setUp()
        self.url = "tcp://127.0.0.1:%d" % daemon.free_port()
        self.ws = "ws://127.0.0.1:%d" % daemon.free_port()
        self.daemon = self.start("--listen", self.url, "--listen", self.ws, "--listen", self.endpoint)
        self.worker = self.daemon.wait_ready()

    def call(self, peer, endpoint, method, body):
        """One call; over tcp and ws with the owner key."""
        key = [] if endpoint == self.endpoint else [self.store + ".key"]
        return subprocess.run(
            [peer, endpoint, method, *key], input=body, capture_output=True, check=False, timeout=daemon.PATIENCE
        )

    def each(self):
        """Every peer over every transport, with a name of its own."""
        for peer in PEERS:
            for endpoint in (self.endpoint, self.url, self.ws):
                name = os.path.basename(peer).replace("_", "-") + "-" + endpoint.split(":")[0]
                with self.subTest(name):
                    yield peer, endpoint, name
        self.assertTrue(registry.is_serving(self.connect()))
        os.kill(self.worker, 0)

    def test_reads_and_writes(self):
        for peer, endpoint, name in self.each():
            answer = self.call(peer, endpoint, registry.CREATE, organisation(name, "Blåbærgrød"))
            self.assertEqual((answer.returncode, answer.stderr), (0, b""))
            answer = self.call(peer, endpoint, registry.GET, sp.field(1, "organisations/" + name))
            self.assertEqual((answer.returncode, answer.stderr), (0, b""))
            self.assertEqual(sp.fields(answer.stdout)[6], ["Blåbærgrød".encode()])

    def test_refusals(self):
        for peer, endpoint, _ in self.each():
            answer = self.call(peer, endpoint, registry.GET, sp.field(1, "organisations/nobody"))
            self.assertEqual((answer.returncode, answer.stdout), (registry.NOT_FOUND, b""))

    def test_oversized(self):
        for peer, endpoint, _ in self.each():
            answer = self.call(peer, endpoint, registry.GET, b"\0" * (100 * 1024))
            self.assertEqual((answer.returncode, answer.stdout), (registry.INVALID_ARGUMENT, b""))


if __name__ == "__main__":
    unittest.main()
