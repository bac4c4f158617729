"""Runs hensigt for the tests of exchange: tests/cli/program.py, and resources as lines of JSON."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))

import program  # noqa: E402
from program import INVALID, LOCAL, NORDIC, NOT_FOUND, OK, PRECONDITION, USAGE  # noqa: E402,F401

MARK = b"\xef\xbb\xbf"


def line(resource, **fields):
    return json.dumps({"@type": "hensigt.v1." + resource, **fields}, ensure_ascii=False) + "\n"


def counts(created=0, updated=0, unchanged=0):
    """What an import says that it did."""
    n = created + updated + unchanged
    noun = "resource" if n == 1 else "resources"
    return "%d %s: %d created, %d updated, %d unchanged.\n" % (n, noun, created, updated, unchanged)


class Case(program.Case):
    """A test with a running service and an empty registry."""

    def take_in(self, *lines):
        """Imports lines of JSON."""
        return self.done("import", "-", stdin="".join(lines))

    def write_bytes(self, name, data):
        with open(self.path(name), "wb") as stream:
            stream.write(data)
        return name

    def read_bytes(self, name):
        with open(self.path(name), "rb") as stream:
            return stream.read()

    def get(self, noun, name):
        return self.answer(noun, "get", name)


main = program.main
