"""Too many connections: those that are there go on, and whoever comes is told, whatever way he comes."""

import os
import resource
import signal
import unittest

import daemon
import registry
import sp
import ws

WAIT = sp.field(6, sp.varint(1 << 3) + sp.varint(60))  # of ListChangesRequest
RESOURCE_EXHAUSTED = 8


class Case(daemon.Case):
    def setUp(self):
        super().setUp()
        self.tcp = "tcp://127.0.0.1:%d" % daemon.free_port()
        self.ws = "ws://127.0.0.1:%d" % daemon.free_port()
        self.urls = (self.endpoint, self.tcp, self.ws)

    def connect_to(self, url):
        """A connection of any kind."""
        if not url.startswith("ws:"):
            return self.connect(url)
        connection = ws.Connection(url)
        self.addCleanup(connection.socket.close)
        return connection

    def key(self):
        with open(self.store + ".key", encoding="ascii") as stream:
            return stream.read().strip()

    def assert_refused(self, connection):
        reply = sp.call(connection, registry.HEALTH)
        self.assertEqual((reply.code, reply.reason), (RESOURCE_EXHAUSTED, "CONNECTIONS_FULL"))


class Full(Case):
    def test_watchers_of_every_kind(self):
        """They keep their places while they wait."""
        listen = [word for url in self.urls for word in ("--listen", url)]
        found = self.start("--max-connections", "3", *listen)
        watchers = [self.connect_to(url) for url in self.urls]
        for watcher in watchers:
            self.assertTrue(registry.is_serving(watcher))  # by then the front has passed it on
            watcher.send(sp.request("hensigt.v1.LedgerService/ListChanges", WAIT, access_key=self.key()))
            self.assertTrue(registry.is_serving(watcher))  # calls of one connection are taken in order
        for url in self.urls:
            self.assert_refused(self.connect_to(url))
        for watcher in watchers:
            self.assertTrue(registry.is_serving(watcher))
        self.assertEqual(found.stop(), 0)


class FewDescriptors(Case):
    MOST = 256

    def start_with_few(self):
        """A daemon whose worker found as many when it started."""
        found = self.start("--listen", self.tcp)
        worker = found.wait_ready()
        resource.prlimit(found.process.pid, resource.RLIMIT_NOFILE, (self.MOST, self.MOST))
        os.kill(worker, signal.SIGKILL)
        found.wait_ready()
        return found

    def test_told_before_they_run_out(self):
        """Connections that are silent take descriptors too; half of them are kept back."""
        found = self.start_with_few()
        served = []
        while True:
            connection = self.connect(self.tcp)
            reply = sp.call(connection, registry.HEALTH)
            if reply.code != registry.OK:
                break
            served.append(connection)
        self.assertEqual((reply.code, reply.reason), (RESOURCE_EXHAUSTED, "CONNECTIONS_FULL"))
        self.assertGreater(len(served), self.MOST / 4)
        for _ in range(self.MOST // 4):
            self.assert_refused(self.connect(self.tcp))
        self.assertTrue(all(registry.is_serving(connection) for connection in served))
        self.assertEqual(found.stop(), 0)


if __name__ == "__main__":
    unittest.main()
