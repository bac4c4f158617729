"""Import and export: all or nothing, once only, and back again."""

import json
import os
import pty
import subprocess

import program
from program import INVALID, NORDIC, USAGE


def line(resource, **fields):
    return json.dumps({"@type": "hensigt.v1." + resource, **fields}, ensure_ascii=False) + "\n"


def sources(n):
    return "".join(line("Source", name="sources/s%d" % i, title="Source %d" % i) for i in range(n))


def read_all(terminal):
    """What was written to a terminal that nobody holds open any more."""
    shown = b""
    while True:
        try:
            shown += os.read(terminal, 65536)
        except OSError:
            os.close(terminal)
            return shown


class Import(program.Case):
    def everything(self):
        return self.done("export")

    def test_importing_twice_changes_nothing(self):
        with open(NORDIC, encoding="utf-8") as nordic:
            count = len(nordic.readlines())
        created = "%d resources: %d created, 0 updated, 0 unchanged.\n" % (count, count)
        self.assertEqual(self.done("import", NORDIC), created)
        before = self.everything()
        self.assertEqual(self.done("import", NORDIC), "%d resources: 0 created, 0 updated, %d unchanged.\n" % (count, count))
        self.assertEqual(self.everything(), before)

    def test_what_differs_is_updated(self):
        self.done("import", "-", stdin=sources(3))
        changed = sources(2) + line("Source", name="sources/s2", title="Another") + line("Source", name="sources/s3", title="x")
        self.assertEqual(self.done("import", "-", stdin=changed), "4 resources: 1 created, 1 updated, 2 unchanged.\n")

    def test_the_order_of_lines_does_not_matter(self):
        text = line("Centre", name="centres/c", title="C", organisation="organisations/o", state="STATE_PLANNED")
        text += line("Organisation", name="organisations/o", title="O", kind="KIND_CENTRE")
        self.assertEqual(self.done("import", "-", stdin=text), "2 resources: 2 created, 0 updated, 0 unchanged.\n")

    def test_all_that_is_wrong_with_the_lines_is_said_at_once(self):
        self.done("import", "-", stdin=sources(1))
        before = self.everything()
        text = (
            line("Centre", name="centres/a", titel="x")
            + "\n   \n"
            + line("Centre", name="centres/b", title="x", regionCode="dk")
            + '{"@type": "hensigt.v1.Centre", "name": "centres/c",}\n'
            + line("Nope", name="x")
            + line("Money", currencyCode="DKK")
            + "[]\n"
            + line("Source", name="sources/good", title="good")
            + line("Centre", name="centres/d", title="x", organisation="organisations/none")
            + line("Centre", title="x")
            + line("Centre", name="organisations/x", title="x")
            + line("Event", name="events/e", title="x", kind="KIND_SUMMIT", dates=[{"date": {"date": "2022"}}], hosts=["organisations/f"])
            + line("Organisation", name="organisations/f", title="x")
        )
        name = self.write("bad.jsonl", text)
        ended = self.ends(INVALID, "import", name, env={"COLUMNS": "200"})
        self.assertTrue(ended.err.startswith("hensigt: bad.jsonl cannot be imported as it is\n"), ended)
        self.assertEqual(
            [one.strip().split(": ")[0:2] for one in ended.err.splitlines() if one.startswith("  line ")],
            [
                ["line 1", "titel"],
                ["line 4", "region_code"],
                ["line 5", "column 52"],
                ["line 6", "@type"],
                ["line 7", "@type"],
                ["line 8", "must be an object, found a list (WRONG_TYPE)"],
                ["line 10", "organisation"],  # known to the registry only, and in its place
                ["line 11", "name"],
                ["line 12", "name"],
                ["line 14", "kind"],  # and line 13, which refers to it, is right
            ],
            ended,
        )
        self.assertTrue(ended.err.endswith("Nothing was imported.\n"), ended)
        self.assertEqual(self.everything(), before)

    def test_what_only_the_registry_can_know_is_said_too(self):
        before = self.everything()
        text = "".join(
            line("Centre", name="centres/c%d" % i, title="x", organisation="organisations/none%d" % i, state="STATE_PLANNED")
            for i in range(3)
        )
        ended = self.ends(INVALID, "import", "-", stdin=text)
        for i in range(3):
            self.assertIn("  line %d: organisation: organisations/none%d does not exist" % (i + 1, i), ended.err)
        self.assertEqual(self.everything(), before)

    def test_what_is_wrong_past_a_screen_or_four_is_counted(self):
        text = "".join(line("Centre", name="centres/c%d" % i, title="x", regionCode="dk") for i in range(300)) + "{\n" * 3
        ended = self.ends(INVALID, "import", "-", stdin=text)
        self.assertTrue(ended.err.startswith("hensigt: standard input cannot be imported as it is\n  line 1: region_code"), ended)
        self.assertIn("  line 200: region_code", ended.err)
        self.assertNotIn("line 201", ended.err)
        self.assertIn("  and 103 more\n", ended.err)

    def test_a_dry_run_changes_nothing(self):
        before = self.everything()
        said = self.done("import", "-", "--dry-run", stdin=sources(2))
        self.assertEqual(said, "2 resources can be imported. Nothing was changed.\n")
        self.assertEqual(self.everything(), before)
        bad = line("Centre", name="centres/c", title="x", organisation="organisations/none")
        self.ends(INVALID, "import", "-", "--dry-run", stdin=bad)

    def test_chunks_are_atomic_and_a_rerun_resumes(self):
        bad = sources(25) + line("Source", name="sources/bad", titel="x") + line("Source", name="sources/late", title="x")
        ended = self.ends(INVALID, "import", "-", "--chunk", "10", stdin=bad)
        self.assertIn("  line 26: titel", ended.err)
        self.assertIn("The 20 lines of the chunks before are imported; the rest is not.\n", ended.err)
        self.assertEqual(len(self.answer("source", "list")["sources"]), 20)
        again = self.done("import", "-", "--chunk", "10", stdin=sources(27))
        self.assertEqual(again, "27 resources: 7 created, 0 updated, 20 unchanged.\n")

    def test_a_long_file_needs_chunks(self):
        ended = self.ends(USAGE, "import", "-", stdin=sources(50001))
        self.assertIn("give --chunk", ended.err)
        self.assertNotIn("sources", self.answer("source", "list"))
        for wrong in ("0", "50001", "x", ""):
            self.ends(USAGE, "import", "-", "--chunk", wrong)

    def test_lines_of_every_size_fit_into_calls(self):
        notes = [line("Source", name="sources/s%d" % i, title="x", note="æ" * (i % 2000)) for i in range(0, 9000, 7)]
        said = self.done("import", "-", stdin="".join(notes))
        self.assertEqual(said, "%d resources: %d created, 0 updated, 0 unchanged.\n" % (len(notes), len(notes)))
        self.assertEqual(len(self.answer("source", "list")["sources"]), len(notes))

    def test_an_empty_file_is_imported(self):
        self.assertEqual(self.done("import", "-", stdin="\n\n"), "0 resources: 0 created, 0 updated, 0 unchanged.\n")

    def test_a_terminal_shows_progress_and_a_pipe_does_not(self):
        name = self.write("s.jsonl", sources(3000))
        self.assertEqual(self.ends(program.OK, "import", name).err, "")
        master, terminal = pty.openpty()
        command = [program.PROGRAM, "import", self.path(name)]
        done = subprocess.run(command, stderr=terminal, stdout=subprocess.PIPE, env=self.env, check=True)
        os.close(terminal)
        shown = read_all(master).decode()
        self.assertIn("█", shown)
        self.assertTrue(shown.endswith("\r\033[K"), shown)  # nothing of it stays
        self.assertEqual(done.stdout.decode(), "3000 resources: 0 created, 0 updated, 3000 unchanged.\n")


class Export(program.Case):
    def test_what_was_exported_makes_the_same_registry(self):
        self.done("import", NORDIC)
        self.done("source", "create", "gone", "--title", "Gone")
        self.done("source", "delete", "gone")
        self.done("centre", "update", "lup", "--title", "LUP")
        self.done("export", "first.jsonl")
        first = self.read("first.jsonl")
        self.assertEqual(first, self.done("export"))
        self.assertIn('"name":"sources/gone"', first)
        self.daemon.stop()
        os.rename(self.store, self.store + ".old")
        for ending in ("-wal", "-shm"):
            if os.path.exists(self.store + ending):
                os.rename(self.store + ending, self.store + ".old" + ending)
        self.daemon = self.start()
        self.assertEqual(self.done("export"), "")
        self.done("import", "first.jsonl")
        self.assertEqual(self.done("export"), first)

    def test_kinds_come_behind_those_they_refer_to(self):
        self.done("import", NORDIC)
        seen = []
        for text in self.done("export").splitlines():
            kind = json.loads(text)["@type"].removeprefix("hensigt.v1.")
            if not seen or seen[-1] != kind:
                seen.append(kind)
        self.assertEqual(len(seen), len(set(seen)), "each kind stands together")
        for first, then in (
            ("Source", "Organisation"),
            ("Organisation", "Centre"),
            ("Centre", "ProcessModel"),
            ("ProcessModel", "Process"),
            ("Process", "Event"),
            ("Partnership", "Membership"),
        ):
            self.assertLess(seen.index(first), seen.index(then), seen)

    def test_kinds_can_be_chosen(self):
        self.done("import", NORDIC)
        kinds = {json.loads(text)["@type"] for text in self.done("export", "--kinds", "centre,process-model").splitlines()}
        self.assertEqual(kinds, {"hensigt.v1.Centre", "hensigt.v1.ProcessModel"})

    def test_a_failed_export_leaves_no_file(self):
        self.daemon.stop()
        self.ends(program.UNAVAILABLE, "export", "x.jsonl")
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith("x.jsonl")], [])


if __name__ == "__main__":
    program.main()
