#!/usr/bin/python3
"""Spoils the file once for each rule of check_nordic.py, which must then find just that fault.

    test_check_nordic.py PROTOC PROTO_ROOT FILE
"""

import json
import sys

import check_nordic


def change(name, edit):
    """Applies `edit` to the resource of this name."""

    def spoil(lines):
        spoiled = []
        for text in lines:
            resource = json.loads(text)
            if resource["name"] == name:
                edit(resource)
            spoiled.append(json.dumps(resource, ensure_ascii=False))
        return spoiled

    return spoil


def text(old, new):
    """Replaces a text once."""

    def spoil(lines):
        whole = "\n".join(lines)
        assert old in whole, old
        return whole.replace(old, new, 1).splitlines()

    return spoil


SPOILS = [
    (text('"name": "sources/ops', '"nme": "sources/ops'), 'has no field named "nme"'),
    (text('"publisher": "OPS-Indsigt"', '"publisher": "x", "publisher": "OPS-Indsigt"'), "the key publisher is given twice"),
    (text('"joinable": true', '"joinable": "yes"'), "Failed to parse"),
    (text('"regionCode": "NO"', '"region_code": "NO"'), "not the canonical form of its values"),
    (text('"hensigt.v1.Centre"', '"hensigt.v1.Center"'), "hensigt.v1.Center"),
    (text('"sources/gate21-raw-materials"', '"sources/Gate21"'), "does not follow sources/{source}"),
    (text('"sources/gate21-raw-materials"', '"sources/ks-lup"'), "sources/ks-lup is already in line"),
    (text('"partnerships/lup-partners", "title"', '"partnerships/lup-others", "title"'), "its parent partnerships/lup-partners is not in the file"),
    (change("organisations/ks", lambda it: it.pop("title")), "title must be given"),
    (change("centres/coi", lambda it: it.update(mergeCentre="centres/copi")), "merge_centre: centres/copi is not in the file"),
    (change("centres/lup", lambda it: it.update(hostOrganisation="centres/co-pi")), "centres/co-pi is no Organisation"),
    (change("organisations/nho", lambda it: it["identifiers"][0].update(value="955600437")), "NO-BRC 955600437 has a wrong form"),
    (change("organisations/helsinki", lambda it: it["identifiers"][0].update(value="201256-6")), "FI-PRO 201256-6 has a wrong form"),
    (change("organisations/stockholms-kommun", lambda it: it["identifiers"][0].update(value="2120000143")), "SE-ON 2120000143"),
    (change("organisations/ks", lambda it: it["identifiers"][0].update(value="955600436")), "NO-BRC 955600436 is already that of line"),
    (change("centres/keino", lambda it: it["offers"][1]["provenance"].pop("basis")), "offers[1].provenance must say its basis"),
    (change("events/opi-summit-2022", lambda it: it["dates"][0]["provenance"].pop("sources")), "dates[0].provenance must name a source"),
    (change("events/raastof-workshop", lambda it: it.update(step="dialogue")), "the step dialogue is not in processModels/co-pi-scaling"),
    (change("processes/sammen-om-mindre-raastofforbrug", lambda it: it.update(currentStep="end")), "the step end is not in"),
]


def main():
    contract = check_nordic.Contract(sys.argv[1], sys.argv[2])
    with open(sys.argv[3], encoding="utf-8") as file:
        lines = file.read().splitlines()
    missed = 0
    for spoil, expected in SPOILS:
        faults = check_nordic.faults_of(contract, spoil(lines))
        if not any(expected in fault for fault in faults):
            missed += 1
            print("not found: %s, but %s" % (expected, faults))
    print("%d of %d spoiled files were found out" % (len(SPOILS) - missed, len(SPOILS)))
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
