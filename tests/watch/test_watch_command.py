"""hensigt watch: changes as they happen, through restarts of the service."""

import json
import os
import signal
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))

import program  # noqa: E402

N = 60  # changes that a test makes


class Watch(program.Case):
    def watch(self, *words):
        """A running `hensigt watch`; its lines can be waited for."""
        running = subprocess.Popen(
            [program.PROGRAM, "watch", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.env
        )
        self.addCleanup(running.stdout.close)
        self.addCleanup(running.stderr.close)
        self.addCleanup(running.wait)
        self.addCleanup(running.kill)
        timer = threading.Timer(program.PATIENCE, running.kill)
        timer.start()
        self.addCleanup(timer.cancel)
        return running

    def stop(self, running, how=signal.SIGINT):
        """Interrupts it; returns what it says on standard error."""
        running.send_signal(how)
        self.assertEqual(running.wait(timeout=program.PATIENCE), 0)
        return running.stderr.read()

    def enter(self, name):
        self.done("organisation", "create", name, "--title", name, "--kind", "municipality")

    def test_a_line_for_each(self):
        self.enter("a")
        running = self.watch("--after", "0")
        self.assertRegex(running.stdout.readline(), r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ  owner  CreateOrganisation  organisations/a\n$")
        self.enter("b")
        self.assertRegex(running.stdout.readline(), r"  owner  CreateOrganisation  organisations/b\n$")
        self.done("organisation", "update", "b", "--title", "B")
        self.assertRegex(running.stdout.readline(), r"  owner  UpdateOrganisation  organisations/b\n$")
        self.assertEqual(self.stop(running), "hensigt: to go on from here: --after 3\n")
        self.assertEqual(running.stdout.read(), "")

    def test_conditions(self):
        running = self.watch("--after", "0", "--kinds", "centre,event", "--resources", "centres/b,organisations/x", "-o", "jsonl")
        self.enter("x")
        self.done("centre", "create", "a", "--title", "A")
        self.done("centre", "create", "b", "--title", "B")
        self.assertEqual(json.loads(running.stdout.readline())["name"], "centres/b")
        self.assertIn("--after 3\n", self.stop(running, signal.SIGTERM))

    def test_wrong_words(self):
        self.assertIn("kinds[0]", self.ends(program.INVALID, "watch", "--kinds", "cetacean").err)
        self.assertIn("--after", self.ends(program.USAGE, "watch", "--after", "x").err)
        self.ends(program.USAGE, "watch", "centres/x")
        self.assertIn("CURSOR_AHEAD", self.ends(program.INVALID, "watch", "--after", "5").err)

    def test_nothing_is_lost_or_shown_twice_through_kills(self):
        """The worker is killed again and again while changes are made and shown."""
        running = self.watch("--after", "0", "-o", "jsonl")
        seen = []
        for i in range(N):
            self.enter("o%d" % i)
            if i % 20 == 5:
                os.kill(self.daemon.wait_ready(), signal.SIGKILL)
            seen.append(json.loads(running.stdout.readline()))
        self.assertEqual([change["name"] for change in seen], ["organisations/o%d" % i for i in range(N)])
        self.assertEqual([int(change["sequence"]) for change in seen], list(range(1, N + 1)))
        self.stop(running)
        self.assertEqual(running.stdout.read(), "")

    def test_service_that_is_away(self):
        running = self.watch("--after", "0")
        self.enter("a")
        running.stdout.readline()
        self.daemon.stop()
        self.assertIn("trying again", running.stderr.readline())
        self.daemon = self.start()
        self.enter("b")
        self.assertIn("organisations/b", running.stdout.readline())
        self.assertIn("there again", self.stop(running))

    def test_service_that_was_never_there(self):
        self.daemon.stop()
        self.assertIn("UNAVAILABLE", self.ends(program.UNAVAILABLE, "watch", "--after", "0").err)


if __name__ == "__main__":
    program.main()
