"""From start to end: readiness, signals, deaths, the lock."""

import array
import contextlib
import datetime
import fcntl
import os
import signal
import socket
import sqlite3
import subprocess
import termios
import threading
import time
import unittest

import daemon
import registry
import sp


def unread(connection):
    """How many bytes wait to be read."""
    size = array.array("i", [0])
    fcntl.ioctl(connection.socket, termios.FIONREAD, size)
    return size[0]


def opened_by(process):
    """The files that a process has open; one that it closes meanwhile is none."""
    folder = "/proc/%d/fd" % process
    names = []
    for descriptor in os.listdir(folder):
        with contextlib.suppress(FileNotFoundError):
            names.append(os.readlink(os.path.join(folder, descriptor)))
    return names


class Start(daemon.Case):
    def test_default_address(self):
        self.start()
        self.assertTrue(registry.is_serving(self.connect()))
        self.assertEqual(os.stat(self.path("run")).st_mode & 0o7777, 0o700)
        self.assertEqual(os.stat(self.store).st_mode & 0o7777, 0o600)

    def test_relative_names(self):
        found = daemon.Daemon("--store", "x.db", cwd=self.folder)
        self.addCleanup(found.kill)
        self.assertEqual(found.ready, "ready\n")
        self.assertIn("listen=ipc://run/hensigtd.sock", found.wait_for(" msg=ready "))
        self.assertTrue(registry.is_serving(self.connect()))

    def test_several_addresses(self):
        urls = ["ipc://" + self.path("run", "a"), "ipc://" + self.path("other", "b")]
        self.start("--listen", urls[0], "--listen", urls[1])
        for url in urls:
            self.assertTrue(registry.is_serving(self.connect(url)))

    def test_service_manager_is_told(self):
        address = self.path("notify")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(address)
            manager.settimeout(daemon.PATIENCE)
            found = self.start(env=dict(os.environ, NOTIFY_SOCKET=address))
            self.assertEqual(manager.recv(100), b"READY=1")
            os.kill(found.wait_ready(), signal.SIGKILL)
            found.wait_ready()  # of which the manager hears nothing
            self.assertEqual(found.stop(), 0)
            self.assertEqual(manager.recv(100), b"STOPPING=1")

    def test_questions(self):
        for option, text in (("--help", "usage: hensigtd --store FILE"), ("--version", "hensigtd ")):
            answer = subprocess.run([daemon.PROGRAM, option], capture_output=True, text=True, check=False)
            self.assertEqual((answer.returncode, answer.stderr), (0, ""))
            self.assertTrue(answer.stdout.startswith(text), answer.stdout)

    def test_wrong_option(self):
        answer = subprocess.run([daemon.PROGRAM, "--bogus"], capture_output=True, text=True, check=False)
        self.assertEqual((answer.returncode, answer.stdout), (2, ""))
        self.assertEqual(answer.stderr, "hensigtd: unknown option --bogus\nhensigtd --help shows the options.\n")


class End(daemon.Case):
    def test_signals(self):
        for how in (signal.SIGTERM, signal.SIGINT):
            found = self.start()
            connection = self.connect()
            self.assertTrue(registry.is_serving(connection))
            self.assertEqual(found.stop(how), 0)
            self.assertIn("msg=stopping", found.log[-1])
            self.assertFalse(os.path.exists(self.socket))
            with self.assertRaises(sp.Closed):
                connection.receive()

    def test_nothing_is_left_beside_the_store(self):
        self.start().stop()
        self.assertEqual(sorted(os.listdir(self.folder)), ["run", "x.db", "x.db.lock"])

    def test_unread_replies_are_waited_for(self):
        """The end waits three seconds for a client to read what it was answered, and no longer."""
        found = self.start()
        self.assertTrue(registry.is_serving(self.connect()))
        idle = self.connect()
        idle.send(sp.request(registry.HEALTH))
        while unread(idle) == 0:
            pass
        begun = time.monotonic()
        self.assertEqual(found.stop(), 0)
        self.assertGreater(time.monotonic() - begun, 2.9)
        self.assertEqual(sp.Reply(idle.receive()[1]).code, registry.OK)

    def test_call_under_way_is_answered(self):
        """A write that waits for the store's file is answered although SIGTERM came meanwhile; one that comes after is refused."""
        found = self.start()
        late = self.connect()
        with self.connect() as connection:
            other = sqlite3.connect(self.store, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            connection.send(registry.create("first"))
            connection.send(sp.request(registry.HEALTH))
            self.assertEqual(connection.receive()[0] & 0xFF, 2)  # calls of one connection are taken in order: so was the write
            found.process.terminate()
            found.wait_for("msg=stopping")
            while sp.call(late, registry.HEALTH).reason != "DRAINING":
                pass  # the line comes a moment before
            refused = sp.Reply(late.ask(registry.create("second")))
            other.execute("ROLLBACK")
            other.close()
            reply = sp.Reply(connection.receive()[1])
        self.assertEqual((refused.code, refused.reason), (registry.UNAVAILABLE, "DRAINING"))
        self.assertEqual(found.wait(), 0)
        self.start()
        if reply.code == registry.OK:
            self.assertEqual(registry.existing(self.connect(), ["first", "second"]), ["first"])
        else:  # the store waits two seconds for its file; a machine under load may take longer to get here
            self.assertEqual((reply.code, reply.reason), (registry.UNAVAILABLE, "STORE_BUSY"))
            self.assertEqual(registry.existing(self.connect(), ["first", "second"]), [])

    def test_everything_answered_is_kept(self):
        """Many writes and SIGTERM among them: what was acknowledged is there afterwards, nothing else was answered but DRAINING."""
        names = ["organisation-%d" % i for i in range(500)]
        found = self.start()
        acknowledged = []
        with self.connect() as connection:
            numbers = {connection.send(registry.create(name)): name for name in names}
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


class Log(daemon.Case):
    SLOW = 0.6  # seconds

    def call_slowly(self, connection, name):
        """A write that waits for the store's file."""
        with contextlib.closing(sqlite3.connect(self.store, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            connection.send(registry.create(name))
            connection.send(sp.request(registry.HEALTH))
            connection.receive()  # calls of one connection are taken in order: so was the write
            time.sleep(self.SLOW)
            other.execute("ROLLBACK")
        connection.receive()

    def test_slow_calls(self):
        """A line for a slow call, and none for others."""
        found = self.start()
        connection = self.connect()
        self.assertTrue(registry.is_serving(connection))
        self.call_slowly(connection, "slow")
        self.assertIn(" method=%s " % registry.CREATE, found.wait_for('level=info msg="slow call"'))
        self.assertEqual(found.stop(), 0)
        self.assertNotIn(registry.HEALTH, "\n".join(found.log))

    def test_every_call(self):
        """At level debug a line for each."""
        found = self.start("--log-level", "debug")
        connection = self.connect()
        self.assertTrue(registry.is_serving(connection))
        self.assertEqual(sp.call(connection, registry.GET, sp.field(1, "organisations/x")).code, registry.NOT_FOUND)
        self.assertIn(" method=%s code=OK duration_us=" % registry.HEALTH, found.wait_for("level=debug msg=call "))
        self.assertIn(
            " method=%s code=NOT_FOUND reason=RESOURCE_NOT_FOUND duration_us=" % registry.GET, found.wait_for("level=debug msg=call ")
        )
        self.assertEqual(found.stop(), 0)


class Death(daemon.Case):
    def test_killed_worker_is_replaced(self):
        found = self.start()
        first = found.wait_ready()
        with self.connect() as connection:
            self.assertEqual(sp.Reply(connection.ask(registry.create("kept"))).code, 0)
            os.kill(first, signal.SIGKILL)
            with self.assertRaises(sp.Closed):
                connection.receive()
        line = found.wait_for('msg="the worker died"')
        self.assertEqual(found.worker(line), first)
        self.assertIn("signal=Killed", line)
        self.assertIn("restart_in_ms=0", line)
        self.assertNotEqual(found.wait_ready(), first)
        self.assertEqual(registry.existing(self.connect(), ["kept"]), ["kept"])
        self.assertEqual(found.stop(), 0)

    def test_repeat_after_a_death(self):
        """A write repeated to the next worker gets the reply of the first time, receipt and all; its id serves no other write."""
        found = self.start()
        sent = registry.create("once")
        answered = self.connect().ask(sent)
        self.assertEqual(sp.Reply(answered).code, registry.OK)
        os.kill(found.wait_ready(), signal.SIGKILL)
        found.wait_ready()
        connection = self.connect()
        self.assertEqual(connection.ask(sent), answered)
        other = sp.Reply(connection.ask(sent.replace(b"once", b"else")))
        self.assertEqual((other.code, other.reason), (registry.INVALID_ARGUMENT, "REQUEST_ID_REUSED"))
        self.assertEqual(registry.existing(connection, ["once", "else"]), ["once"])
        self.assertEqual(found.stop(), 0)
        with contextlib.closing(sqlite3.connect(self.store)) as store:
            self.assertEqual(store.execute("SELECT count(*) FROM ledger").fetchall(), [(1,)])

    def test_pause_after_five_deaths(self):
        """No pause but after five deaths within ten seconds; a machine under load may take longer, and then there is none."""
        found = self.start()
        deaths = []
        for _ in range(5):
            os.kill(found.wait_ready(), signal.SIGKILL)
            line = found.wait_for("worker died")
            deaths.append(datetime.datetime.fromisoformat(line.split("ts=")[1].split("Z")[0]))
            if len(deaths) < 5:
                self.assertIn("restart_in_ms=0", line)
        many = deaths[-1] - deaths[0] <= datetime.timedelta(seconds=10)
        self.assertIn("restart_in_ms=%d" % (1000 if many else 0), line)
        found.wait_ready()
        self.assertTrue(registry.is_serving(self.connect()))
        self.assertEqual(found.stop(), 0)

    def test_stop_during_a_pause(self):
        found = self.start()
        for _ in range(5):
            os.kill(found.wait_ready(), signal.SIGKILL)
            found.wait_for("worker died")
        self.assertEqual(found.stop(), 0)

    def test_worker_dies_with_its_supervisor(self):
        found = self.start()
        worker = found.wait_ready()
        with self.connect() as connection:
            found.process.kill()
            with self.assertRaises(sp.Closed):
                connection.receive()
        found.wait()
        again = self.begin()
        while again.ready == "":  # the dying worker may hold the lock for another moment
            self.assertEqual(again.wait(), 3)
            again = self.begin()
        self.assertNotEqual(again.wait_ready(), worker)

    def test_worker_ended_by_hand(self):
        """A worker that is told to end is replaced: only the supervisor's end is the service's."""
        found = self.start()
        os.kill(found.wait_ready(), signal.SIGTERM)
        self.assertIn("exit=0", found.wait_for("worker died"))
        found.wait_ready()
        self.assertTrue(registry.is_serving(self.connect()))


class Lock(daemon.Case):
    def test_second_service_is_refused(self):
        first = self.start()
        worker = first.wait_ready()
        before = self.tree()
        second = self.begin("--listen", "ipc://" + self.path("other", "x"))
        self.refuses(second, 3, "another hensigtd (process %d) holds this store" % first.process.pid)
        self.refuses(self.begin(), 3, "another hensigtd")  # rather than the address
        self.assertEqual(self.tree(), before)
        self.assertTrue(registry.is_serving(self.connect()))
        os.kill(worker, 0)

    def test_worker_holds_it_too(self):
        """So that nobody takes the store while a worker whose supervisor was killed still writes to it."""
        worker = self.start().wait_ready()
        self.assertIn(self.store + ".lock", opened_by(worker))

    def test_however_the_store_is_named(self):
        self.start()
        os.symlink("x.db", self.path("y.db"))
        self.store = self.path("y.db")
        self.refuses(self.begin("--listen", "ipc://" + self.path("run", "y")), 3, "another hensigtd")

    def test_while_the_worker_is_replaced(self):
        found = self.start()
        worker = found.wait_ready()
        stop = threading.Event()
        refusals = []

        def knock():
            while not stop.is_set():
                answer = subprocess.run([daemon.PROGRAM, "--store", self.store], capture_output=True, text=True, check=False)
                refusals.append(answer.returncode)

        knocking = threading.Thread(target=knock)
        knocking.start()
        for _ in range(3):
            os.kill(worker, signal.SIGKILL)
            worker = found.wait_ready()
        stop.set()
        knocking.join()
        self.assertEqual(set(refusals), {3})


if __name__ == "__main__":
    unittest.main()
