"""Checks a release package of the Open Contracting Data Standard 1.1: by the standard's schema, and by what a schema cannot say.

OCDS names the folder of the schemas. check(package) returns everything that is wrong, as texts that begin with the place.
"""

import json
import os
import re

FOLDER = os.environ.get("OCDS", "")
RELEASE = "https://standard.open-contracting.org/schema/1__1__5/release-schema.json"

DATE_TIME = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")

# The standard's open code lists, of what we use, with the codes that are ours behind the bar.
CODES = {
    "roles": "buyer procuringEntity funder interestedParty supplier tenderer payer payee reviewBody enquirer | owner foundingMember "
    "projectLead partner cooperatingBody scalingPartner knowledgePartner supporter potentialSupplier",
    "documentType": "plannedProcurementNotice procurementPlan marketStudies needsAssessment feasibilityStudy projectPlan tenderNotice "
    "awardNotice contractNotice | letterOfIntent partnerDeclaration statementOfDemand greenDeal agreement",
    "relationship": "framework planning parent prior unsuccessfulProcess subContract replacementProcess renewalProcess | purchase",
    "type": "preProcurement approval engagement assessment delivery reporting financing",
    "scheme": "CPV CPVS UNCEFACT ocid | eu-oj eu-innovative-acquisition DK-CVR NO-BRC FI-PRO SE-ON",
}


def schemas_are_there():
    return os.path.exists(os.path.join(FOLDER, "release-schema.json"))


def load(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as stream:
        return json.load(stream)


def formats():
    import jsonschema

    checker = jsonschema.FormatChecker(formats=())
    checker.checks("date-time")(lambda value: not isinstance(value, str) or DATE_TIME.fullmatch(value) is not None)
    checker.checks("uri")(lambda value: not isinstance(value, str) or URI.fullmatch(value) is not None)
    return checker


def by_schema(package):
    """What the schema finds. Its release schema is looked up beside it, nothing is fetched."""
    import jsonschema

    schema = load("release-package-schema.json")
    resolver = jsonschema.RefResolver.from_schema(schema, store={RELEASE: load("release-schema.json")})
    validator = jsonschema.Draft4Validator(schema, resolver=resolver, format_checker=formats())
    for error in validator.iter_errors(package):
        yield "%s: %s" % ("/".join(str(one) for one in error.absolute_path), error.message)


class Walk:
    """Goes through a release with its schema, to find members that the standard does not know or has given up."""

    def __init__(self):
        self.schema = load("release-schema.json")

    def resolve(self, schema):
        reference = schema.get("$ref")
        return self.schema["definitions"][reference.rsplit("/", 1)[1]] if reference else schema

    def walk(self, value, schema, path):
        schema = self.resolve(schema)
        if isinstance(value, list):
            for i, one in enumerate(value):
                yield from self.walk(one, schema.get("items", {}), "%s/%d" % (path, i))
        elif isinstance(value, dict) and "properties" in schema:
            for key, one in value.items():
                yield from self.member(key, one, schema, path + "/" + key)

    def member(self, key, value, schema, path):
        known = schema["properties"].get(key)
        if known is None:
            if not any(re.match(pattern, key) for pattern in schema.get("patternProperties", ())):
                yield path + ": the standard has no such member"
        elif "deprecated" in known:
            yield path + ": the standard has given this member up"
        else:
            yield from self.walk(value, known, path)


def members(value, path=""):
    """Every object, with its place."""
    if isinstance(value, dict):
        yield path, value
        for key, one in value.items():
            yield from members(one, path + "/" + key)
    elif isinstance(value, list):
        for i, one in enumerate(value):
            yield from members(one, "%s/%d" % (path, i))


def by_codes(release):
    """Codes that neither the standard nor we have in an open list."""
    for path, value in members(release):
        for key, known in CODES.items():
            found = value.get(key)
            if key == "type" and "milestones" not in path:
                continue
            for code in found if isinstance(found, list) else [found] if found is not None else []:
                if code not in known.split():
                    yield "%s/%s: %s is no code of the list" % (path, key, code)


def by_references(release):
    """Organisations that are referred to and are no party."""
    parties = {party["id"]: party for party in release.get("parties", [])}
    for path, value in members(release):
        for key in ("buyer", "procuringEntity"):
            one = value.get(key)
            if isinstance(one, dict) and one.get("name") != parties.get(one.get("id"), {}).get("name"):
                yield "%s/%s: %s is no party" % (path, key, one.get("id"))
    for role, one in (("buyer", release.get("buyer")), ("procuringEntity", release.get("tender", {}).get("procuringEntity"))):
        if one is not None and role not in parties.get(one.get("id"), {}).get("roles", []):
            yield "%s: %s has not the role %s" % (role, one.get("id"), role)


def by_ids(package):
    """Ids that are not unique where they must be."""
    releases = [release.get("id") for release in package.get("releases", [])]
    if len(set(releases)) != len(releases):
        yield "releases: two have one id"
    for path, value in members(package):
        for key, one in value.items():
            if key != "releases" and isinstance(one, list) and all(isinstance(each, dict) and "id" in each for each in one):
                ids = [(each.get("scheme", ""), each["id"]) for each in one]
                if len(set(ids)) != len(ids):
                    yield "%s/%s: two have one id" % (path, key)


def by_rules(release):
    """What the standard asks for in words."""
    if not re.fullmatch(r"ocds-[a-z0-9]{6}-.+", release.get("ocid", "")):
        yield "ocid: must begin with a prefix"
    for party in release.get("parties", []):
        if {"buyer", "procuringEntity"} <= set(party.get("roles", [])):
            yield "parties/%s: a buyer is not the procuring entity, too" % party["id"]
        if not party.get("roles"):
            yield "parties/%s: has no role" % party["id"]
    for milestone in release.get("planning", {}).get("milestones", []):
        if not (milestone.get("dueDate") or milestone.get("dateMet")):
            yield "milestones/%s: has no date" % milestone["id"]


def without_schema(package):
    """Everything that is wrong but for what the schema says."""
    found = list(by_ids(package))
    for release in package.get("releases", []):
        for check in (by_codes, by_references, by_rules):
            found += check(release)
    return found


def with_schema(package):
    """What is wrong by the schema."""
    found = list(by_schema(package))
    for release in package.get("releases", []):
        found += Walk().walk(release, Walk().schema, "")
    return found
