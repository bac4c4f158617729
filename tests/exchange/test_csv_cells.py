"""The cells of tables: every form that a field can have, as it is written and as it is typed."""

import csv
import io

import case
from case import INVALID, counts, line

PROCESS = "processes/p"

FIELD = (
    line("Source", name="sources/s", title="S"),
    line("Organisation", name="organisations/o", title="O", kind="KIND_MUNICIPALITY", regionCode="DK",
         identifiers=[{"scheme": "DK-CVR", "value": "64942212"}]),
    line("Centre", name="centres/c", title="C", organisation="organisations/o", state="STATE_ACTIVE",
         openDate={"date": "2022"}),
    line("ProcessModel", name="processModels/m", title="M", centre="centres/c", state="STATE_PUBLISHED",
         steps=[{"step": "need", "title": "N"}, {"step": "buy", "title": "B", "firstPurchase": True}]),
    line("Process", name=PROCESS, title="P", need="N", centre="centres/c", processModel="processModels/m", state="STATE_DRAFT",
         joinable=True, cpvCodes=["45000000", "44000000"]),
)

INTENTION = {
    "name": "intentions/i",
    "organisation": "organisations/o",
    "process": PROCESS,
    "level": "LEVEL_DECLARATION",
    "quantity": {"value": "1250.50", "unitCode": "TNE"},
    "estimatedValue": {"currencyCode": "DKK", "units": "19", "nanos": 500000000},
    "purchaseStartDate": {"earliest": "2023-06", "stated": "fra sommeren"},
    "purchaseEndDate": {"date": "2024"},
    "decision": {},
    "visibility": "VISIBILITY_PARTNERS",
    "state": "STATE_DRAFT",
    "revision": 1,
    "provenance": {"sources": ["sources/s"], "basis": "BASIS_EXAMPLE"},
}


class Cells(case.Case):
    def setUp(self):
        super().setUp()
        self.take_in(*FIELD, line("Intention", **INTENTION))

    def cells(self, kind):
        """The only line of a table."""
        return list(csv.DictReader(io.StringIO(self.done("export", "csv", kind), newline="")))[0]

    def set_cell(self, kind, name, column, text):
        """Imports a table with one cell beside the name."""
        out = io.StringIO(newline="")
        csv.writer(out).writerows([["name", column], [name, text]])
        return self.run_program("import", "--csv", "-", stdin=out.getvalue(), env={"COLUMNS": "300"})

    def test_each_form_is_written(self):
        cells = self.cells("intention")
        for column, text in (
            ("name", "intentions/i"),
            ("level", "declaration"),
            ("quantity.value", "1250.50"),
            ("quantity.unit_code", "TNE"),
            ("estimated_value.amount", "19.5"),
            ("estimated_value.currency_code", "DKK"),
            ("purchase_start_date", "2023-06.."),
            ("purchase_start_date.stated", "fra sommeren"),
            ("purchase_end_date", "2024"),
            ("purchase_end_date.stated", ""),
            ("decision.level", "{}"),
            ("revision", "1"),
            ("provenance.sources", "sources/s"),
        ):
            self.assertEqual(cells[column], text, column)
        cells = self.cells("process")
        self.assertEqual((cells["joinable"], cells["cpv_codes"]), ("yes", "45000000|44000000"))
        self.assertEqual(self.cells("organisation")["identifiers"], '[{"scheme":"DK-CVR","value":"64942212"}]')
        self.assertIn('"firstPurchase":true', self.cells("process-model")["steps"])

    def test_each_form_comes_back(self):
        for kind in ("intention", "process", "process-model", "organisation", "centre", "source"):
            text = self.done("export", "csv", kind)
            self.assertEqual(self.done("import", "--csv", "-", stdin=text), counts(unchanged=1), kind)

    def test_what_people_type_is_read(self):
        for kind, name, column, typed, shown in (
            ("process", PROCESS, "joinable", "FALSK", ""),
            ("process", PROCESS, "joinable", "SAND", "yes"),
            ("process", PROCESS, "joinable", "no", ""),
            ("process", PROCESS, "joinable", "TRUE", "yes"),
            ("process", PROCESS, "cpv_codes", " 45000000-7 | 44000000 ", "45000000|44000000"),
            ("process", PROCESS, "centre", "c", "centres/c"),
            ("process", PROCESS, "titles", '[ {"language_code": "en", "text": "X"} ]', '[{"languageCode":"en","text":"X"}]'),
            ("intention", "intentions/i", "visibility", "PUBLIC", "public"),
            ("intention", "intentions/i", "decision.level", "political", "political"),
            ("intention", "intentions/i", "purchase_end_date", "2024-02..2024-05-17", "2024-02..2024-05-17"),
            ("intention", "intentions/i", "estimated_value.amount", "1000", "1000"),
            ("intention", "intentions/i", "estimated_value.amount", "0.000000001", "0.000000001"),
        ):
            ended = self.set_cell(kind, name, column, typed)
            self.assertEqual((ended.code, self.cells(kind)[column]), (0, shown), ended)

    def test_what_is_wrong_is_said(self):
        for kind, name, column, typed, words in (
            ("process", PROCESS, "joinable", "perhaps", "must be yes or no"),
            ("process", PROCESS, "cpv_codes", "45000000|", "has nothing between two |"),
            ("process", PROCESS, "cpv_codes", "45,44", "CPV"),
            ("process", PROCESS, "titles", "[", "must be a list in JSON"),
            ("process", PROCESS, "titles", "X", "must be a list in JSON"),
            ("process", PROCESS, "titles", '[],"need":"X"', "must be one list in JSON"),
            ("process", PROCESS, "titles", '[{"text":"X","colour":"red"}]', "[0].colour, which must be a field of"),
            ("process", PROCESS, "titles", '[{"text":"X"}]', "language_code"),
            ("process", PROCESS, "start_date", "12-04-2022", "must be a date such as 2022-04-12"),
            ("process", PROCESS, "start_date", "44663", "must be a date such as 2022-04-12"),
            ("intention", "intentions/i", "level", "hope", "must be one of commitment, declaration; not 'hope'"),
            ("intention", "intentions/i", "quantity.value", "1250,5", "must be a number with a point, such as 1250.5, not '1250,5'"),
            ("intention", "intentions/i", "quantity.value", "1.25E+05", "decimal"),
            ("intention", "intentions/i", "estimated_value.amount", "1.250,50", "must be a number with a point"),
            ("intention", "intentions/i", "estimated_value.amount", "much", "must be a number such as 1250000.50"),
            ("intention", "intentions/i", "quantity.value", "", "quantity.value"),
        ):
            before = self.done("export")
            ended = self.set_cell(kind, name, column, typed)
            self.assertEqual(ended.code, INVALID, ended)
            self.assertIn("  line 2: ", ended.err)
            self.assertIn(words, ended.err)
            self.assertEqual(self.done("export"), before)

    def test_an_amount_belongs_to_its_currency(self):
        text = "name,estimated_value.amount,estimated_value.currency_code\nintentions/i,,DKK\n"
        ended = self.ends(INVALID, "import", "--csv", "-", stdin=text)
        self.assertIn("line 2: estimated_value.amount: must be given where there is a currency", ended.err)
        text = "name,estimated_value.amount,estimated_value.currency_code\nintentions/i,5,\n"
        ended = self.ends(INVALID, "import", "--csv", "-", stdin=text)
        self.assertIn("line 2: estimated_value.currency_code", ended.err)
        text = "name,estimated_value.amount,estimated_value.currency_code\nintentions/i,,\n"
        self.assertEqual(self.done("import", "--csv", "-", stdin=text), counts(updated=1))
        self.assertNotIn("estimatedValue", self.get("intention", "i"))
        text = "name,estimated_value.amount,estimated_value.currency_code\nintentions/i,0,DKK\n"
        self.assertEqual(self.done("import", "--csv", "-", stdin=text), counts(updated=1))
        self.assertEqual(self.get("intention", "i")["estimatedValue"], {"currencyCode": "DKK"})


if __name__ == "__main__":
    case.main()
