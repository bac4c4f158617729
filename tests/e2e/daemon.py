"""Runs hensigtd in a folder of its own, and waits for what it says instead of sleeping.

HENSIGTD names the program. Nothing but the standard library.
"""

import hashlib
import os
import queue
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import unittest

import sp

PROGRAM = os.environ.get("HENSIGTD", "hensigtd")
PATIENCE = 30.0  # seconds until a test gives up; nothing waits so long when all is well


def free_port():
    """A port that nobody uses, outside the range from which the system gives connections theirs."""
    while True:
        port = random.randrange(15000, 30000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


class Daemon:
    """One hensigtd, from its start to its end. Its log lines are read on a thread, as dictionaries."""

    def __init__(self, *options, cwd=None, env=None):
        ready, told = os.pipe()
        self.lines = queue.Queue()
        self.log = []
        self.process = subprocess.Popen(
            [PROGRAM, *options, "--ready-fd", str(told)],
            cwd=cwd,
            env=env,
            pass_fds=[told],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        os.close(told)
        self.reader = threading.Thread(target=self._read_log, daemon=True)
        self.reader.start()
        with os.fdopen(ready) as stream:
            self.ready = stream.read()  # ends when the daemon is ready or gone

    def _read_log(self):
        for line in self.process.stderr:
            self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def wait_for(self, text):
        """The next line of the log with this in it."""
        while True:
            line = self.lines.get(timeout=PATIENCE)
            if line is None:
                raise AssertionError("the log ended before %r: %r" % (text, self.log))
            self.log.append(line)
            if text in line:
                return line

    def worker(self, line):
        """The id of the worker that a line names."""
        return int(line.split(" worker=")[1].split()[0])

    def wait_ready(self):
        """The id of the worker that says it is ready next."""
        return self.worker(self.wait_for(" msg=ready "))

    def stop(self, how=signal.SIGTERM):
        """Ends it; returns its exit code."""
        self.process.send_signal(how)
        return self.wait()

    def wait(self):
        """Waits for its end; returns its exit code. The whole log is in self.log then."""
        code = self.process.wait(timeout=PATIENCE)
        self.reader.join(timeout=PATIENCE)
        while not self.lines.empty():
            line = self.lines.get()
            if line is not None:
                self.log.append(line)
        self.process.stdout.close()
        self.process.stderr.close()
        return code

    def kill(self):
        """Ends it whatever its state, at the end of a test."""
        if self.process.poll() is None:
            self.process.kill()
        if not self.process.stdout.closed:
            self.wait()


class Case(unittest.TestCase):
    """A test with a folder, in whose run/ the socket stands."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="hensigt-", dir="/tmp")  # short: a socket's path has room for 107 bytes
        self.addCleanup(shutil.rmtree, self.folder)
        self.store = self.path("x.db")
        self.socket = self.path("run", "hensigtd.sock")
        self.endpoint = "ipc://" + self.socket

    def path(self, *names):
        """A path in the folder."""
        return os.path.join(self.folder, *names)

    def tree(self):
        """Everything in the folder, with digests of the files, but for the lock, which names who asked last."""
        found = {}
        for base, folders, files in os.walk(self.folder):
            for name in folders:
                found[os.path.join(base, name)] = "directory"
            for name in files:
                path = os.path.join(base, name)
                found[path] = "other"
                if os.path.isfile(path) and not os.path.islink(path) and path != self.store + ".lock":
                    with open(path, "rb") as stream:
                        found[path] = hashlib.sha256(stream.read()).hexdigest()
        return found

    def start(self, *options, **how):
        """A daemon that is ready."""
        daemon = self.begin(*options, **how)
        self.assertEqual(daemon.ready, "ready\n", daemon.process.poll())
        return daemon

    def begin(self, *options, **how):
        """A daemon that may refuse to start."""
        daemon = Daemon("--store", self.store, *options, **how)
        self.addCleanup(daemon.kill)
        return daemon

    def connect(self, endpoint=None, **how):
        """A raw connection."""
        connection = sp.Connection(endpoint or self.endpoint, **how)
        self.addCleanup(connection.socket.close)
        return connection

    def refuses(self, daemon, code, reason):
        """That a daemon did not start, and said why."""
        self.assertEqual(daemon.ready, "")
        self.assertEqual(daemon.wait(), code, daemon.log)
        self.assertIn(reason, "\n".join(daemon.log))
