"""Declarations and letters signed by their organisation, and verified by whoever has it, with no service there.

HENSIGTD and HENSIGT name the programs. Nothing but the standard library.
"""

import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
import daemon  # noqa: E402

HENSIGT = os.environ.get("HENSIGT", "hensigt")

OK, LOCAL, USAGE, INVALID = 0, 1, 2, 3  # exit codes of hensigt

REGISTRY = (
    ("organisation", "create", "hofor", "--title", "HOFOR", "--kind", "public-company"),
    ("centre", "create", "co-pi", "--title", "CO-PI", "--open-date", "2022-02-04"),
    ("centre", "activate", "co-pi"),
    ("process-model", "create", "m", "--title", "M", "--centre", "co-pi", "--steps", "step=need,title=Need",
     "--steps", "step=buy,title=Buy,first_purchase=true"),
    ("process-model", "publish", "m"),
    ("process", "create", "p", "--title", "P", "--need", "N", "--centre", "co-pi", "--process-model", "m"),
    ("intention", "create", "i", "--organisation", "hofor", "--process", "p", "--level", "commitment", "--requirement", "Sand",
     "--quantity", "value=40000,unit_code=TNE"),
    ("intention", "submit", "i"),
)


class Registry(daemon.Case):
    def setUp(self):
        super().setUp()
        self.service = self.start()
        for words in REGISTRY:
            self.hensigt(*words)
        self.public_key = self.generate("key")
        self.hensigt("signing-key", "create", "hofor/k", "--title", "K", "--public-key", self.public_key)

    def hensigt(self, *words, code=OK, data=None):
        """A command line with `data` on standard input. Returns its output and errors."""
        environment = {"PATH": os.environ["PATH"], "HENSIGT_ENDPOINT": self.endpoint}
        done = subprocess.run([HENSIGT, *words], env=environment, input=data or "", capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, code, (words, done.stdout, done.stderr))
        return done.stdout + done.stderr

    def generate(self, name, code=OK):
        return self.hensigt("signing-key", "generate", "--private-key-file", self.path(name), code=code).strip()


class Declarations(Registry):
    def sign(self, name, code=OK):
        return self.hensigt("intention", "sign", "i", "--signing-key", "hofor/k", "--private-key-file", self.path(name), code=code)

    def verify(self, intention, *words, code=OK):
        return self.hensigt("intention", "verify", "--data", "-", *words, data=json.dumps(intention), code=code)

    def signed(self):
        """The signed intention as JSON; the service is gone."""
        self.sign("key")
        found = json.loads(self.hensigt("intention", "get", "i", "--output", "json"))
        self.assertIn("The signature holds.", self.hensigt("intention", "verify", "i"))
        self.assertEqual(self.service.stop(), 0)
        return found

    def test_offline(self):
        found = self.signed()
        text = self.verify(found)
        self.assertIn("The signature holds. organisations/hofor signed this", text)
        self.assertRegex(text, r"40\s000\sTNE")
        self.assertIn("the one given", self.verify(found, "--public-key", self.public_key))

    def test_whatever_is_altered_is_found(self):
        found = self.signed()
        for change in (
            {"requirement": "Gravel"},
            {"organisation": "organisations/other"},
            {"process": "processes/q"},
            {"level": "LEVEL_DECLARATION"},
            {"quantity": {"value": "40001", "unitCode": "TNE"}},
            {"name": "intentions/j"},
        ):
            self.assertIn("says something else than what was signed", self.verify({**found, **change}, code=INVALID), change)
        for field in ("signature", "publicKey", "declaration"):
            other = json.loads(json.dumps(found))
            declared = other["confirmation"]["signedDeclaration"]
            declared[field] = ("B" if declared[field][0] == "A" else "A") + declared[field][1:]
            self.verify(other, code=INVALID)
        self.assertIn("is signed by another key", self.verify(found, "--public-key", self.generate("other"), code=INVALID))
        del found["confirmation"]["signedDeclaration"]
        self.assertIn("carries no signed declaration", self.verify(found, code=INVALID))

    def test_another_private_key(self):
        self.generate("other")
        self.assertIn("SIGNATURE_INVALID", self.sign("other", code=INVALID))
        self.assertIn("submitted", self.hensigt("intention", "get", "i"))

    def test_private_keys_stay_private(self):
        self.assertEqual(os.stat(self.path("key")).st_mode & 0o7777, 0o600)
        with open(self.path("key"), encoding="ascii") as stream:
            secret = stream.read().strip()
        self.generate("key", code=LOCAL)  # what is there is not written over
        with open(self.path("key"), encoding="ascii") as stream:
            self.assertEqual(stream.read().strip(), secret)
        os.chmod(self.path("key"), 0o640)
        self.sign("key", code=LOCAL)
        self.assertIn("submitted", self.hensigt("intention", "get", "i"))


LETTER = (
    ("instrument", "create", "letter", "--title", "Letter", "--kind", "letter-of-intent", "--binding", "non-binding", "--centre", "co-pi",
     "--texts", "language_code=da,text=Vi vil købe."),
    ("instrument", "open", "letter", "--date", "2022-03-01"),
)


class Letters(Registry):
    def setUp(self):
        super().setUp()
        for words in LETTER:
            self.hensigt(*words)

    def sign(self, name, *words, code=OK):
        return self.hensigt("instrument", "sign-by-key", "letter", "--signing-key", "hofor/k", "--private-key-file", self.path(name),
                            *words, code=code)

    def verify(self, signature, *words, code=OK):
        return self.hensigt("signature", "verify", "--data", "-", *words, data=json.dumps(signature), code=code)

    def signatures(self):
        found = json.loads(self.hensigt("signature", "list", "letter", "--output", "json"))
        return sorted(found.get("signatures", []), key=lambda signature: signature["revision"])

    def signed(self):
        """The signature as JSON; the service is gone."""
        shown = self.sign("key")
        self.assertIn("Vi vil købe.", shown)
        (found,) = self.signatures()
        self.assertEqual(found["confirmation"]["kind"], "CONFIRMATION_KIND_KEY_SIGNATURE")
        self.assertIn("The signature holds.", self.hensigt("signature", "verify", found["name"]))
        self.assertEqual(self.service.stop(), 0)
        return found

    def test_signature_offline(self):
        found = self.signed()
        self.assertIn("The signature holds. organisations/hofor signed this", self.verify(found))
        self.assertIn("the one given", self.verify(found, "--public-key", self.public_key))
        for change in ({"organisation": "organisations/other"}, {"capacity": "CAPACITY_SUPPORTER"}, {"revision": 2},
                       {"revisionHash": "AAAA"}, {"name": "instruments/other/signatures/x"}):
            self.assertIn("says something else than what was signed", self.verify({**found, **change}, code=INVALID), change)
        self.assertIn("is signed by another key", self.verify(found, "--public-key", self.generate("other"), code=INVALID))
        del found["confirmation"]["signedDeclaration"]
        self.assertIn("carries no signed declaration", self.verify(found, code=INVALID))

    def test_another_private_key_signs_no_letter(self):
        self.generate("other")
        self.assertIn("SIGNATURE_INVALID", self.sign("other", code=INVALID))
        self.assertEqual(self.signatures(), [])

    def test_a_revision_is_reaffirmed(self):
        self.sign("key")
        (first,) = self.signatures()
        self.hensigt("instrument", "revise", "letter", "--instrument.title", "Letter 2", "--reaffirm-date", "2100-01-01", "--reason",
                     "More")
        self.sign("key", "--reaffirm", first["name"])
        self.assertEqual(self.signatures()[1]["reaffirmedSignature"], first["name"])

    def test_lines_come_from_a_file(self):
        lines = {"lines": [{"text": "HOFOR", "signatories": [
            {"organisation": "organisations/hofor", "capacity": "CAPACITY_SIGNATORY",
             "intentions": [{"process": "processes/p", "level": "LEVEL_DECLARATION"}]}]}]}
        self.hensigt("source", "create", "s", "--title", "S", "--publish-date", "2022-04-01")
        shown = self.hensigt("instrument", "sign", "letter", "--kind", "published-document", "--source", "s", "--data", "-",
                             data=json.dumps(lines))
        self.assertRegex(shown, r"letter/x\w+ +hofor +signatory +1 +2022-04-01 +active")
        self.assertRegex(shown, r"x\w+ +hofor +p +declaration +confirmed")


if __name__ == "__main__":
    unittest.main()
