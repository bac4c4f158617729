"""The quickstart's calls from Python, over ipc and tcp: no code is shared with the C client, only the contract and the wire.

HENSIGTD names the program, PROTO the folder with the contract. Needs python3-protobuf.
"""

import glob
import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "e2e"))

import daemon  # noqa: E402
from hensigt_client import Client, Contract, NoAnswer, Refused, new_request_id  # noqa: E402

NORDIC = os.path.join(HERE, "..", "data", "nordic.jsonl")
PROCESS = "processes/sammen-om-mindre-raastofforbrug"
INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION, UNAUTHENTICATED = 3, 5, 9, 16
EXAMPLE = {"basis": "BASIS_EXAMPLE", "note": "Made up for the walk-through: no source gives quantities."}
BATCH = 20  # lines of an import in one request: well below 60 KiB


class Walk:
    """From the data to the first purchase. Subclasses say over which endpoint."""

    def load(self, path):
        """What `hensigt import` does."""
        client, lines = self.client, []
        with open(path, encoding="utf-8") as file:
            for number, text in enumerate(file, 1):
                resource = json.loads(text)
                kind = resource.pop("@type")
                lines.append({"line": number, "resource": {"@type": "type.googleapis.com/" + kind, **resource}})
        name = client.call("StartImport").name
        for first in range(0, len(lines), BATCH):
            client.call("AppendImport", name=name, lines=lines[first : first + BATCH])
        self.assertEqual(list(client.call("CheckImport", name=name).violations), [])
        return len(lines), client.call("CommitImport", name=name)

    def test_walk(self):
        call = self.client.call
        count, done = self.load(NORDIC)
        self.assertEqual((done.created_count, done.updated_count, done.unchanged_count), (count, 0, 0))
        _, again = self.load(NORDIC)
        self.assertEqual((again.created_count, again.updated_count, again.unchanged_count), (0, 0, count))

        centres = {centre.name: centre for centre in call("ListCentres").centres}
        self.assertLessEqual({"centres/co-pi", "centres/lup", "centres/keino"}, set(centres))
        self.assertEqual(call("GetCentre", name="centres/co-pi"), centres["centres/co-pi"])
        table = call("CompareCentres", names=["centres/co-pi", "centres/lup", "centres/keino"], effectiveDate="2022-10-31")
        self.assertTrue(table.points)
        self.assertTrue(all(len(point.cells) == 3 for point in table.points))
        self.assertTrue(call("ListMemberships", parent="partnerships/raastof-process").memberships)
        self.assertGreater(call("CountMemberships", parent=PROCESS).possible_count, 0)

        check = call("CheckProcess", name=PROCESS)
        self.assertFalse(check.ready)
        self.assertTrue(any(not gate.met and gate.suppliers for gate in check.gates))
        with self.assertRaises(Refused) as refused:
            call("AdvanceProcess", name=PROCESS, date={"date": "2023-04-01"})
        self.assertEqual(refused.exception.code, FAILED_PRECONDITION)
        self.assertTrue(refused.exception.status.precondition_violations)

        self.pool_demand()
        self.assertFalse(call("CheckProcess", name=PROCESS).ready)
        self.sign_letter()
        self.assertTrue(call("CheckProcess", name=PROCESS).ready)
        before = call("GetProcess", name=PROCESS).current_step
        after = call("AdvanceProcess", name=PROCESS, date={"date": "2023-04-01"})
        self.assertNotEqual(after.current_step, before)
        revisions = call("ListRevisions", name="intentions/example-region").revisions
        self.assertEqual(len(revisions), 3)  # created, submitted, confirmed

    def pool_demand(self):
        """One body commits, one declares; the sums say so, at the dates at which they did."""
        call = self.client.call
        call("CreateSource", sourceId="example-letter", source={"title": "Example", "publishDate": {"date": "2022-12-12"}})
        for body, level, tonnes in ("hofor", "DECLARATION", "15000"), ("region-sjaelland", "COMMITMENT", "40000"):
            name = "example-" + body.split("-")[0]
            intention = {
                "organisation": "organisations/" + body,
                "process": PROCESS,
                "level": "LEVEL_" + level,
                "quantity": {"value": tonnes, "unitCode": "TNE"},
                "provenance": EXAMPLE,
            }
            made = call("CreateIntention", intentionId=name, intention=intention)
            self.assertEqual(made.name, "intentions/" + name)
            call("SubmitIntention", name=made.name)
            kind = "CONFIRMATION_KIND_PUBLISHED_DOCUMENT"
            call("ConfirmIntention", name=made.name, kind=kind, source="sources/example-letter")
        for date, found in ("2022-12-11", []), ("2022-12-12", [(1, "40000"), (2, "15000")]):
            demand = call("SummariseDemand", process=PROCESS, effectiveDate=date)
            self.assertEqual([(line.level, line.certain_quantity.value) for line in demand.lines], found)

    def sign_letter(self):
        """The letter that the next step needs too, signed by two in one call."""
        call = self.client.call
        letter = {
            "title": "Example",
            "kind": "KIND_LETTER_OF_INTENT",
            "binding": "BINDING_NON_BINDING",
            "processes": [PROCESS],
            "source": "sources/example-letter",
            "provenance": EXAMPLE,
        }
        made = call("CreateInstrument", instrumentId="example-letter", instrument=letter)
        call("OpenInstrument", name=made.name, date={"date": "2022-12-01"})
        bodies = [
            {"organisation": "organisations/" + body, "capacity": "CAPACITY_SIGNATORY"} for body in ("hofor", "region-sjaelland")
        ]
        kind = "CONFIRMATION_KIND_PUBLISHED_DOCUMENT"
        lines = [{"number": 1, "text": "HOFOR og Region Sjælland", "signatories": bodies}]
        signed = call("SignInstrument", name=made.name, kind=kind, source="sources/example-letter", lines=lines)
        self.assertEqual(len(signed.signatures), 2)
        call("ActivateInstrument", name=made.name, date={"date": "2022-12-12"})

    def test_refusals(self):
        call = self.client.call
        with self.assertRaises(Refused) as refused:
            call("GetCentre", name="centres/none")
        self.assertEqual(refused.exception.code, NOT_FOUND)
        with self.assertRaises(Refused) as refused:
            call("CreateOrganisation", organisationId="No", organisation={})
        self.assertEqual(refused.exception.code, INVALID_ARGUMENT)
        self.assertEqual(refused.exception.reason, "FIELD_VIOLATIONS")
        self.assertIn("organisation_id", refused.exception.fields)

    def test_repeated_write(self):
        """The same request id twice: one effect, the same reply."""
        same = {"organisationId": "one", "organisation": {"title": "One", "kind": "KIND_MUNICIPALITY"}}
        request_id = new_request_id()
        first = self.client.call("CreateOrganisation", same, request_id)
        self.assertEqual(self.client.call("CreateOrganisation", same, request_id), first)
        with self.assertRaises(Refused):
            self.client.call("CreateOrganisation", same)

    def test_restart(self):
        """The connection breaks between two calls; the second finds the next process."""
        self.client.call("CheckHealth")
        self.daemon.stop()
        self.daemon = self.start_here()
        self.assertEqual(self.client.call("CheckHealth").state, 1)
        self.daemon.stop()
        self.client.timeout = 0.3
        with self.assertRaises(NoAnswer):
            self.client.call("CheckHealth")
        with self.assertRaises(NoAnswer) as missing:
            self.client.call("CreateSource", sourceId="x", source={"title": "x"})
        self.assertFalse(missing.exception.outcome_unknown)  # there was nobody to send it to


class OverIpc(Walk, daemon.Case):
    def start_here(self):
        return self.start()

    def setUp(self):
        super().setUp()
        self.daemon = self.start_here()
        self.client = Client(self.endpoint)
        self.addCleanup(self.client.close)


class OverTcp(Walk, daemon.Case):
    def start_here(self):
        return self.start("--listen", self.endpoint)

    def setUp(self):
        super().setUp()
        self.endpoint = "tcp://127.0.0.1:%d" % daemon.free_port()
        self.daemon = self.start_here()
        with open(self.store + ".key", encoding="ascii") as file:
            self.client = Client(self.endpoint, access_key=file.read().strip())
        self.addCleanup(self.client.close)

    def test_without_key(self):
        client = Client(self.endpoint, self.client.contract)
        self.addCleanup(client.close)
        with self.assertRaises(Refused) as refused:
            client.call("ListCentres")
        self.assertEqual(refused.exception.code, UNAUTHENTICATED)


class Contracts(daemon.Case):
    def test_protoc_and_reflection(self):
        """What protoc makes of the installed files is what the service says of itself."""
        proto = os.environ["PROTO"]
        files = sorted(glob.glob(os.path.join(proto, "hensigt", "*", "**", "*.proto"), recursive=True))
        with tempfile.NamedTemporaryFile() as out:
            subprocess.run(["protoc", "-I", proto, "--include_imports", "-o", out.name, *files], check=True)
            contract = Contract(out.read())
        self.start()
        client = Client(self.endpoint, contract)
        self.addCleanup(client.close)
        self.assertEqual(client.call("CheckHealth").state, 1)
        asking = Client(self.endpoint)
        self.addCleanup(asking.close)
        self.assertEqual(sorted(asking.contract.methods), sorted(contract.methods))
        methods = {
            method.method: method.write for service in client.call("ListServices").services for method in service.methods
        }
        self.assertEqual(methods, {name: contract.is_write(found) for name, found in contract.methods.values()})


if __name__ == "__main__":
    unittest.main()
