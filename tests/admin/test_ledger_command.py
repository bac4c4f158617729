"""hensigt ledger show and verify."""

import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))

import program  # noqa: E402

SERVICE = 11  # exit code: the service failed


class Ledger(program.Case):
    def setUp(self):
        super().setUp()
        for name in "abc":
            self.done("organisation", "create", name, "--title", name.upper(), "--kind", "municipality")
        self.done("organisation", "update", "b", "--title", "Bee")

    def alter(self, sql):
        """Changes the ledger behind the service's back."""
        with sqlite3.connect(self.store) as store:
            store.execute(sql)
        store.close()

    def test_whole(self):
        text = self.done("ledger", "verify")
        self.assertIn("every row from 1 to 4 is as it was written", text)
        self.assertRegex(text, r"It ends in [0-9a-f]{64}\n$")
        self.assertIn("from 3 to 4", self.done("ledger", "verify", "--after", "2"))
        self.assertEqual(self.done("ledger", "verify", "--after", "4"), "There is nothing behind row 4.\n")
        answer = self.answer("ledger", "verify")
        self.assertEqual((answer["lastSequence"], answer["complete"]), ("4", True))

    def test_last_hash_is_the_receipt(self):
        receipt = self.ends(program.OK, "organisation", "update", "a", "--title", "Ay", "--receipt").err.split()
        self.assertEqual(receipt[1], "5")
        self.assertTrue(self.done("ledger", "verify").endswith("It ends in %s\n" % receipt[2]))

    def broken_at(self, row, reason):
        ended = self.ends(SERVICE, "ledger", "verify")
        self.assertIn("the chain breaks at row %d: %s" % (row, reason), ended.err)
        return ended.err

    def test_altered_message(self):
        self.alter("UPDATE ledger SET body = CAST(replace(CAST(body AS TEXT), 'B', 'X') AS BLOB) WHERE seq = 2")
        self.assertIn("from 1 to 1 are as they were written", self.broken_at(2, "the message is not the one that was written"))

    def test_altered_time(self):
        self.alter("UPDATE ledger SET time = time + 1 WHERE seq = 3")
        self.broken_at(3, "the row is not the one that was written")

    def test_missing_row(self):
        self.alter("DELETE FROM ledger WHERE seq = 3")
        self.broken_at(4, "a row is missing")

    def test_altered_first_row(self):
        self.alter("UPDATE ledger SET name = 'organisations/z' WHERE seq = 1")
        self.assertNotIn("as they were written", self.broken_at(1, "the row is not the one that was written"))

    def test_history(self):
        text = self.done("ledger", "show", "organisations/b")
        self.assertEqual(text.splitlines()[0], "organisations/b")
        self.assertRegex(text, r"UpdateOrganisation by owner  \(4\)\n    Title  +B → Bee\n")
        self.assertRegex(text, r"CreateOrganisation by owner  \(2\)\n    Name  +\+ organisations/b\n")
        self.assertLess(text.index("(4)"), text.index("(2)"))
        self.assertEqual(self.answer("ledger", "show", "organisations/b")["revisions"][0]["sequence"], "4")
        self.ends(program.NOT_FOUND, "ledger", "show", "organisations/none")


if __name__ == "__main__":
    program.main()
