"""Addresses and keys that are refused, each before anything is touched; and who may call over tcp."""

import os
import socket
import sqlite3
import unittest

import daemon
import registry
import sp


class Paths(daemon.Case):
    def refuses_path(self, path, code, reason):
        """That the path is refused, and nothing changed."""
        before = self.tree()
        self.refuses(self.begin("--listen", "ipc://" + path), code, reason)
        self.assertEqual(self.tree(), before)

    def setUp(self):
        super().setUp()
        os.mkdir(self.path("run"), 0o700)

    def test_file(self):
        path = self.path("run", "file")
        with open(path, "w", encoding="ascii") as stream:
            stream.write("mine")
        self.refuses_path(path, 4, "is not a socket; it was left alone")

    def test_directory(self):
        os.mkdir(self.path("run", "directory"), 0o700)
        self.refuses_path(self.path("run", "directory"), 4, "is not a socket; it was left alone")

    def test_link(self):
        os.symlink("elsewhere", self.path("run", "link"))
        self.refuses_path(self.path("run", "link"), 4, "is not a socket; it was left alone")

    def test_too_long(self):
        path = self.path("run", "")
        path += "x" * (108 - len(path))
        self.refuses_path(path, 2, "the path has 108 bytes, a socket's may have 107")

    def test_as_long_as_may_be(self):
        path = self.path("run", "")
        path += "x" * (107 - len(path))
        self.start("--listen", "ipc://" + path)
        self.assertTrue(registry.is_serving(self.connect("ipc://" + path)))

    def test_in_use(self):
        path = self.path("run", "live")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path)
            listener.listen()
            self.refuses_path(path, 4, "address in use: a process listens there")
        self.start("--listen", "ipc://" + path)  # the socket that is left behind is taken over

    def test_in_use_by_another_service(self):
        first = self.start()
        self.store = self.path("other.db")
        self.refuses_path(self.socket, 4, "address in use: a process listens there")
        self.assertTrue(registry.is_serving(self.connect()))
        self.assertEqual(first.stop(), 0)

    def test_directory_open_to_others(self):
        os.chmod(self.path("run"), 0o755)
        self.refuses_path(self.socket, 4, "has mode 0755; it must be 0700")

    def test_second_of_two(self):
        os.mkdir(self.path("run", "directory"), 0o700)
        before = self.tree()
        urls = ["ipc://" + self.path("new", "x"), "ipc://" + self.path("run", "directory")]
        self.refuses(self.begin("--listen", urls[0], "--listen", urls[1]), 4, "is not a socket")
        self.assertEqual(self.tree(), before)


class Stores(daemon.Case):
    def test_folder_absent(self):
        self.store = self.path("absent", "x.db")
        before = self.tree()
        self.refuses(self.begin(), 5, "the folder cannot be entered: No such file or directory")
        self.assertEqual(self.tree(), before)

    def test_not_a_store(self):
        with open(self.store, "w", encoding="ascii") as stream:
            stream.write("no database, and longer than the header that one would have, so that it is looked at: " * 20)
        before = self.tree()[self.store]
        self.refuses(self.begin(), 5, self.store)
        self.assertEqual(self.tree()[self.store], before)


    def test_newer_than_the_program(self):
        self.start().stop()
        database = sqlite3.connect(self.store)
        database.execute("PRAGMA user_version = 1000000")
        database.commit()
        database.close()
        before = self.tree()
        self.refuses(self.begin(), 5, "the store has schema version 1000000; this program knows versions up to")
        self.assertEqual(self.tree(), before)

    def test_damaged(self):
        self.start().stop()
        size = os.path.getsize(self.store)
        with open(self.store, "r+b") as stream:
            stream.seek(100)
            stream.write(b"\xff" * (size - 100))
        before = self.tree()
        self.refuses(self.begin(), 5, self.store)
        self.assertEqual(self.tree(), before)


class Tcp(daemon.Case):
    def setUp(self):
        super().setUp()
        self.port = daemon.free_port()
        self.url = "tcp://127.0.0.1:%d" % self.port
        self.key_file = self.store + ".key"

    def key(self):
        """The owner key."""
        with open(self.key_file, encoding="ascii") as stream:
            return stream.read().rstrip("\n")

    def test_no_key_over_ipc(self):
        self.start()
        self.assertFalse(os.path.exists(self.key_file))

    def test_key_is_made_once(self):
        found = self.start("--listen", self.url)
        self.connect(self.url)  # the service ends this connection first, and yet can listen there again at once
        key = self.key()
        self.assertRegex(key, "^[0-9a-f]{64}$")
        self.assertEqual(os.stat(self.key_file).st_mode & 0o7777, 0o600)
        self.assertEqual(found.stop(), 0)
        self.start("--listen", self.url)
        self.assertEqual(self.key(), key)

    def test_who_may_call(self):
        self.start("--listen", self.url)
        connection = self.connect(self.url)
        get = sp.field(1, "organisations/x")
        for key, code in (
            ("", registry.UNAUTHENTICATED),
            ("0" * 64, registry.UNAUTHENTICATED),
            (self.key()[:-1], registry.UNAUTHENTICATED),
            (self.key() + "0", registry.UNAUTHENTICATED),
            (self.key(), registry.NOT_FOUND),
        ):
            self.assertEqual(sp.call(connection, registry.GET, get, access_key=key).code, code, key)
        reply = sp.Reply(connection.ask(registry.create("nobody")))
        self.assertEqual(reply.code, registry.UNAUTHENTICATED)
        reply = sp.Reply(connection.ask(registry.create("owner", access_key=self.key())))
        self.assertEqual((reply.code, reply.message), (registry.OK, ""))

    def test_ipc_and_tcp_together(self):
        self.start("--listen", self.url, "--listen", self.endpoint)
        reply = sp.Reply(self.connect().ask(registry.create("owner")))
        self.assertEqual((reply.code, reply.message), (registry.OK, ""))
        reply = sp.call(self.connect(self.url), registry.GET, sp.field(1, "organisations/owner"))
        self.assertEqual(reply.code, registry.UNAUTHENTICATED)

    def test_beyond_loopback(self):
        before = self.tree()
        self.refuses(self.begin("--listen", "tcp://0.0.0.0:%d" % self.port), 2, "only loopback (127.0.0.0/8)")
        self.assertEqual(self.tree(), before)

    def test_port_in_use(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", self.port))
            listener.listen()
            before = self.tree()
            self.refuses(self.begin("--listen", self.url), 4, "address in use: a process listens there")
            self.assertEqual(self.tree(), before)

    def test_key_that_others_may_read(self):
        self.start("--listen", self.url).stop()
        os.chmod(self.key_file, 0o644)
        before = self.tree()
        self.refuses(self.begin("--listen", self.url, "--listen", "ipc://" + self.path("new", "x")), 6, "has mode 0644; it must be 0600")
        self.assertEqual(self.tree(), before)

    def test_damaged_key(self):
        self.start("--listen", self.url).stop()
        with open(self.key_file, "w", encoding="ascii") as stream:
            stream.write("short\n")
        self.refuses(self.begin("--listen", self.url), 6, "does not hold 64 hexadecimal digits and a newline")


if __name__ == "__main__":
    unittest.main()
