"""Calls from the command line: what is refused and with which exit code, and what comes back."""

import json
import os
import re
import shlex
import socket
import subprocess
import threading

import program
import sp
from program import ABORTED, DENIED, EXISTS, INVALID, LOCAL, NOT_FOUND, OUTCOME_UNKNOWN, PRECONDITION, UNAVAILABLE, USAGE


class Refusals(program.Case):
    def test_wrong_command_lines_are_told_the_nearest_right_one(self):
        for words, says in (
            (("center", "list"), "did you mean centre?"),
            (("centre", "lits"), "did you mean list?"),
            (("centre", "create", "x", "--titel", "x"), "did you mean --title?"),
            (("centre", "create", "x", "--title"), "--title needs a value"),
            (("centre", "get"), "NAME is missing"),
            (("centre", "get", "a", "b"), "'b' is one word too many"),
            (("centre", "update", "x", "--state", "active"), "set by the registry"),
            (("centre", "update", "x"), "nothing is to be changed"),
            (("centre", "update", "x", "--open-date", "soon"), "must be a date such as"),
            (("organisation", "create", "x", "--kind", "municipalty"), "must be one of municipality, region"),
            (("centre", "list", "--output", "xml"), "must be table, json or jsonl"),
            (("centre", "list", "--columns", "titel"), "did you mean 'title'?"),
            (("centre", "list", "--endpoint", "http://x"), "http://x"),
            (("call", "GetCenter"), "did you mean GetCentre?"),
            (("describe", "Centr"), "the contract has no 'Centr'"),
            (("export", "--kinds", "center"), "did you mean centre?"),
            (("import",), "which file?"),
        ):
            with self.subTest(words=words):
                self.assertIn(says, self.ends(USAGE, *words).err)

    def test_without_a_command_help_is_shown_and_the_shell_told(self):
        ended = self.run_program()
        self.assertEqual(ended.code, USAGE)
        self.assertIn("Usage: hensigt NOUN VERB", ended.out)

    def test_every_broken_rule_is_named_at_once(self):
        ended = self.ends(INVALID, "centre", "create", "Bad_Id", "--region-code", "dk", "--offices", "person=x")
        fields = ("centre_id: ", "centre.title: ", "centre.region_code: ", "centre.offices[0].kind: ")
        for says in ("INVALID_ARGUMENT", *fields, "(REQUIRED)"):
            self.assertIn(says, ended.err)
        self.assertEqual(self.answer("centre", "list").get("centres"), None)

    def test_codes_of_the_service_have_their_exit_codes(self):
        self.done("organisation", "create", "kl", "--title", "KL", "--kind", "association")
        self.done("centre", "create", "co-pi", "--title", "CO-PI", "--organisation", "kl")
        self.assertIn("NOT_FOUND", self.ends(NOT_FOUND, "centre", "get", "nope").err)
        self.assertIn("ALREADY_EXISTS", self.ends(EXISTS, "centre", "create", "co-pi", "--title", "x").err)
        stale = self.ends(ABORTED, "centre", "update", "co-pi", "--title", "x", "--etag", "stale")
        self.assertIn("ETAG_MISMATCH", stale.err)
        self.ends(INVALID, "centre", "list", "--filter", "title = ")
        self.assertIn("page_size: must not be negative", self.ends(INVALID, "centre", "list", "--page-size", "-1").err)
        self.assertIn("centre.title: must be given", self.ends(INVALID, "centre", "create", "x").err)
        self.ends(NOT_FOUND, "membership", "list", "nope")
        referred = self.ends(PRECONDITION, "organisation", "delete", "kl")
        self.assertIn("centres/co-pi", referred.err)
        self.assertEqual(self.answer("centre", "get", "co-pi")["title"], "CO-PI")

    def test_json_is_refused_with_its_fields(self):
        for text, says in (
            ('{"name": "centres/x", "nam": 1}', "nam: "),
            ('{"name": "centres/x", "name": "centres/y"}', "(DUPLICATE_KEY)"),
            ('{"name": 5}', "name: must be a string"),
            ('{"name": "centres/x"', "(JSON_SYNTAX)"),
            ("[]", "(WRONG_TYPE)"),
            ('{"name": "centres/\\u0000"}', "a string must not hold the character NUL"),
        ):
            with self.subTest(text=text):
                self.assertIn(says, self.ends(INVALID, "call", "GetCentre", stdin=text).err)
        self.assertIn("titel: ", self.ends(INVALID, "centre", "create", "x", "--data", "-", stdin='{"titel": "x"}').err)

    def test_what_cannot_be_read_or_written_here_is_said(self):
        self.ends(LOCAL, "centre", "create", "x", "--data", "missing.json")
        self.ends(LOCAL, "import", "missing.jsonl")
        self.ends(LOCAL, "export", "missing/folder.jsonl")
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([program.PROGRAM, "help"], stdout=full, stderr=subprocess.PIPE, env=self.env, check=False)
        self.assertEqual(done.returncode, LOCAL, done.stderr)


class Examples(program.Case):
    def verbs(self):
        """What `hensigt help` lists: every noun with its verbs."""
        listed = self.done("help").split("\nNouns\n")[1].split("\nCommands\n")[0]
        for noun in re.findall(r"^  ([a-z-]+)", listed, re.M):
            for verb in re.findall(r"^  ([a-z-]+)", self.done("help", noun).split("\nVerbs")[1], re.M):
                yield noun, verb

    def test_the_examples_of_help_are_command_lines(self):
        run = 0
        for noun, verb in self.verbs():
            text = self.done(noun, verb, "--help")
            if "\nExample\n" not in text or (noun, verb) == ("import", "append"):  # which takes resources of any kind
                continue
            example = text.split("\nExample\n")[1].split("\nOptions\n")[0]
            command, _, data = example.partition("\n  with request.json")
            if data:
                self.write("request.json", data[data.index("{") :])
            with self.subTest(command=command):
                self.assertIn(" ".join((noun, verb)), command)
                ended = self.run_program(*shlex.split(command)[1:])
                self.assertNotIn("(UNKNOWN_FIELD)", ended.err)
                self.assertNotIn("must be given (REQUIRED)", ended.err)
                self.assertFalse(ended.code == USAGE and "is not there" not in ended.err, ended.err)
            run += 1
        self.assertGreater(run, 100)


class Names(program.Case):
    def test_an_id_is_enough_where_one_kind_alone_has_it(self):
        self.done("organisation", "create", "kl", "--title", "KL", "--kind", "association")
        self.done("organisation", "create", "same", "--title", "Same", "--kind", "association")
        self.done("centre", "create", "same", "--title", "Same", "--organisation", "same")
        self.done("partnership", "create", "p", "--title", "P", "--kind", "ownership", "--subject", "centres/same")
        self.done("membership", "create", "p/kl", "--organisation", "kl", "--role", "owner")
        revisions = self.answer("ledger", "show", "kl")["revisions"]
        self.assertEqual([revision["name"] for revision in revisions], ["organisations/kl"])
        self.assertIn("partnerships/p/memberships/kl", self.done("ledger", "show", "p/kl"))
        for words, says in (
            (("ledger", "show", "same"), "'same' may be centres/same or organisations/same: say which"),
            (("ledger", "show", "nope"), "'nope' is not there: no kind has a resource with that id"),
            (("report", "check-signatures", "nope"), "'nope' is not there: it could be instruments/nope or processes/nope"),
            (("adoption", "create", "a", "--adopter", "same"), "--adopter 'same' may be"),
        ):
            with self.subTest(words=words):
                self.assertIn(says, " ".join(self.ends(USAGE, *words).err.split()))
        self.ends(NOT_FOUND, "ledger", "show", "organisations/nope")


class Keys(program.Case):
    serve = False

    def setUp(self):
        super().setUp()
        self.port = program.daemon.free_port()
        self.env["HENSIGT_ENDPOINT"] = "tcp://127.0.0.1:%d" % self.port
        self.daemon = self.start("--listen", self.env["HENSIGT_ENDPOINT"])

    def test_a_keyed_endpoint_wants_the_key(self):
        self.ends(DENIED, "centre", "list")
        self.done("centre", "list", "--key-file", self.store + ".key")
        self.done("centre", "list", env={"HENSIGT_KEY_FILE": self.store + ".key"})
        self.write("wrong", "0" * 64 + "\n")
        os.chmod(self.path("wrong"), 0o600)
        self.ends(DENIED, "centre", "list", "--key-file", "wrong")

    def test_a_key_that_others_can_read_is_not_used(self):
        self.write("open", self.read(self.store + ".key"))
        os.chmod(self.path("open"), 0o640)
        self.assertIn("chmod 600", self.ends(LOCAL, "centre", "list", "--key-file", "open").err)
        self.write("empty", "")
        os.chmod(self.path("empty"), 0o600)
        self.assertIn("holds no access key", self.ends(LOCAL, "centre", "list", "--key-file", "empty").err)


class Unreachable(program.Case):
    serve = False

    def test_a_service_that_is_not_there_is_unavailable(self):
        self.ends(UNAVAILABLE, "centre", "list", "--endpoint", self.endpoint)
        self.ends(USAGE, "centre", "list")

    def silent(self):
        """The endpoint of a service that takes calls and never answers."""
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(self.path("silent.sock"))
        listener.listen()
        connections = []
        self.addCleanup(lambda: [connection.close() for connection in connections])
        self.addCleanup(listener.close)

        def accept():
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                connections.append(connection)
                connection.sendall(sp.REP)

        threading.Thread(target=accept, daemon=True).start()
        return "ipc://" + self.path("silent.sock")

    def test_a_change_without_answer_says_how_to_repeat_it(self):
        endpoint = self.silent()
        how = ("--timeout", "300ms", "--endpoint", endpoint)
        ended = self.ends(OUTCOME_UNKNOWN, "centre", "create", "x", "--title", "Ærø's", *how)
        command = ended.err.splitlines()[-1].strip()
        self.assertTrue(command.startswith("hensigt centre create x --title 'Ærø'\\''s' "), command)
        request_id = command.split("--request-id ")[1]
        self.assertEqual(len(request_id), 36)
        self.ends(UNAVAILABLE, "centre", "get", "x", *how)


class Answers(program.Case):
    def setUp(self):
        super().setUp()
        self.done("import", program.NORDIC)

    def test_flags_make_what_json_makes(self):
        self.done(
            *("centre", "create", "test", "--title", "Prøve", "--titles", "en=Test, with = signs", "--titles", "fi=Testi"),
            *("--open-date", "2022-05..2023-03", "--organisation", "kl"),
            *("--offices", 'kind=director,person="Holm, Anne",start-date=2022'),
            *("--offices", "kind=board-member,organisation=kl,provenance.basis=example", "--provenance.note", "n"),
        )
        centre = self.answer("centre", "get", "centres/test")
        for generated in ("etag", "createTime", "updateTime"):
            del centre[generated]
        self.assertEqual(
            centre,
            {
                "name": "centres/test",
                "title": "Prøve",
                "titles": [{"languageCode": "en", "text": "Test, with = signs"}, {"languageCode": "fi", "text": "Testi"}],
                "organisation": "organisations/kl",
                "state": "STATE_PLANNED",
                "openDate": {"earliest": "2022-05", "latest": "2023-03"},
                "offices": [
                    {"kind": "OFFICE_KIND_DIRECTOR", "person": "Holm, Anne", "startDate": {"date": "2022"}},
                    {
                        "kind": "OFFICE_KIND_BOARD_MEMBER",
                        "organisation": "organisations/kl",
                        "provenance": {"basis": "BASIS_EXAMPLE"},
                    },
                ],
                "provenance": {"note": "n"},
            },
        )

    def test_what_is_read_can_be_changed_and_given_back(self):
        centre = self.answer("centre", "get", "lup")
        centre["title"] = "LUP"
        changed = self.answer("centre", "update", "--data", "-", stdin=json.dumps(centre))
        self.assertEqual(changed["title"], "LUP")
        self.assertEqual(changed["offices"], centre["offices"])
        self.ends(ABORTED, "centre", "update", "--data", "-", stdin=json.dumps(centre))
        unset = self.answer("centre", "update", "lup", "--offices", "", "--provenance.note", "only this")
        self.assertNotIn("offices", unset)
        self.assertEqual(unset["provenance"]["note"], "only this")
        self.assertEqual(unset["provenance"]["sources"], centre["provenance"]["sources"])

    def test_lists_read_all_pages(self):
        everything = self.answer("organisation", "list")["organisations"]
        self.assertGreater(len(everything), 40)
        self.assertEqual(self.answer("organisation", "list", "--page-size", "7")["organisations"], everything)
        self.assertEqual(self.answer("organisation", "list", "--page-size", "7", "--limit", "10")["organisations"], everything[:10])
        lines = self.done("organisation", "list", "--page-size", "7", "-o", "jsonl").splitlines()
        self.assertEqual([json.loads(line) for line in lines], everything)
        filtered = self.answer("organisation", "list", "--filter", 'region_code = "NO"')["organisations"]
        self.assertEqual(filtered, [one for one in everything if one.get("regionCode") == "NO"])
        memberships = self.answer("membership", "list")["memberships"]
        self.assertGreater(len({one["name"].split("/")[1] for one in memberships}), 1)
        owners = self.answer("membership", "list", "lup-owners")["memberships"]
        self.assertEqual(owners, [one for one in memberships if one["name"].startswith("partnerships/lup-owners/")])

    def test_deleted_ones_are_told_apart(self):
        self.done("source", "create", "gone", "--title", "x")
        self.done("source", "delete", "gone")
        self.assertNotIn("DELETE", self.done("source", "list"))
        shown = self.done("source", "list", "--show-deleted", env={"COLUMNS": ""})
        self.assertIn("DELETE TIME", shown.splitlines()[0])
        dated = [one.split()[0] for one in shown.splitlines()[1:] if not one.endswith(" –")]
        self.assertEqual(dated, ["gone"])

    def test_an_empty_list_says_so_and_writes_nothing(self):
        ended = self.ends(program.OK, "intention", "list")
        self.assertEqual((ended.out, ended.err), ("", "Intentions: none.\n"))

    def test_tables_fit_the_screen(self):
        for columns in (60, 80, 120, 200):
            for noun in ("centre", "organisation", "partnership", "membership", "process-model", "process", "event", "source"):
                with self.subTest(noun=noun, columns=columns):
                    table = self.done(noun, "list", env={"COLUMNS": str(columns)})
                    self.assertLessEqual(max(map(len, table.splitlines())), columns, table)
        wide = self.done("source", "list", env={"COLUMNS": ""})
        self.assertNotIn("…", wide)

    def test_a_repeat_with_the_same_request_id_changes_nothing_more(self):
        words = ("source", "create", "s", "--title", "x", "--request-id", "01935f2a-0000-7000-8000-0000000000ff")
        first = self.answer(*words)
        self.assertEqual(self.answer(*words), first)
        self.assertEqual(len(self.answer("ledger", "list-revisions", "sources/s")["revisions"]), 1)
        self.ends(INVALID, *words[:3], "--title", "y", *words[5:])

    def test_a_receipt_is_written_when_asked_for(self):
        ended = self.ends(program.OK, "source", "create", "s", "--title", "x", "--receipt", "-o", "json")
        self.assertRegex(ended.err, r"\Areceipt [0-9]+ [0-9a-f]{64} [0-9TZ:.-]+\n\Z")
        json.loads(ended.out)

    def test_reports_show_what_the_service_answers(self):
        comparison = self.done("report", "compare-centres", "co-pi", "keino", "lup")
        self.assertIn("– is a gap", comparison)
        check = self.done("process", "check", "sammen-om-mindre-raastofforbrug")
        self.assertIn("✗ ", check)
        self.assertIn("can be supplied by", check)
        self.assertIn("organisations in all", self.done("membership", "count", "processes/sammen-om-mindre-raastofforbrug"))
        self.done("source", "update", "keino-survey", "--publisher", "Motiva")
        history = self.done("ledger", "list-revisions", "sources/keino-survey")
        self.assertRegex(history, r"Publisher +(\+ |.* → )Motiva")
        refused = self.ends(PRECONDITION, "process", "advance", "sammen-om-mindre-raastofforbrug")
        self.assertIn("(CONFIRMED_COMMITMENTS)", refused.err)
        self.assertIn("can be supplied by", refused.err)

    def test_a_search_needs_no_verb(self):
        self.done("organisation", "create", "soro", "--title", "Sorø Kommune", "--kind", "municipality")
        self.done("organisation", "create", "soroe", "--title", "Sorö Stad", "--kind", "municipality")
        found = [line.split() for line in self.done("search", "soroe", "kommu").splitlines()]
        self.assertEqual(found[0], ["KIND", "TITLE", "NAME", "FOUND"])
        self.assertEqual(found[1:], [["organisation", "Sorø", "Kommune", "organisations/soro", "–"]])
        self.assertEqual(self.done("search", "resources", "soro"), self.done("search", "--kinds", "organisation", "SORØ"))
        self.assertIn("There are more", self.done("search", "soro", "--limit", "1"))
        self.assertIn("Nothing was found", self.done("search", "soro", "oslo"))
        self.assertEqual(len(self.answer("search", "soro")["hits"]), 2)
        self.assertIn("hensigt search [resources] QUERY...", self.done("search", "--help"))

    def test_call_takes_and_gives_json(self):
        for method in ("GetCentre", "CentreService/GetCentre", "CentreService.GetCentre", "hensigt.v1.CentreService/GetCentre"):
            reply = json.loads(self.done("call", method, stdin='{"name": "centres/keino"}'))
            self.assertEqual(reply["title"], "KEINO")
        self.assertEqual(json.loads(self.done("call", "CheckHealth"))["state"], "STATE_SERVING")
        self.ends(NOT_FOUND, "call", "GetCentre", stdin='{"name": "centres/x"}')


class Help(program.Case):
    serve = False

    def test_every_level_has_help(self):
        listed = self.done("help").split("\nNouns\n")[1].split("\n\n")[0].splitlines()
        nouns = [line.split()[0] for line in listed if line[2] != " "]
        self.assertIn("centre", nouns)
        for noun in nouns:
            shown = self.done("help", noun)
            verbs = shown.split("\nVerbs")[1].split("\n", 1)[1].splitlines()
            for verb in [line.split()[0] for line in verbs if line[2] != " "]:
                with self.subTest(noun=noun, verb=verb):
                    text = self.done(noun, verb, "--help")
                    self.assertTrue(text.startswith("Usage: hensigt %s " % noun), text)
                    self.assertLessEqual(max(map(len, text.splitlines())), 80, text)
                    self.assertEqual(self.done("help", noun, verb), text)
        for topic in ("exit-codes", "values", "filters", "call", "describe", "import", "export", "help"):
            self.assertGreater(len(self.done("help", topic)), 100)

    def test_examples_are_made_of_values_the_fields_may_have(self):
        for verb, example in (
            ("centre merge", "hensigt centre merge a-centre --target-centre another-centre --end-date 2022-04"),
            ("membership create", "hensigt membership create a-partnership/an-id --organisation an-organisation --role owner"),
            ("report summarise-demand", "hensigt report summarise-demand a-process"),
        ):
            shown = self.done(*verb.split(), "--help", env={"COLUMNS": "110"})
            self.assertIn("\nExample\n  " + example, shown)

    def test_everything_in_the_contract_is_described(self):
        messages = ("Centre", "centre", "Centre.Office")
        for name in (*messages, "Centre.state", "GetCentre", "CentreService", "FLAG_NO_IDENTIFIER", "Centre.State"):
            with self.subTest(name=name):
                self.assertGreater(len(self.done("describe", name)), 40)
        self.assertIn("Centre.title", self.run_program("describe", "title").err)
        self.assertIn("hensigt.v1.Centre", self.done("describe", "Centre"))


if __name__ == "__main__":
    program.main()
