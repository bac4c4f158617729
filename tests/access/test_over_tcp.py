"""A registry over tcp, with keys that the command line made: what one may and the other may not, as people would do it.

HENSIGTD and HENSIGT name the programs. Nothing but the standard library.
"""

import os
import stat
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
import daemon  # noqa: E402

HENSIGT = os.environ.get("HENSIGT", "hensigt")

OK, LOCAL, NOT_FOUND, EXISTS, DENIED = 0, 1, 4, 5, 6  # exit codes of hensigt

PROCESS = (
    ("organisation", "create", "hofor", "--title", "HOFOR", "--kind", "public-company"),
    ("organisation", "create", "other", "--title", "Other", "--kind", "public-company"),
    ("centre", "create", "co-pi", "--title", "CO-PI", "--open-date", "2022-02-04"),
    ("centre", "create", "lup", "--title", "LUP"),
    ("centre", "activate", "co-pi"),
    ("process-model", "create", "m", "--title", "M", "--centre", "co-pi", "--steps", "step=need,title=Need",
     "--steps", "step=buy,title=Buy,first_purchase=true"),
    ("process-model", "publish", "m"),
    ("process", "create", "p", "--title", "P", "--need", "N", "--centre", "co-pi", "--process-model", "m"),
    ("partnership", "create", "p", "--title", "P", "--subject", "processes/p", "--kind", "process"),
)


class Keys(daemon.Case):
    """A daemon on ipc, for the owner, and on tcp, for keys."""

    def setUp(self):
        super().setUp()
        self.url = "tcp://127.0.0.1:%d" % daemon.free_port()
        self.daemon = self.start("--listen", self.endpoint, "--listen", self.url)
        for words in PROCESS:
            self.owner(*words)

    def hensigt(self, *words, key=None, code=OK):
        """A command line: by the owner's socket, or over tcp with the key in a file. Returns its output and errors."""
        environment = {"PATH": os.environ["PATH"], "HENSIGT_ENDPOINT": self.endpoint}
        if key is not None:
            environment.update(HENSIGT_ENDPOINT=self.url, HENSIGT_KEY_FILE=self.path(key))
        done = subprocess.run([HENSIGT, *words], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, code, (words, done.stdout, done.stderr))
        return done.stdout + done.stderr

    def owner(self, *words, code=OK):
        return self.hensigt(*words, code=code)

    def make_key(self, name, *words):
        self.owner("access-key", "create", name, "--title", name, "--new-key-file", self.path(name), *words)

    def test_a_draft_goes_from_the_centre_to_its_organisation(self):
        self.make_key("editor", "--role", "centre-editor", "--centres", "co-pi")
        self.make_key("signatory", "--role", "signatory", "--organisations", "hofor")
        self.make_key("other", "--role", "signatory", "--organisations", "other")
        confirm = ("intention", "confirm", "i", "--kind", "access-key")
        self.hensigt("intention", "create", "i", "--organisation", "hofor", "--process", "p", "--level", "commitment", key="editor")
        self.hensigt("intention", "submit", "i", key="editor")
        self.assertIn("ROLE_MISSING", self.hensigt(*confirm, key="editor", code=DENIED))
        self.assertIn("ROLE_MISSING", self.owner(*confirm, code=DENIED))
        denied = self.hensigt(*confirm, key="other", code=DENIED)
        self.assertIn("SCOPE_MISSING", denied)
        self.assertIn("organisations/hofor", denied)
        self.assertIn("accessKeys/signatory", self.hensigt(*confirm, "--output", "json", key="signatory"))
        self.assertIn("by accessKeys/signatory", self.owner("ledger", "list-revisions", "intentions/i"))

    def test_partners_see_what_others_do_not(self):
        self.make_key("signatory", "--role", "signatory", "--organisations", "hofor")
        self.make_key("reader", "--role", "reader")
        self.hensigt(
            "intention", "create", "i", "--organisation", "hofor", "--process", "p", "--level", "declaration", "--visibility",
            "partners", key="signatory",
        )
        self.assertIn("hofor", self.hensigt("intention", "list", "-o", "jsonl", key="signatory"))
        self.assertEqual(self.hensigt("intention", "list", "-o", "jsonl", key="reader"), "")
        self.hensigt("intention", "get", "i", key="reader", code=NOT_FOUND)
        exported = self.hensigt("export", key="reader")
        self.assertIn("processes/p", exported)
        self.assertNotIn("intentions/i", exported)
        self.assertNotIn("accessKeys", exported)
        self.assertIn("intentions/i", self.hensigt("export", key="signatory"))
        self.assertNotIn("accessKeys", self.owner("export"))

    def test_a_key_is_made_here_and_over_at_once(self):
        self.make_key("reader", "--role", "reader")
        self.assertEqual(stat.S_IMODE(os.stat(self.path("reader")).st_mode), 0o600)
        with open(self.path("reader"), encoding="ascii") as stream:
            token = stream.read().strip()
        secret = token.removeprefix("reader.")
        self.assertEqual(len(secret), 43)
        self.assertNotIn(secret, self.owner("access-key", "get", "reader", "-o", "json"))
        self.hensigt("centre", "list", key="reader")
        # A file that is there is left alone; a key that was not entered leaves none.
        self.owner("access-key", "create", "x", "--title", "X", "--role", "reader", "--new-key-file", self.path("reader"), code=LOCAL)
        self.owner("access-key", "create", "reader", "--title", "X", "--role", "reader", "--new-key-file", self.path("x"), code=EXISTS)
        self.assertFalse(os.path.exists(self.path("x")))
        self.owner("access-key", "revoke", "reader", "--reason", "lost")
        self.assertIn("ACCESS_KEY_REVOKED", self.hensigt("centre", "list", key="reader", code=DENIED))
        line = self.daemon.wait_for("access key refused")
        self.assertIn("reason=ACCESS_KEY_REVOKED key=accessKeys/reader method=hensigt.v1.CentreService/ListCentres", line)
        self.assertNotIn(secret, line)

    def test_the_owners_key_is_the_owner(self):
        os.link(self.store + ".key", self.path("owner"))
        self.hensigt("access-key", "list", key="owner")
        self.hensigt("source", "create", "s", "--title", "S", key="owner")
        self.assertIn("CreateSource by owner", self.owner("ledger", "list-revisions", "sources/s"))


if __name__ == "__main__":
    unittest.main()
