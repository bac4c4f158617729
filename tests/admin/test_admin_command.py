"""hensigt admin stats and check."""

import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))

import program  # noqa: E402

SERVICE = 11  # exit code: the service failed


class Admin(program.Case):
    def setUp(self):
        super().setUp()
        for name in "ab":
            self.done("organisation", "create", name, "--title", name.upper(), "--kind", "municipality")
        self.ends(program.NOT_FOUND, "organisation", "get", "c")

    def stats(self):
        """The figures, once the last commit is counted: a moment after its writes were answered."""
        while True:
            stats = self.answer("admin", "stats")
            if stats.get("commitCount") == "2":
                return stats

    def test_figures(self):
        stats = self.stats()
        calls = {method["method"].split(".")[-1]: method for method in stats["methods"]}
        create = calls["OrganisationService/CreateOrganisation"]
        self.assertEqual((create["callCount"], create.get("errorCount", "0")), ("2", "0"))
        self.assertEqual(calls["OrganisationService/GetOrganisation"]["errorCount"], "1")
        self.assertLessEqual(int(create["medianMicros"]), int(create["p99Micros"]))
        self.assertLessEqual(int(create["p99Micros"]), int(create["maxMicros"]))
        self.assertEqual((stats["commitCount"], stats["writeCount"], stats["maxCommitWrites"]), ("2", "2", "1"))
        self.assertEqual(stats["lastSequence"], "2")
        self.assertGreater(int(stats["databaseBytes"]), 0)
        self.assertNotIn("parkedCallCount", stats)
        self.assertGreater(int(stats["connectionCount"]), 0)
        self.assertNotIn("refusedConnectionCallCount", stats)

    def test_table(self):
        self.stats()
        text = self.done("admin", "stats")
        self.assertRegex(text, r"^Since +\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\nWrites +2 in 2 commits, at most 1 in one; 0 waiting\n")
        self.assertRegex(text, r"\nClients +\d+ connections of at most \d+; 0 calls of others refused\n")
        self.assertRegex(text, r"\nWatchers +0 waiting\nLedger +2 rows\n")
        self.assertRegex(text, r"\nOrganisationService/CreateOrganisation +2 +0 ")
        self.assertEqual(self.ends(program.OK, "admin", "get-stats").err, "")

    def test_unknown_methods_are_counted(self):
        self.ends(program.USAGE, "call", "NoSuchMethod")
        self.assertNotIn("(unknown)", self.done("admin", "stats"))

    def test_check(self):
        self.assertEqual(self.done("admin", "check"), "Every resource agrees with its columns, and every intention with what was bought.\n")
        with sqlite3.connect(self.store) as store:
            store.execute("UPDATE organisation SET title = 'X' WHERE name = 'organisations/b'")
        store.close()
        self.assertIn("\n  organisations/b: title\n", self.ends(SERVICE, "admin", "check").err)
        ended = self.run_program("admin", "check", "--output", "json")
        self.assertEqual(ended.code, SERVICE)
        self.assertIn('"subject": "organisations/b"', ended.out)


if __name__ == "__main__":
    program.main()
