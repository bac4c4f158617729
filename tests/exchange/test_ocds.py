"""Packages of the Open Contracting Data Standard: valid, complete, silent about what is nobody's business, and always the same."""

import copy
import json
import unittest

import case
import ocds_check
from case import NORDIC, NOT_FOUND, PRECONDITION, USAGE, line

HAVE_SCHEMAS = unittest.skipUnless(ocds_check.schemas_are_there(), "the schemas of OCDS 1.1 are not beside the project: ../shared/ocds")
PREFIX = "ocds-213czf"  # of the standard's own examples
PROCESS = "processes/lighting"
DAY = {"date": "2022-05-18"}


def stated(**fields):
    return {"provenance": {"sources": ["sources/letter"], "basis": "BASIS_STATED"}, **fields}


def organisation(name, title, **fields):
    return line("Organisation", name="organisations/" + name, title=title, kind="KIND_MUNICIPALITY", **{"regionCode": "DK", **fields})


def member(name, role, **fields):
    fields = {"state": "STATE_ACTIVE", **fields}
    return line("Membership", name="partnerships/lighting/memberships/" + name, organisation="organisations/" + name, role="ROLE_" + role,
                **fields)


CONFIRMATION = {"kind": "CONFIRMATION_KIND_PUBLISHED_DOCUMENT", "confirmer": "owner", "date": DAY, "source": "sources/letter",
                "revision": 1, "confirmTime": "2026-01-01T00:00:00Z"}


def intention(name, body, level="DECLARATION", state="CONFIRMED", **fields):
    if state not in ("DRAFT", "SUBMITTED"):
        fields["confirmation"] = CONFIRMATION
    return line("Intention", name="intentions/" + name, organisation="organisations/" + body, process=PROCESS, level="LEVEL_" + level,
                state="STATE_" + state, revision=1, **fields)


def amount(units, currency="DKK", **fields):
    return {"currencyCode": currency, "units": str(units), **fields}


def tonnes(value):
    return {"value": value, "unitCode": "TNE"}


FIELD = (
    line("Source", name="sources/letter", title="The letter", address="https://example.org/letter?x=1&y=æ".replace("æ", "%C3%A6"),
         publishDate=DAY, languageCode="da"),
    line("Source", name="sources/vague", title="Vague", publishDate={"date": "2022-05"}),
    organisation("oslo", "Oslo kommune", regionCode="NO", identifiers=[{"scheme": "NO-BRC", "value": "958935420"}],
                 titles=[{"languageCode": "en", "text": "City of Oslo"}]),
    organisation("kbh", "Københavns Kommune", identifiers=[{"scheme": "DK-CVR", "value": "64942212"}],
                 nutsCodes=[{"code": "DK011", "version": 2021}]),
    organisation("hel", "Helsinki", regionCode="FI", identifiers=[{"scheme": "FI-PRO", "value": "0201256-6"}]),
    organisation("noname", "Uden nummer"),
    organisation("left", "Gået"),
    organisation("hidden", "Skjult Kommune"),
    organisation("draft", "Kladde Kommune"),
    organisation("centre", "Centret", identifiers=[{"scheme": "SE-ON", "value": "2120000142"}]),
    organisation("lead", "Projektleder"),
    line("Centre", name="centres/c", title="C", organisation="organisations/centre", state="STATE_ACTIVE", openDate={"date": "2022"}),
    line("ProcessModel", name="processModels/m", title="M", centre="centres/c", state="STATE_PUBLISHED",
         steps=[{"step": "need", "title": "Behov", "titles": [{"languageCode": "en", "text": "Need"}]},
                {"step": "talk", "title": "Dialog"}, {"step": "buy", "title": "Køb", "firstPurchase": True}]),
    line("Process", name=PROCESS, title="Lys", titles=[{"languageCode": "en", "text": "Light"}], need="Mørkt \"her\"\n", objective="Lyst",
         centre="centres/c", processModel="processModels/m", cpvCodes=["34990000", "31500000"], state="STATE_OPEN", currentStep="buy",
         startDate={"date": "2022"},
         stepRuns=[{"step": "need", "state": "STEP_STATE_COMPLETED", "startDate": {"date": "2022-01"}, "endDate": {"date": "2022-02-28"}},
                   {"step": "talk", "state": "STEP_STATE_COMPLETED", "startDate": {"date": "2022-03"}, "endDate": {"date": "2022-05"}},
                   {"step": "buy", "state": "STEP_STATE_RUNNING", "startDate": DAY}], **stated()),
    line("Partnership", name="partnerships/lighting", title="Lys", subject=PROCESS, kind="KIND_PROCESS"),
    member("kbh", "NEED_OWNER"),
    member("oslo", "PARTNER"),
    member("hel", "PARTNER"),
    member("noname", "PARTNER"),
    member("hidden", "PARTNER"),
    member("draft", "PARTNER"),
    member("lead", "PROJECT_LEAD"),
    member("centre", "FACILITATOR"),
    member("left", "PARTNER", state="STATE_ENDED", endDate={"date": "2022-04"}),
    line("Event", name="events/workshop", title="Workshop", kind="KIND_WORKSHOP", process=PROCESS,
         dates=[{"date": {"date": "2022-05"}}, {"date": DAY}], startDate={"earliest": "2022-05-01", "latest": "2022-05-31"}),
    line("Event", name="events/contradicted", title="To dage", kind="KIND_MARKET_DIALOGUE", process=PROCESS,
         dates=[{"date": {"date": "2022-12-12"}}, {"date": {"date": "2022-11-12"}}],
         startDate={"earliest": "2022-11-12", "latest": "2022-12-12"}),
    line("Event", name="events/some-month", title="En måned", kind="KIND_WORKSHOP", process=PROCESS, dates=[{"date": {"date": "2022-06"}}],
         startDate={"date": "2022-06"}),
    line("Event", name="events/to-come", title="Underskrift", kind="KIND_SIGNING", process=PROCESS, dates=[{"date": {"date": "2199-01-02"}}],
         startDate={"date": "2199-01-02"}),
    intention("kbh", "kbh", "COMMITMENT", quantity=tonnes("1000.5"), estimatedValue=amount(8000000, nanos=500000000)),
    intention("oslo", "oslo", quantity=tonnes("250"), estimatedValue=amount(1000000)),
    intention("hel", "hel", quantity={"value": "12", "unitCode": "C62"}, estimatedValue=amount(5)),
    intention("noname", "noname", estimatedValue=amount(1)),
    intention("hidden", "hidden", "COMMITMENT", quantity=tonnes("77777"), visibility="VISIBILITY_PARTNERS"),
    intention("draft", "draft", "COMMITMENT", "DRAFT", quantity=tonnes("88888")),
    intention("example", "draft", quantity=tonnes("99999"), provenance={"basis": "BASIS_EXAMPLE"}),
)


class Package(case.Case):
    def setUp(self):
        super().setUp()
        self.take_in(*FIELD)

    def package(self, *flags):
        ended = self.ends(case.OK, "export", "ocds", "--ocid-prefix", PREFIX, *flags)
        package = json.loads(ended.out)
        self.assertEqual(ocds_check.without_schema(package), [])
        if ocds_check.schemas_are_there():
            self.assertEqual(ocds_check.with_schema(package), [])
        return package

    def release(self, *flags):
        releases = self.package(*flags)["releases"]
        self.assertEqual(len(releases), 1)
        return releases[0]

    def roles(self, release):
        return {party["id"]: party["roles"] for party in release["parties"]}

    def test_who_takes_part(self):
        release = self.release()
        self.assertEqual(
            self.roles(release),
            {
                "DK-CVR-64942212": ["buyer"],
                "NO-BRC-958935420": ["interestedParty", "partner"],
                "FI-PRO-0201256-6": ["interestedParty", "partner"],
                "organisations/noname": ["interestedParty", "partner"],
                "organisations/hidden": ["partner"],
                "organisations/draft": ["partner"],
                "organisations/lead": ["projectLead"],
                "SE-ON-2120000142": ["procuringEntity"],
            },
        )
        parties = {party["id"]: party for party in release["parties"]}
        self.assertEqual(parties["DK-CVR-64942212"]["address"], {"region": "DK011", "countryName": "Denmark"})
        self.assertEqual(parties["NO-BRC-958935420"]["name_en"], "City of Oslo")
        self.assertEqual(release["buyer"], {"id": "DK-CVR-64942212", "name": "Københavns Kommune"})
        self.assertEqual(release["tender"]["procuringEntity"]["id"], "SE-ON-2120000142")

    def test_what_is_confirmed_is_summed_by_level_and_unit(self):
        tender = self.release()["tender"]
        self.assertEqual(
            [(item["id"], item.get("quantity"), item.get("unit", {}).get("id")) for item in tender["items"]],
            [
                ("commitment-TNE", 1000.5, "TNE"),
                ("declaration-unquantified", None, None),
                ("declaration-C62", 12, "C62"),
                ("declaration-TNE", 250, "TNE"),
            ],
        )
        self.assertEqual(tender["items"][0]["classification"], {"scheme": "CPV", "id": "34990000"})
        self.assertEqual(tender["items"][0]["additionalClassifications"], [{"scheme": "CPV", "id": "31500000"}])
        self.assertEqual(tender["minValue"], {"amount": 8000000.5, "currency": "DKK"})
        self.assertEqual(tender["value"], {"amount": 9000006.5, "currency": "DKK"})
        self.assertEqual((tender["status"], tender["title"], tender["title_en"]), ("planned", "Lys", "Light"))

    def test_amounts_of_two_currencies_and_unknown_ones_are_not_summed(self):
        self.take_in(intention("hel", "hel", quantity=tonnes("1"), estimatedValue=amount(5, "EUR")))
        tender = self.release()["tender"]
        self.assertEqual((tender.get("value"), tender["minValue"]["amount"]), (None, 8000000.5))
        self.take_in(intention("hel", "hel", "DECLARATION", quantity=tonnes("1")))
        self.assertNotIn("value", self.release()["tender"])

    def test_hidden_drafts_and_examples_are_nowhere(self):
        text = json.dumps(self.package())
        for secret in ("77777", "88888", "99999"):
            self.assertNotIn(secret, text)
        ended = self.ends(case.OK, "export", "ocds")
        self.assertIn("1 entry of example data is left out", ended.err)
        items = {item["id"]: item for item in self.release("--examples")["tender"]["items"]}
        self.assertEqual(items["declaration-TNE"]["quantity"], 100249)
        self.assertIn("1 of them example data", items["declaration-TNE"]["description"])

    def test_a_replaced_declaration_counts_no_more(self):
        self.take_in(intention("oslo-buys", "oslo", "COMMITMENT", quantity=tonnes("300"), replacedIntention="intentions/oslo"))
        release = self.release()
        self.assertEqual(self.roles(release)["NO-BRC-958935420"], ["buyer", "partner"])
        self.assertEqual({item["id"]: item.get("quantity") for item in release["tender"]["items"]}["commitment-TNE"], 1300.5)
        self.assertNotIn("buyer", release)  # there are two

    def test_examples_undo_nothing_where_they_are_left_out(self):
        self.take_in(intention("made-up", "oslo", "COMMITMENT", quantity=tonnes("300"), replacedIntention="intentions/oslo",
                               provenance={"basis": "BASIS_EXAMPLE"}))
        self.assertEqual(self.roles(self.release())["NO-BRC-958935420"], ["interestedParty", "partner"])
        self.assertEqual(self.roles(self.release("--examples"))["NO-BRC-958935420"], ["buyer", "partner"])

    def test_merged_and_followed_bodies_are_one_party(self):
        def succeed(body, heirs, kind, date):
            self.done("organisation", "succeed", body, "--date", date,
                      *(flag for heir in heirs for flag in ("--successors", "organisation=organisations/%s,kind=%s" % (heir, kind))))

        self.done("organisation", "merge", "noname", "--duplicates", "hel")
        release = self.release()
        roles = self.roles(release)
        self.assertEqual(roles["FI-PRO-0201256-6"], ["interestedParty", "partner"])
        self.assertNotIn("organisations/noname", roles)
        self.assertEqual([party["name"] for party in release["parties"] if party["id"] == "FI-PRO-0201256-6"], ["Uden nummer"])
        # What is to come has not come yet, and what went to several is nobody's alone.
        succeed("oslo", ["left"], "merged", "2199-01-01")
        succeed("lead", ["left", "draft"], "split", "2023-01-01")
        roles = self.roles(self.release())
        self.assertEqual(roles["NO-BRC-958935420"], ["interestedParty", "partner"])
        self.assertEqual(roles["organisations/lead"], ["projectLead"])
        # Who followed is the buyer now, and who was followed is no party.
        succeed("kbh", ["hidden"], "merged", "2023-01-01")
        succeed("centre", ["left"], "renamed", "2023-01-01")
        release = self.release("--publisher", "Centret")
        roles = self.roles(release)
        self.assertEqual(roles["organisations/hidden"], ["buyer", "partner"])
        self.assertNotIn("DK-CVR-64942212", roles)
        self.assertEqual(release["buyer"], {"id": "organisations/hidden", "name": "Skjult Kommune"})
        self.assertEqual(roles["organisations/left"], ["procuringEntity"])
        self.assertNotIn("SE-ON-2120000142", roles)

    def test_lapsed_intentions_count_no_more(self):
        def signed(name, state="ACTIVE", revisions=(), **fields):
            """Whether a declaration counts that follows from a signature of a letter of this name."""
            letter = "instruments/" + name
            signature = letter + "/signatures/o"
            first = {"hash": "A" * 43 + "="} if revisions else {}
            revisions = [{"revision": 1, "date": DAY, **first}, *revisions]
            rest = {"revisionHash": first["hash"]} if first else {}
            if state == "WITHDRAWN":
                rest["withdrawal"] = {"date": DAY, "reason": "x"}
            self.take_in(
                line("Instrument", name=letter, title="L", kind="KIND_LETTER_OF_INTENT", processes=[PROCESS], centre="centres/c",
                     binding="BINDING_NON_BINDING", source="sources/letter", state="STATE_ACTIVE", openDate=DAY, activateDate=DAY,
                     revision=len(revisions), revisions=revisions, **fields),
                line("Signature", name=signature, organisation="organisations/oslo", revision=1, date=DAY, confirmation=CONFIRMATION,
                     capacity="CAPACITY_SIGNATORY", state="STATE_" + state, **rest),
                intention("oslo", "oslo", quantity=tonnes("250"), signatures=[signature]),
            )
            return "interestedParty" in self.roles(self.release())["NO-BRC-958935420"]

        second = {"revision": 2, "date": {"date": "2023-01-01"}}
        self.assertTrue(signed("plain"))
        self.assertFalse(signed("withdrawn", state="WITHDRAWN"))
        self.assertFalse(signed("expired", expireDate={"date": "2023"}))
        self.assertTrue(signed("lasting", expireDate={"date": "2199"}))
        self.assertTrue(signed("revised", revisions=[{**second, "reaffirmDate": {"date": "2199-01-01"}}]))
        self.assertFalse(signed("late", revisions=[{**second, "reaffirmDate": {"date": "2023-06-30"}}]))
        self.take_in(line("Signature", name="instruments/late/signatures/again", organisation="organisations/oslo", revision=2, date=DAY,
                          capacity="CAPACITY_SIGNATORY", state="STATE_ACTIVE", reaffirmedSignature="instruments/late/signatures/o",
                          confirmation=CONFIRMATION))
        self.assertIn("interestedParty", self.roles(self.release())["NO-BRC-958935420"])

    def test_milestones_have_whole_days_only(self):
        self.assertEqual(
            [(one["id"], one["title"], one.get("dateMet"), one.get("dueDate"), one["status"], one["type"])
             for one in self.release()["planning"]["milestones"]],
            [
                ("step-1-need", "Behov", "2022-02-28T00:00:00Z", None, "met", "preProcurement"),
                ("events/to-come", "Underskrift", None, "2199-01-02T00:00:00Z", "scheduled", "approval"),
                ("events/workshop", "Workshop", "2022-05-18T00:00:00Z", None, "met", "engagement"),
            ],
        )

    def test_documents(self):
        self.take_in(line("Event", name="events/v", title="V", kind="KIND_VISIT", process=PROCESS,
                          provenance={"sources": ["sources/vague"]}))
        planning = self.release()["planning"]
        self.assertEqual(planning["rationale"], "Mørkt \"her\"\n")
        self.assertEqual(
            planning["documents"],
            [
                {"id": "sources/letter", "title": "The letter", "url": "https://example.org/letter?x=1&y=%C3%A6",
                 "datePublished": "2022-05-18T00:00:00Z", "language": "da"},
                {"id": "sources/vague", "title": "Vague"},
            ],
        )

    def test_the_same_facts_make_the_same_package(self):
        first = self.done("export", "ocds", "--ocid-prefix", PREFIX)
        self.done("export", "ocds", "--ocid-prefix", PREFIX, "p.json")
        self.assertEqual(self.read("p.json"), first)
        before = json.loads(first)
        self.done("source", "create", "unrelated", "--title", "Unrelated")
        self.assertEqual(self.done("export", "ocds", "--ocid-prefix", PREFIX), first)
        self.done("process", "update", "lighting", "--objective", "Lysere")
        after = self.package()
        for path in ("uri", "publishedDate"):
            self.assertNotEqual(after[path], before[path])
        self.assertGreater(after["publishedDate"], before["publishedDate"])
        self.assertEqual(after["publishedDate"], after["releases"][0]["date"])
        self.assertNotEqual(after["releases"][0]["id"], before["releases"][0]["id"])
        self.assertEqual(after["releases"][0]["ocid"], PREFIX + "-lighting")

    def test_who_publishes(self):
        self.assertEqual(self.package()["publisher"], {"name": "Centret", "scheme": "SE-ON", "uid": "2120000142"})
        self.assertEqual(self.package("--publisher", "Kontoret")["publisher"], {"name": "Kontoret"})
        self.assertEqual(self.package("--publisher", "organisations/oslo")["publisher"]["uid"], "958935420")
        package = self.package("--uri", "https://example.org/p.json", "--license", "https://creativecommons.org/publicdomain/zero/1.0/",
                               "--language", "da")
        self.assertEqual((package["uri"], package["releases"][0]["language"]), ("https://example.org/p.json", "da"))
        self.take_in(*second_centre())
        self.assertIn("--publisher", self.ends(USAGE, "export", "ocds").err)
        self.assertEqual(len(self.package("--publisher", "Begge")["releases"]), 2)
        self.assertEqual(self.release("--process", "other")["ocid"], PREFIX + "-other")

    def test_a_centre_may_be_no_body_of_its_own(self):
        self.done("centre", "update", "c", "--organisation", "", "--update-mask", "organisation")
        self.assertIn("no one body", self.ends(USAGE, "export", "ocds").err.lower())
        self.assertEqual(self.package("--publisher", "Kontoret")["publisher"], {"name": "Kontoret"})

    def test_before_anybody_declares_there_are_the_codes(self):
        self.take_in(*second_centre())
        tender = self.release("--process", "processes/other")["tender"]
        self.assertEqual(tender["items"], [{"id": "cpv-45000000", "classification": {"scheme": "CPV", "id": "45000000"}}])
        self.assertEqual(tender["status"], "planning")

    def test_an_unregistered_prefix_is_told(self):
        self.assertIn("ocds-000000 stands for", self.ends(case.OK, "export", "ocds").err)
        self.assertEqual(self.ends(case.OK, "export", "ocds", "--ocid-prefix", PREFIX, "--examples").err, "")
        for wrong in ("ocds-", "ocds-12345", "ocds-1234567", "OCDS-123456", "ocds-12345X", "123456"):
            self.ends(USAGE, "export", "ocds", "--ocid-prefix", wrong)

    def test_what_cannot_be_published(self):
        self.ends(NOT_FOUND, "export", "ocds", "--process", "none")
        self.ends(USAGE, "export", "ocds", "--process", "centres/c")
        self.ends(USAGE, "export", "ocds", "a", "b")
        self.take_in(line("Process", name="processes/secret", title="S", need="N", centre="centres/c", processModel="processModels/m",
                          state="STATE_DRAFT"))
        self.ends(PRECONDITION, "export", "ocds", "--process", "secret")
        self.release()

    def test_what_was_signed_paid_and_bought(self):
        self.take_in(*OUTCOME)
        release = self.release()
        planning = release["planning"]
        self.assertEqual(planning["budget"], {"project": "Klimasats", "amount": {"amount": 2500000, "currency": "NOK"}})
        documents = {one["id"]: one for one in planning["documents"]}
        self.assertEqual(
            documents["instruments/letter"],
            {"id": "instruments/letter", "documentType": "letterOfIntent", "title": "Hensigtserklæring",
             "description": "It states an intention and binds nobody.", "url": "https://example.org/letter?x=1&y=%C3%A6",
             "datePublished": "2022-05-18T00:00:00Z"},
        )
        self.assertNotIn("instruments/draft", documents)
        notice = documents["purchases/noticed/notices/543210-2023"]
        self.assertEqual((notice["documentType"], notice["description"]), ("awardNotice", "eForms notice subtype 29"))
        self.assertEqual(
            [(one["id"], one.get("scheme"), one.get("identifier"), one["relationship"]) for one in release["relatedProcesses"]],
            [
                ("purchases/noticed/notices/543210-2023", "eu-oj", "543210-2023", ["purchase"]),
                ("purchases/numbered", "ocid", "ocds-213czf-x", ["purchase"]),
                ("purchases/plain", None, None, ["purchase"]),
            ],
        )
        innovation = {"scheme": "eu-innovative-acquisition", "id": "prod-innov"}
        self.assertIn(innovation, release["tender"]["items"][0]["additionalClassifications"])


def purchase(name, **fields):
    return line("Purchase", name="purchases/" + name, title=name.title(), buyers=["organisations/kbh"], process=PROCESS,
                **{"state": "STATE_PLANNED", **fields})


OUTCOME = (
    line("FinancingScheme", name="financingSchemes/k", title="Klimasats", regionCode="NO"),
    line("Award", name="financingSchemes/k/awards/a", recipient=PROCESS, amount=amount(2000000, "NOK")),
    line("Award", name="financingSchemes/k/awards/b", recipient=PROCESS, amount=amount(500000, "NOK")),
    line("Instrument", name="instruments/letter", title="Hensigtserklæring", kind="KIND_LETTER_OF_INTENT", processes=[PROCESS],
         centre="centres/c", binding="BINDING_NON_BINDING", source="sources/letter", revision=1, state="STATE_ACTIVE",
         openDate=DAY, activateDate=DAY, revisions=[{"revision": 1, "date": DAY}]),
    line("Instrument", name="instruments/draft", title="Kladde", kind="KIND_GREEN_DEAL", processes=[PROCESS], centre="centres/c",
         binding="BINDING_UNKNOWN", state="STATE_DRAFT"),
    purchase("numbered", ocid="ocds-213czf-x", notices=[{"noticeId": "1-2023", "subtype": "16"}], innovations=["INNOVATION_PRODUCT"]),
    purchase("noticed", state="STATE_AWARDED", awardDate=DAY, notices=[{"noticeId": "543210-2023", "subtype": "29"}]),
    purchase("plain"),
    purchase("given-up", state="STATE_CANCELLED", ocid="ocds-213czf-y", cancelDate=DAY, cancelReason="x"),
    purchase("made-up", provenance={"basis": "BASIS_EXAMPLE"}),
)


def second_centre():
    return (
        organisation("centre2", "Andet center"),
        line("Centre", name="centres/c2", title="C2", organisation="organisations/centre2", state="STATE_ACTIVE", openDate={"date": "2022"}),
        line("Process", name="processes/other", title="O", need="N", centre="centres/c2", processModel="processModels/m",
             cpvCodes=["45000000"], state="STATE_OPEN", currentStep="need",
             stepRuns=[{"step": "need", "state": "STEP_STATE_RUNNING", "startDate": {"date": "2022"}}]),
    )


class Empty(case.Case):
    def test_a_package_needs_a_process(self):
        self.ends(PRECONDITION, "export", "ocds")
        self.ends(PRECONDITION, "export", "ocds", "x.json")

    @HAVE_SCHEMAS
    def test_the_nordic_data_is_valid(self):
        self.done("import", NORDIC)
        package = json.loads(self.done("export", "ocds", "--ocid-prefix", PREFIX, "--publisher", "Nordic"))
        self.assertEqual(ocds_check.with_schema(package) + ocds_check.without_schema(package), [])
        self.assertIn(PREFIX + "-sammen-om-mindre-raastofforbrug", [release["ocid"] for release in package["releases"]])


def spoil(path, value):
    """A change of a package: the member at a path of keys and indexes, None = gone."""

    def change(package):
        *way, last = path
        at = package
        for key in way:
            at = at[key]
        if value is None:
            del at[last]
        else:
            at[last] = value

    return change


RELEASE = ("releases", 0)
BY_SCHEMA = {
    "no uri": spoil(("uri",), None),
    "no uri at all": spoil(("uri",), "not a uri"),
    "no publisher": spoil(("publisher", "name"), None),
    "a version of its own": spoil(("version",), "one"),
    "no releases": spoil(("releases",), []),
    "no ocid": spoil((*RELEASE, "ocid"), None),
    "no tag": spoil((*RELEASE, "tag"), []),
    "a tag nobody knows": spoil((*RELEASE, "tag"), ["hope"]),
    "a partial date": spoil((*RELEASE, "planning", "milestones", 0, "dateMet"), "2022-02"),
    "a day without time": spoil((*RELEASE, "date"), "2022-02-28"),
    "a status nobody knows": spoil((*RELEASE, "tender", "status"), "dreamt"),
    "a currency nobody knows": spoil((*RELEASE, "tender", "value", "currency"), "XYZ"),
    "an amount in quotes": spoil((*RELEASE, "tender", "value", "amount"), "5"),
    "a member nobody knows": spoil((*RELEASE, "tender", "hopes"), "high"),
    "a language nobody has": spoil((*RELEASE, "tender", "title_toolonglanguage"), "x"),
    "a member that was given up": spoil((*RELEASE, "planning", "budget"), {"source": "https://example.org"}),
}
BY_CHECK = {
    "a role nobody knows": spoil((*RELEASE, "parties", 0, "roles"), ["friend"]),
    "a party without role": spoil((*RELEASE, "parties", 0, "roles"), []),
    "a document type nobody knows": spoil((*RELEASE, "planning", "documents", 0, "documentType"), "poem"),
    "a milestone type nobody knows": spoil((*RELEASE, "planning", "milestones", 0, "type"), "party"),
    "a milestone without date": spoil((*RELEASE, "planning", "milestones", 0, "dateMet"), None),
    "a buyer who is no party": spoil((*RELEASE, "buyer", "id"), "DK-CVR-1"),
    "a buyer by another name": spoil((*RELEASE, "buyer", "name"), "Another"),
    "a procuring entity who is no party": spoil((*RELEASE, "tender", "procuringEntity", "id"), "x"),
    "a buyer in another role": lambda package: package["releases"][0].update(
        buyer=package["releases"][0]["tender"]["procuringEntity"]),
    "two items of one id": spoil((*RELEASE, "tender", "items", 1, "id"), "commitment-TNE"),
    "two milestones of one id": spoil((*RELEASE, "planning", "milestones", 1, "id"), "step-1-need"),
    "a release twice": lambda package: package["releases"].append({**package["releases"][0], "ocid": PREFIX + "-2"}),
    "an ocid without prefix": spoil((*RELEASE, "ocid"), "lighting"),
    "a scheme nobody knows": spoil((*RELEASE, "tender", "items", 0, "classification", "scheme"), "XX"),
}


class Spoilt(case.Case):
    """That each check can fail."""

    def setUp(self):
        super().setUp()
        self.take_in(*FIELD)
        self.sound = json.loads(self.done("export", "ocds", "--ocid-prefix", PREFIX))

    def finds(self, changes, check):
        self.assertEqual(check(self.sound), [])
        for name, change in changes.items():
            package = copy.deepcopy(self.sound)
            change(package)
            self.assertNotEqual(check(package), [], name)

    @HAVE_SCHEMAS
    def test_the_schema_finds_what_is_spoilt(self):
        self.finds(BY_SCHEMA, ocds_check.with_schema)

    def test_the_checks_find_what_is_spoilt(self):
        self.finds(BY_CHECK, ocds_check.without_schema)


if __name__ == "__main__":
    case.main()
