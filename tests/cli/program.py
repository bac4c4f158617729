"""Runs hensigt as its users do, against a hensigtd of its own.

HENSIGT and HENSIGTD name the programs, NORDIC the Nordic data. Nothing but the standard library.
"""

import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

import daemon  # noqa: E402

PROGRAM = os.environ.get("HENSIGT", "hensigt")
NORDIC = os.environ.get("NORDIC", "")
PATIENCE = 60.0  # seconds until a test gives up

OK, LOCAL, USAGE, INVALID, NOT_FOUND, EXISTS, DENIED, PRECONDITION, ABORTED, UNAVAILABLE, OUTCOME_UNKNOWN = range(11)


class Ended:
    """How one run of the program ended."""

    def __init__(self, words, done):
        self.words = words
        self.code = done.returncode
        self.out = done.stdout
        self.err = done.stderr

    def __str__(self):
        return "%s\nexit code %d\n%s%s" % (" ".join(self.words), self.code, self.out, self.err)


class Case(daemon.Case):
    """A test with a running service and an empty registry."""

    serve = True

    def setUp(self):
        super().setUp()
        self.env = {key: value for key, value in os.environ.items() if not key.startswith("HENSIGT_")}
        self.env.update(COLUMNS="80", LC_ALL="C.UTF-8")
        if self.serve:
            self.daemon = self.start()
            self.env["HENSIGT_ENDPOINT"] = self.endpoint

    def run_program(self, *words, stdin="", env=None):
        """Runs `hensigt WORDS`."""
        done = subprocess.run(
            [PROGRAM, *words],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**self.env, **(env or {})},
            cwd=self.folder,
            timeout=PATIENCE,
            check=False,
        )
        return Ended(words, done)

    def ends(self, code, *words, **how):
        """That `hensigt WORDS` ends with an exit code."""
        ended = self.run_program(*words, **how)
        self.assertEqual(ended.code, code, ended)
        if code == OK:
            return ended
        self.assertEqual(ended.out, "", ended)
        self.assertTrue(ended.err.startswith("hensigt: "), ended)
        return ended

    def done(self, *words, **how):
        """What `hensigt WORDS` writes when it succeeds."""
        return self.ends(OK, *words, **how).out

    def answer(self, *words, **how):
        """The same as JSON."""
        return json.loads(self.done(*words, "--output", "json", **how))

    def write(self, name, text):
        """A file in the test's folder."""
        with open(self.path(name), "w", encoding="utf-8") as stream:
            stream.write(text)
        return name

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as stream:
            return stream.read()


def main():
    unittest.main()
