"""The ws front: calls over WebSocket, and a process that may be aborted by anybody without harm to anything else."""

import os
import signal
import socket
import sqlite3
import struct
import subprocess
import time
import unittest

import daemon
import processes
import registry
import sp
import ws

MAX_REQUEST = 64 * 1024
WINDOW = 128  # calls that a client may have under way


def head(**headers):
    """A client's half of the handshake."""
    return ws.handshake("127.0.0.1:80", "dGhlIHNhbXBsZSBub25jZQ==", **headers)


# So short that libnanomsg's first read, of 151 bytes, takes what follows it too.
SHORT_HEAD = ws.handshake("a", "x", Sec_WebSocket_Protocol=None)

# What aborts the process that listens: (the client's half of the handshake or None for a right one, what is sent after it).
ATTACKS = {
    "post": (head().replace(b"GET /", b"POST /", 1), b""),
    "older-http": (head().replace(b"HTTP/1.1", b"HTTP/1.0", 1), b""),
    "body": (SHORT_HEAD + b"x" * (151 - len(SHORT_HEAD)), b""),
    "second-request": (SHORT_HEAD * 2, b""),
    "nul": (head().replace(b"Host: ", b"Host: \0", 1), b""),
    "long-version": (head(Sec_WebSocket_Version="1" * 500), b""),
    "split-character": (None, ws.frame(b"\xf0\x90\x80", ws.TEXT, 0) + ws.frame(b"\x80", ws.CONTINUATION)),
    "length-that-wraps": (None, ws.frame(b"x", ws.BINARY, 0) + ws.frame(b"x" * 100, ws.CONTINUATION, size=2**64 - 1)),
}


class Case(daemon.Case):
    def setUp(self):
        super().setUp()
        self.url = "ws://127.0.0.1:%d" % daemon.free_port()
        self.tcp = "tcp://127.0.0.1:%d" % daemon.free_port()

    def start_all(self):
        """A service with every kind of address; its worker and its front."""
        found = self.start("--listen", self.url, "--listen", self.tcp, "--listen", self.endpoint)
        worker = found.wait_ready()
        return found, worker, self.front(found)

    @staticmethod
    def front(found):
        """The id of the front that says it is ready next."""
        return int(found.wait_for('msg="the front is ready"').split(" front=")[1].split()[0])

    def connect_ws(self, **how):
        """A connection to the front."""
        connection = ws.Connection(self.url, **how)
        self.addCleanup(connection.socket.close)
        return connection

    def key(self):
        """The owner key."""
        with open(self.store + ".key", encoding="ascii") as stream:
            return stream.read().rstrip("\n")


class Calls(Case):
    def test_who_may_call(self):
        self.start_all()
        connection = self.connect_ws()
        get = sp.field(1, "organisations/x")
        self.assertTrue(registry.is_serving(connection))
        self.assertEqual(sp.call(connection, registry.GET, get).code, registry.UNAUTHENTICATED)
        self.assertEqual(sp.call(connection, registry.GET, get, access_key="0" * 64).code, registry.UNAUTHENTICATED)
        self.assertEqual(sp.call(connection, registry.GET, get, access_key=self.key()).code, registry.NOT_FOUND)
        reply = sp.Reply(connection.ask(registry.create("entered", access_key=self.key())))
        self.assertEqual((reply.code, reply.message), (registry.OK, ""))
        self.assertEqual(registry.existing(self.connect(), ["entered"]), ["entered"])

    def test_only_ws(self):
        found = self.start("--listen", self.url)
        self.assertTrue(registry.is_serving(self.connect_ws()))
        self.assertEqual(found.stop(), 0)
        self.assertEqual(sorted(os.listdir(self.folder)), ["x.db", "x.db.front", "x.db.key", "x.db.lock"])
        self.assertEqual(os.stat(self.store + ".front").st_mode & 0o7777, 0o700)
        self.assertEqual(os.listdir(self.store + ".front"), [])

    def test_every_client_gets_its_own(self):
        """Many clients with a full window each and the same ids: a reply in the wrong place would show."""
        self.start_all()
        key = self.key()
        connections = [self.connect_ws() for _ in range(16)]
        for client, connection in enumerate(connections):
            for call in range(WINDOW):
                name = "organisations/c%d-%d" % (client, call + 1)
                connection.send(sp.request(registry.GET, sp.field(1, name), access_key=key))
        for client, connection in enumerate(connections):
            found = {}
            for _ in range(WINDOW):
                number, data = connection.receive()
                found[number & ~sp.FIRST_BIT] = sp.Reply(data).message
            expected = {call + 1: "organisations/c%d-%d does not exist" % (client, call + 1) for call in range(WINDOW)}
            self.assertEqual(found, expected)

    def test_large_replies(self):
        """As many as a window holds of nearly the largest reply, to a client that reads."""
        self.start_all()
        owner = self.connect()
        for i in range(40):
            title = "x" * 290 + "%03d" % i
            organisation = sp.field(6, title) + sp.varint(9 << 3) + sp.varint(registry.MUNICIPALITY)
            for language in ("da", "fi", "nb", "sv"):
                organisation += sp.field(7, sp.field(1, language) + sp.field(2, title))
            body = sp.field(1, "big-%d" % i) + sp.field(2, organisation)
            self.assertEqual(sp.call(owner, registry.CREATE, body, request_id=registry.request_id()).code, registry.OK)
        everything = sp.request(
            "hensigt.v1.OrganisationService/ListOrganisations", sp.varint(1 << 3) + sp.varint(1000), access_key=self.key()
        )
        connection = self.connect_ws()
        self.assertGreater(len(connection.ask(everything)), 48 * 1024)
        for _ in range(20):
            sent = {connection.send(everything) for _ in range(8)}
            got = [connection.receive() for _ in range(8)]
            self.assertEqual({number for number, _ in got}, sent)
            self.assertEqual({sp.Reply(data).code for _, data in got}, {registry.OK})

    def test_sizes(self):
        """A status up to twice the limit; beyond it the connection ends, and nobody else's."""
        found, worker, front = self.start_all()
        connection = self.connect_ws()
        empty = len(sp.request(registry.HEALTH, b"x" * MAX_REQUEST)) - MAX_REQUEST
        for size in (MAX_REQUEST + 1, 2 * MAX_REQUEST):
            reply = sp.Reply(connection.ask(sp.request(registry.HEALTH, b"\0" * (size - empty))))
            self.assertEqual((reply.code, reply.reason), (registry.INVALID_ARGUMENT, "REQUEST_TOO_LARGE"))
        with self.assertRaises(sp.Closed):
            self.connect_ws().ask(b"\0" * (2 * MAX_REQUEST + 1))
        self.assertTrue(registry.is_serving(connection))
        os.kill(worker, 0)
        os.kill(front, 0)
        self.assertEqual(found.stop(), 0)
        self.assertNotIn("died", "\n".join(found.log))

    def test_replies_that_follow_each_other_do_not_wait(self):
        """Without TCP_NODELAY the second of two would wait for the first one's acknowledgement, some 40 ms."""
        _, _, front = self.start_all()
        connection = self.connect_ws()
        self.assertTrue(registry.is_serving(connection))
        ours = connection.socket.getsockname()
        with processes.sockets(front) as found:
            accepted = [one for one in found if processes.peer(one) == ours]
            self.assertEqual([one.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0 for one in accepted], [True])

    def test_garbage_is_answered(self):
        """What is no envelope gets a status; what is no request is dropped; both leave the connection as it is."""
        _, _, front = self.start_all()
        connection = self.connect_ws()
        self.assertNotEqual(sp.Reply(connection.ask(b"\xff" * 40)).code, registry.OK)
        self.assertNotEqual(sp.Reply(connection.ask(b"")).code, registry.OK)
        connection.write(ws.frame(b""))
        connection.write(ws.frame(b"\0\0\0"))
        connection.write(ws.frame(struct.pack(">III", 1, 2, 3) + b"no id"))
        connection.write(ws.frame(struct.pack(">II", 1, sp.FIRST_BIT | 9) + b"one hop too many"))
        connection.write(ws.frame(b"ping", ws.PING))
        self.assertTrue(registry.is_serving(connection))
        os.kill(front, 0)


class Document(Case):
    """proto/WIRE.md tells what is sent and received."""

    def setUp(self):
        super().setUp()
        with open(os.path.join(os.path.dirname(__file__), "..", "..", "proto", "WIRE.md"), encoding="utf-8") as stream:
            self.document = stream.read()

    def text(self, name):
        """A block, as the bytes of a head."""
        block = self.document.split("```http %s\n" % name)[1].split("```")[0]
        return block.replace("\n", "\r\n").encode() + b"\r\n"

    def bytes(self, name):
        """A block of hexadecimal digits."""
        block = self.document.split("```%s\n" % name)[1].split("```")[0]
        return bytes.fromhex(" ".join(line.partition(";")[0] for line in block.splitlines()))

    def test_frames(self):
        frame = self.bytes("hex-ws request")
        mask, masked = frame[2:6], frame[6:]
        payload = bytes(byte ^ mask[i & 3] for i, byte in enumerate(masked))
        self.assertEqual(frame[:2], bytes([ws.FIN | ws.BINARY, ws.MASKED | len(payload)]))
        self.assertEqual(payload, self.bytes("hex frame-request-tcp")[8:])
        refusal = self.bytes("hex frame-refusal")[9:]
        self.assertEqual(self.bytes("hex-ws refusal"), bytes([ws.FIN | ws.BINARY, len(refusal)]) + refusal[:6])

    def test_exchange(self):
        """The handshake is answered byte by byte as it is written there, and the request is understood."""
        self.start_all()
        self.assertGreaterEqual(len(self.text("client")), 151)
        connection = self.connect_ws(start=self.text("client"))
        self.assertEqual(connection.read(len(self.text("service"))), self.text("service"))
        connection.write(self.bytes("hex-ws request"))
        number, data = connection.receive()
        reply = sp.Reply(data)
        self.assertEqual((number, reply.code), (sp.FIRST_BIT | 1, registry.UNAUTHENTICATED))

    def test_head_of_4000_bytes(self):
        self.start_all()
        more = "x" * (4000 - len(self.text("client")) - len("X: \r\n"))
        connection = self.connect_ws(start=self.text("client")[:-2] + b"X: " + more.encode() + b"\r\n\r\n")
        self.assertIn("101", connection.read_head()[""])
        self.assertTrue(registry.is_serving(connection))


class Start(Case):
    def test_help(self):
        answer = subprocess.run([daemon.PROGRAM, "--help"], capture_output=True, text=True, check=True)
        self.assertIn("ws://127.0.0.1:N", answer.stdout)
        self.assertNotIn("--front", answer.stdout)

    def test_beyond_loopback(self):
        before = self.tree()
        self.refuses(self.begin("--listen", "ws://0.0.0.0:1"), 2, "only loopback (127.0.0.0/8)")
        self.assertEqual(self.tree(), before)

    def test_port_in_use(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", int(self.url.rpartition(":")[2])))
            listener.listen()
            before = self.tree()
            self.refuses(self.begin("--listen", self.url), 4, "address in use: a process listens there")
            self.assertEqual(self.tree(), before)


class Hostile(Case):
    def attack(self, name):
        """Sends one of the attacks and waits for the end of the connection."""
        start, rest = ATTACKS[name]
        connection = self.connect_ws(start=start)
        try:
            connection.write(rest)
            while True:
                connection.fill()
        except sp.Closed:
            pass

    def attacks(self, names):
        """Each of them ends the front and nothing else; another front takes its place."""
        found, worker, front = self.start_all()
        owner = self.connect()
        keyed = self.connect(self.tcp)
        for name in names:
            with self.subTest(name):
                self.attack(name)
                line = found.wait_for('msg="the front died"')
                self.assertIn("front=%d signal=Aborted restart_in_ms=0" % front, line)
                front = self.front(found)
                self.assertTrue(registry.is_serving(owner))
                self.assertTrue(registry.is_serving(keyed))
                self.assertTrue(registry.is_serving(self.connect_ws()))
        os.kill(worker, 0)
        self.assertEqual(found.stop(), 0)
        self.assertNotIn("worker died", "\n".join(found.log))

    def test_heads(self):
        self.attacks(["post", "older-http", "body", "second-request"])

    def test_more_heads(self):
        self.attacks(["nul", "long-version"])

    def test_frames(self):
        self.attacks(["split-character", "length-that-wraps"])

    def test_pauses(self):
        """A front that keeps dying is started after a pause, in which all else goes on."""
        found, worker, _ = self.start_all()
        owner = self.connect()
        for _ in range(4):
            self.attack("post")
            self.assertIn("restart_in_ms=0", found.wait_for("front died"))
            self.front(found)
        self.attack("post")
        self.assertIn("restart_in_ms=1000", found.wait_for("front died"))
        with self.assertRaises(ConnectionRefusedError):
            self.connect_ws()
        self.assertTrue(registry.is_serving(owner))
        os.kill(worker, 0)
        self.front(found)
        self.assertTrue(registry.is_serving(self.connect_ws()))
        self.assertEqual(found.stop(), 0)

    def test_stop_during_a_pause(self):
        found, _, _ = self.start_all()
        for _ in range(4):
            self.attack("post")
            self.front(found)
        self.attack("post")
        found.wait_for("front died")
        self.assertEqual(found.stop(), 0)


class Life(Case):
    def test_killed_front_is_replaced(self):
        found, worker, front = self.start_all()
        connection = self.connect_ws()
        self.assertTrue(registry.is_serving(connection))
        os.kill(front, signal.SIGKILL)
        with self.assertRaises(sp.Closed):
            connection.receive()
        self.assertIn("front=%d signal=Killed" % front, found.wait_for("front died"))
        self.assertNotEqual(self.front(found), front)
        self.assertTrue(registry.is_serving(self.connect_ws()))
        os.kill(worker, 0)

    def test_worker_takes_its_front_along(self):
        """Clients learn at once that their worker is gone, and the next front belongs to the next worker."""
        found, worker, front = self.start_all()
        for _ in range(3):
            connection = self.connect_ws()
            self.assertTrue(registry.is_serving(connection))
            os.kill(worker, signal.SIGKILL)
            with self.assertRaises(sp.Closed):
                connection.receive()
            worker = found.wait_ready()
            replaced, front = front, self.front(found)
            self.assertNotEqual(front, replaced)
        self.assertTrue(registry.is_serving(self.connect_ws()))
        self.assertEqual(found.stop(), 0)
        self.assertNotIn("front died", "\n".join(found.log))

    def test_kills_under_writes(self):
        """A client that repeats with the same request id while workers and fronts are killed: each write is there once."""
        found, worker, front = self.start_all()
        key = self.key()
        names = ["organisation-%d" % i for i in range(400)]
        requests = {name: registry.create(name, access_key=key) for name in names}
        waiting = dict(requests)
        killed = 0
        while waiting:
            before = killed
            try:
                with ws.Connection(self.url) as connection:
                    under_way = {connection.send(body): name for name, body in list(waiting.items())[:WINDOW]}
                    for answered in range(len(under_way)):
                        number, data = connection.receive()
                        self.assertEqual(sp.Reply(data).message, "")
                        del waiting[under_way[number]]
                        if answered == 20 and killed < 4:
                            killed += 1
                            os.kill(worker if killed % 2 else front, signal.SIGKILL)
            except (sp.Closed, ConnectionError):
                self.assertNotEqual(killed, before)  # nothing else ends a connection
            if killed != before and killed % 2:
                worker = found.wait_ready()
            if killed != before:
                front = self.front(found)
        self.assertEqual(killed, 4)
        owner = self.connect()
        self.assertEqual(registry.existing(owner, names), names)
        for name in names:
            reply = sp.call(owner, "hensigt.v1.LedgerService/ListRevisions", sp.field(1, "organisations/" + name))
            self.assertEqual((reply.code, len(sp.fields(reply.body)[1])), (registry.OK, 1))
        self.assertEqual(found.stop(), 0)

    def test_front_outlives_the_worker(self):
        """A signal to all processes of the service, as a service manager may send it, ends none before its time."""
        found, worker, front = self.start_all()
        connection = self.connect_ws()
        other_client = self.connect_ws()
        other = sqlite3.connect(self.store, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        connection.send(registry.create("first", access_key=self.key()))
        connection.send(sp.request(registry.HEALTH))
        self.assertEqual(connection.receive()[0] & 0xFF, 2)  # calls of one connection are taken in order: so was the write
        for process in (front, worker, found.process.pid):
            os.kill(process, signal.SIGTERM)
        found.wait_for("msg=stopping")
        end = time.monotonic() + 0.2  # in which a front that were told to end would be gone
        while time.monotonic() < end:
            self.assertNotEqual(other_client.ask(sp.request(registry.HEALTH)), b"")
        other.execute("ROLLBACK")
        other.close()
        reply = sp.Reply(connection.receive()[1])
        self.assertEqual(found.wait(), 0)
        self.start()
        kept = registry.existing(self.connect(), ["first"])
        if reply.code == registry.OK:
            self.assertEqual(kept, ["first"])
        else:  # the store waits two seconds for its file; a machine under load may take longer to get here
            self.assertEqual((reply.code, reply.reason, kept), (registry.UNAVAILABLE, "STORE_BUSY", []))

    def test_everything_answered_is_kept(self):
        """Many writes and SIGTERM among them: each is answered, and what was acknowledged is there afterwards."""
        names = ["organisation-%d" % i for i in range(500)]
        found, _, _ = self.start_all()
        key = self.key()
        acknowledged = []
        with self.connect_ws() as connection:
            numbers = {connection.send(registry.create(name, access_key=key)): name for name in names}
            try:
                for _ in names:
                    number, data = connection.receive()
                    if not acknowledged:
                        found.process.terminate()
                    reply = sp.Reply(data)
                    if reply.code == 0:
                        acknowledged.append(numbers[number])
                    else:
                        self.assertEqual((reply.code, reply.reason), (registry.UNAVAILABLE, "DRAINING"))
            except sp.Closed:
                pass
        self.assertEqual(found.wait(), 0)
        self.assertGreater(len(acknowledged), 0)
        self.start()
        kept = registry.existing(self.connect(), names)
        self.assertEqual(sorted(set(acknowledged) - set(kept)), [])


if __name__ == "__main__":
    unittest.main()
