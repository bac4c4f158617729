"""Tables for spreadsheets: out, back in unchanged, edited, and wrong."""

import csv
import io
import json
import os

import case
from case import INVALID, LOCAL, MARK, NORDIC, USAGE, counts, line


def rows(text):
    """A table as dictionaries, read as Python reads RFC 4180."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def table(*records, delimiter=",", end="\r\n"):
    """A table as Python writes it."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(records)
    return out.getvalue()


def findings(ended):
    """What was found wrong: the line, and the column or, where there is none, the text."""
    return [one.strip().split(": ")[0:2] for one in ended.err.splitlines() if one.startswith("  line ")]


AWKWARD = [
    "=1+1",
    "+45 12 34",
    "-",
    "-x",
    "@SUM(A1)",
    "'=quoted already",
    "''",
    "'",
    "'plain",
    'say "hej", then; go\tor not',
    "two\nlines",
    "two\r\nlines",
    "\ttabbed",
    " spaced ",
    "æøå ÆØÅ äöü ß — “…” 日本",
    "{}",
    "'{}",
    "-12.5",
    "1,5",
    "a|b\\c",
    "0012",
    "true",
    "sep=;",
]


class Export(case.Case):
    def test_every_kind_comes_back_unchanged(self):
        self.done("import", NORDIC)
        before = self.done("export")
        kinds = {json.loads(one)["@type"] for one in before.splitlines()}
        self.done("export", "csv", "folder")
        files = sorted(os.listdir(self.path("folder")))
        self.assertIn("organisation.csv", files)
        self.assertNotIn("access-key.csv", files)
        self.assertFalse([name for name in files if not name.endswith(".csv")], files)
        n = 0
        full = 0
        for name in files:
            said = self.done("import", "folder/" + name)
            unchanged = int(said.split(", ")[-1].split()[0])
            self.assertEqual(said, counts(unchanged=unchanged), name)
            n += unchanged
            full += unchanged > 0
        self.assertEqual(n, len(before.splitlines()))
        self.assertEqual(full, len(kinds))
        self.assertEqual(self.done("export"), before)

    def test_a_new_registry_can_be_filled_from_tables(self):
        self.done("import", NORDIC)
        organisations = self.done("export", "csv", "organisation")
        sources = self.done("export", "csv", "source")
        self.daemon.stop()
        for ending in ("", "-wal", "-shm"):
            if os.path.exists(self.store + ending):
                os.remove(self.store + ending)
        self.daemon = self.start()
        for text in (sources, organisations):
            n = len(rows(text))
            self.assertEqual(self.done("import", "--csv", "-", stdin=text), counts(created=n))
        self.assertEqual(self.done("export", "csv", "organisation"), organisations)

    def test_the_form_is_that_of_rfc_4180(self):
        self.take_in(line("Source", name="sources/a", title="En, \"to\"\nog tre", publisher="Ærø"))
        text = self.run_program("export", "csv", "source").out
        self.done("export", "csv", "source", "s.csv")
        data = self.read_bytes("s.csv")
        self.assertTrue(data.startswith(MARK + b"name,title,"), data)
        self.assertEqual(data.count(b"\r\n"), 2)
        self.assertIn(b'"En, ""to""\nog tre"', data)
        self.assertEqual(rows(data.decode("utf-8-sig"))[0]["publisher"], "Ærø")
        self.assertTrue(text.startswith("name,title,"), text)  # no mark in a pipe
        self.assertEqual(self.done("import", "s.csv"), counts(unchanged=1))

    def test_awkward_texts_come_back_and_are_no_formulas(self):
        self.take_in(*[line("Source", name="sources/s%02d" % i, title=text, note=text) for i, text in enumerate(AWKWARD)])
        before = self.done("export")
        self.done("export", "csv", "source", "s.csv")
        for row in rows(self.read_bytes("s.csv").decode("utf-8-sig")):
            for cell in row.values():
                self.assertTrue(cell[:1] not in "=+-@\t\r" or cell in ("", "-12.5"), cell)
        for delimiter in ("comma", "semicolon", "tab"):
            self.done("export", "csv", "source", "s.csv", "--delimiter", delimiter)
            self.assertEqual(self.done("import", "s.csv"), counts(unchanged=len(AWKWARD)), delimiter)
        self.assertEqual(self.done("export"), before)

    def test_awkward_values_of_lists_come_back(self):
        topics = [text for text in AWKWARD if text.strip()] + ["a | b", "\\", "|", '""', '"']
        self.take_in(line("Event", name="events/e", title="E", kind="KIND_SUMMIT", topics=topics))
        before = self.done("export")
        self.done("export", "csv", "event", "e.csv")
        self.assertEqual(self.done("import", "e.csv"), counts(unchanged=1))
        self.assertEqual(self.done("export"), before)

    def test_a_filter_chooses(self):
        self.done("import", NORDIC)
        text = self.done("export", "csv", "organisation", "--filter", 'region_code="FI"')
        self.assertEqual({row["region_code"] for row in rows(text)}, {"FI"})
        self.ends(INVALID, "export", "csv", "organisation", "--filter", "colour=1")

    def test_columns_are_explained(self):
        shown = self.done("export", "csv", "intention", "--help")
        for words in ("quantity.value", "estimated_value.amount", "purchase_start_date.stated", "One of commitment, declaration."):
            self.assertIn(words, shown)
        header = self.done("export", "csv", "intention").split("\n")[0].split(",")
        for column in header:
            self.assertIn("  " + column, shown)
        self.assertIn("export csv KIND [FILE] | FOLDER", self.done("help"))
        self.assertIn("FOLDER", self.done("help", "export", "csv"))

    def test_wrong_words_are_refused(self):
        for words in ((), ("centr", "x.csv"), ("centre", "x.csv", "y"), ("folder", "--filter", "x=1"), ("centre", "--delimiter", "x")):
            self.ends(USAGE, "export", "csv", *words)
        self.assertIn("did you mean centre?", self.ends(USAGE, "export", "csv", "centr", "x.csv").err)
        self.ends(LOCAL, "export", "csv", "centre", "no/such/folder.csv")
        self.ends(LOCAL, "export", "csv", "no/such/folder")

    def test_a_failed_export_leaves_no_file(self):
        self.ends(INVALID, "export", "csv", "source", "x.csv", "--filter", "colour=1")
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith("x.csv")], [])

    def test_deleted_ones_are_left_out_and_stay_deleted(self):
        self.take_in(line("Source", name="sources/a", title="A"), line("Source", name="sources/b", title="B"))
        self.done("source", "delete", "b")
        self.done("export", "csv", "source", "s.csv")
        self.assertEqual([row["name"] for row in rows(self.read_bytes("s.csv").decode("utf-8-sig"))], ["sources/a"])


class Import(case.Case):
    def setUp(self):
        super().setUp()
        self.take_in(
            line("Source", name="sources/a", title="A", publisher="P", publishDate={"date": "2022-04", "stated": "i april"}),
            line("Source", name="sources/b", title="B", note="N"),
        )

    def take_table(self, *records, **how):
        """Imports a table."""
        return self.done("import", "--csv", "-", stdin=table(*records, **how))

    def refuse(self, text, **how):
        """What is found wrong with a table, of which nothing is imported."""
        before = self.done("export")
        ended = self.ends(INVALID, "import", "--csv", "-", stdin=text, env={"COLUMNS": "200"}, **how)
        self.assertTrue(ended.err.endswith("Nothing was imported.\n"), ended)
        self.assertEqual(self.done("export"), before)
        return ended

    def test_an_edited_cell_and_a_new_line(self):
        records = list(csv.reader(io.StringIO(self.done("export", "csv", "source"), newline="")))
        before = self.get("source", "a")
        title = records[0].index("title")
        records[1][title] = "Ændret"
        records.append(["sources/c", "Ny"] + [""] * (len(records[0]) - 2))
        self.assertEqual(self.take_table(*records), counts(created=1, updated=1, unchanged=1))
        after = self.get("source", "a")
        self.assertEqual(after["title"], "Ændret")
        self.assertEqual(after["createTime"], before["createTime"])
        self.assertGreater(after["updateTime"], before["updateTime"])
        self.assertEqual(after["publishDate"], before["publishDate"])

    def test_an_emptied_cell_unsets(self):
        self.assertEqual(self.take_table(["name", "publisher"], ["sources/a", ""]), counts(updated=1))
        self.assertNotIn("publisher", self.get("source", "a"))

    def test_missing_columns_leave_their_fields(self):
        self.assertEqual(self.take_table(["title", "name"], ["X", "sources/a"]), counts(updated=1))
        after = self.get("source", "a")
        self.assertEqual((after["title"], after["publisher"], after["publishDate"]["stated"]), ("X", "P", "i april"))
        self.assertEqual(self.take_table(["name", "publish_date"], ["sources/a", ""]), counts(updated=1))
        self.assertEqual(self.get("source", "a")["publishDate"], {"stated": "i april"})
        self.assertEqual(self.take_table(["name", "publish_date.stated"], ["sources/a", ""]), counts(updated=1))
        self.assertNotIn("publishDate", self.get("source", "a"))
        self.assertEqual(self.take_table(["name", "title"], ["sources/new", "New"]), counts(created=1))

    def test_what_spreadsheets_write_is_read(self):
        for text in (
            MARK.decode() + "name;title\r\nsources/a;Én; \r\n;;\r\n",
            "sep=;\r\nname;title\r\nsources/a;Én\r\n",
            MARK.decode() + "sep=;\nname;title\nsources/a;Én",
            "name\ttitle\nsources/a\tÉn\n",
            '"name","title"\r\n"sources/a","Én"\r\n\r\n',
            " name , title ,,\nsources/a,Én,,\n",
        ):
            self.take_table(["name", "title"], ["sources/a", "-"])
            said = self.done("import", "--csv", "-", stdin=text)
            self.assertEqual((said, self.get("source", "a")["title"]), (counts(updated=1), "Én"), repr(text))

    def test_the_name_of_the_file_decides(self):
        self.assertEqual(self.done("import", self.write("X.CSV", "name,title\nsources/a,X\n")), counts(updated=1))
        self.ends(INVALID, "import", self.write("x.txt", "name,title\nsources/a,X\n"))
        self.assertEqual(self.done("import", "--csv", "x.txt"), counts(unchanged=1))

    def test_lines_are_told_as_they_stand_in_the_file(self):
        text = "name,title,note\nsources/c,C,\"one\ntwo\nthree\"\nsources/d,D,\nsources/e,\"\"\n\n\nsources/c,again,\nsources/f\n"
        self.assertEqual(findings(self.refuse(text)), [["line 6", "title"], ["line 9", "name"], ["line 10", "title"]])

    def test_wrong_headers(self):
        for text, found in (
            ("", [["line 1", "must begin with a line of column headings (EMPTY)"]]),
            ("title\nX\n", [["line 1", "name"]]),
            ("name,title,title\nsources/a,X,Y\n", [["line 1", "title"]]),
            ("name,titel,pub\nsources/a,X,Y\n", [["line 1", "titel"], ["line 1", "pub"]]),
            ("name,etag\nsources/a,X\n", [["line 1", "etag"]]),
            ('name,"title\nsources/a,X\n', [["line 1", "has a quotation mark without its end (CSV_SYNTAX)"]]),
        ):
            self.assertEqual(findings(self.refuse(text)), found, text)
        self.assertIn("did you mean title?", self.refuse("name,titel\nsources/a,X\n").err)

    def test_wrong_cells(self):
        text = (
            "name,title,publish_date,retrieve_date,language_code\n"
            "sources/a,A,12-04-2022,,\n"
            "sources/b,B,apr-22,,\n"
            "sources/c,C,2022-02-31,,\n"
            "sources/d,D,,12.04.2022,\n"
            "organisations/e,E,,,\n"
            "f,F,,,\n"
            ",G,,,\n"
            'sources/h,5" rør,,,\n'
            'sources/i,"x"y,,,\n'
            "sources/j,J,,,,more\n"
        )
        ended = self.refuse(text)
        self.assertEqual(
            findings(ended),
            [
                ["line 2", "publish_date"],
                ["line 3", "publish_date"],
                ["line 4", "publish_date"],
                ["line 5", "retrieve_date"],
                ["line 6", "name"],
                ["line 8", "name"],
                ["line 9", "has a quotation mark within a cell that is not quoted; it is written \"...\"\"...\" (CSV_SYNTAX)"],
                ["line 10", "has something between a quotation mark and the end of the cell (CSV_SYNTAX)"],
                ["line 11", "has 'more' in cell 6, which has no heading (CELL_WITHOUT_COLUMN)"],
            ],
            ended,
        )
        self.assertIn("must be a date such as 2022-04-12", ended.err)

    def test_other_alphabets_are_refused(self):
        self.write_bytes("x.csv", "name,title\nsources/a,Ærø\n".encode("latin-1"))
        ended = self.run_program("import", "x.csv", env={"COLUMNS": "200"})
        self.assertEqual(ended.code, INVALID, ended)
        self.assertIn("line 2: must be UTF-8; a spreadsheet calls that 'CSV UTF-8'", ended.err)

    def test_a_quotation_mark_without_end_is_found_where_it_began(self):
        text = "name,title\nsources/a,A\nsources/b,\"B\n" + "".join("sources/x%d,X\n" % i for i in range(1000))
        self.assertEqual(findings(self.refuse(text)), [["line 3", "has a quotation mark without its end (CSV_SYNTAX)"]])

    def test_a_header_alone_imports_nothing(self):
        self.assertEqual(self.take_table(["name", "title"]), counts())

    def test_long_tables_go_in_batches(self):
        records = [["name", "title", "note"]] + [["sources/s%d" % i, "S %d" % i, "æ" * (i % 1500)] for i in range(2500)]
        self.assertEqual(self.take_table(*records), counts(created=2500))
        self.assertEqual(self.take_table(*[row[:2] for row in records]), counts(unchanged=2500))


if __name__ == "__main__":
    case.main()
