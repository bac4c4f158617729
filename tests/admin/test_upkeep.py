"""What a worker does from time to time: its figures in a file, and the watchdog's pulse."""

import os
import re
import signal
import socket
import sqlite3
import stat
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

import daemon  # noqa: E402
import registry  # noqa: E402

LINE = re.compile(r'^hensigt_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9]+(\.[0-9]+)?$')


def until(condition):
    """Waits for something that happens soon."""
    end = time.monotonic() + daemon.PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("it did not happen")
        time.sleep(0.01)


class Metrics(daemon.Case):
    def test_file(self):
        path = self.path("metrics.prom")
        self.start("--metrics-file", path)
        until(lambda: os.path.exists(path))
        with open(path, encoding="utf-8") as stream:
            lines = stream.read().splitlines()
        self.assertEqual([line for line in lines if not line.startswith("# ") and not LINE.match(line)], [])
        self.assertIn("hensigt_parked_calls 0", lines)
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o644)
        self.assertEqual([name for name in os.listdir(self.folder) if name.endswith(".part")], [])

    def test_file_that_cannot_be_written(self):
        found = self.start("--metrics-file", self.path("none", "metrics.prom"))
        self.assertIn("No such file or directory", found.wait_for("the metrics file cannot be written"))
        self.assertTrue(registry.is_serving(self.connect()))
        self.assertEqual(found.stop(), 0)

    def test_empty_name(self):
        self.refuses(self.begin("--metrics-file", ""), 2, "--metrics-file: the name is empty")


class Purge(daemon.Case):
    def test_redaction_that_stays_in_the_files(self):
        """The file cannot be written anew where an index is of another program's making; that is told once."""
        self.start().stop()
        other = sqlite3.connect(self.store, isolation_level=None)
        other.create_collation("odd", lambda a, b: 0)
        other.executescript(
            "CREATE TABLE odd (a TEXT COLLATE odd); CREATE INDEX oddly ON odd (a); INSERT INTO setting VALUES ('unpurged', '')"
        )
        other.close()
        found = self.start()
        told = found.wait_for("the files still hold what was redacted: they cannot be written anew")
        self.assertIn("level=error", told)
        self.assertIn('reason="SQL logic error"', told)
        self.assertTrue(registry.is_serving(self.connect()))
        self.assertEqual(found.stop(), 0)
        self.assertEqual(len([line for line in found.log if "still hold" in line]), 1)


class Watchdog(daemon.Case):
    INTERVAL = 0.4  # seconds in which the service manager expects a word

    def setUp(self):
        super().setUp()
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.manager.close)
        self.manager.bind(self.path("notify"))
        self.manager.settimeout(daemon.PATIENCE)

    def watched(self):
        return self.start(
            env=dict(os.environ, NOTIFY_SOCKET=self.path("notify"), WATCHDOG_USEC=str(int(self.INTERVAL * 1000000)))
        )

    def falls_silent(self):
        """That soon nothing is told for a while."""
        self.manager.settimeout(5 * self.INTERVAL)
        end = time.monotonic() + daemon.PATIENCE
        while time.monotonic() < end:
            try:
                self.assertEqual(self.manager.recv(100), b"WATCHDOG=1")
            except TimeoutError:
                return
        raise AssertionError("it goes on")

    def test_pulse(self):
        found = self.watched()
        self.assertEqual(self.manager.recv(100), b"READY=1")
        begun = time.monotonic()
        for _ in range(8):
            self.assertEqual(self.manager.recv(100), b"WATCHDOG=1")
        self.assertGreater(time.monotonic() - begun, self.INTERVAL)
        self.assertEqual(found.stop(), 0)

    def test_worker_that_hangs(self):
        """Nothing is told of a worker that does not answer, though its supervisor lives; then a new one is told of."""
        found = self.watched()
        worker = found.wait_ready()
        self.assertEqual(self.manager.recv(100), b"READY=1")
        os.kill(worker, signal.SIGSTOP)
        self.falls_silent()
        os.kill(worker, signal.SIGKILL)
        found.wait_ready()
        self.assertEqual(self.manager.recv(100), b"WATCHDOG=1")
        self.assertEqual(found.stop(), 0)

    def test_watchdog_of_another_process(self):
        self.start(
            env=dict(os.environ, NOTIFY_SOCKET=self.path("notify"), WATCHDOG_USEC="1000", WATCHDOG_PID=str(os.getpid()))
        ).stop()
        self.assertEqual(self.manager.recv(100), b"READY=1")
        self.assertEqual(self.manager.recv(100), b"STOPPING=1")


if __name__ == "__main__":
    daemon.unittest.main()
