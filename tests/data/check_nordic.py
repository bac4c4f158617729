#!/usr/bin/python3
"""Checks a file of resources, one a line, against the contract alone: no part of the service has a say in it.

    check_nordic.py PROTOC PROTO_ROOT FILE

Every line must be the canonical JSON of a resource; names must follow their patterns, be given once, and every reference must lead
to a line of the file; required fields must be there, steps must be in their model, check digits must be right, and every
statement must say where it comes from. Prints each fault with its line and exits 1 if there is one.
"""

import json
import os
import re
import subprocess
import sys
import tempfile

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

SEGMENT = "[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
WEIGHTS = {"DK-CVR": [2, 7, 6, 5, 4, 3, 2, 1], "NO-BRC": [3, 2, 7, 6, 5, 4, 3, 2, 1], "FI-PRO": [7, 9, 10, 5, 8, 4, 2, 1]}
SHAPES = {"DK-CVR": r"\d{8}", "NO-BRC": r"\d{9}", "FI-PRO": r"\d{7}-\d", "SE-ON": r"\d{10}"}


class Contract:
    """The message types of the contract and the options on them."""

    def __init__(self, protoc, root):
        folder = os.path.join(root, "hensigt", "v1")
        files = ["hensigt/v1/" + name for name in sorted(os.listdir(folder)) if name.endswith(".proto")]
        with tempfile.TemporaryDirectory() as scratch:
            path = os.path.join(scratch, "contract.binpb")
            subprocess.run([protoc, "-I", root, "--include_imports", "--descriptor_set_out", path, *files], check=True)
            with open(path, "rb") as packed:
                descriptors = descriptor_pb2.FileDescriptorSet.FromString(packed.read())
        self.pool = descriptor_pool.DescriptorPool()
        for file in descriptors.file:
            self.pool.Add(file)
        self.factory = message_factory.MessageFactory(self.pool)
        self.field_rules = self.pool.FindExtensionByName("hensigt.options.v1.field")
        self.resource_rules = self.pool.FindExtensionByName("hensigt.options.v1.resource")
        # without their classes the options would be unknown fields
        for name in ("google.protobuf.FieldOptions", "google.protobuf.MessageOptions"):
            self.prototype(name)
        self.factory.GetMessages([file.name for file in descriptors.file])

    def prototype(self, name):
        return self.factory.GetPrototype(self.pool.FindMessageTypeByName(name))

    def options(self, descriptor, kind, extension):
        options = self.prototype("google.protobuf." + kind).FromString(descriptor.GetOptions().SerializeToString())
        return options.Extensions[extension]

    def rules_of(self, field):
        return self.options(field, "FieldOptions", self.field_rules)

    def pattern_of(self, descriptor):
        return self.options(descriptor, "MessageOptions", self.resource_rules).pattern


def refuse_duplicates(pairs):
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError("the key %s is given twice" % key)
    return dict(pairs)


def parse(contract, text):
    """The message of a line; raises ValueError or json_format's errors."""
    line = json.loads(text, object_pairs_hook=refuse_duplicates)
    kind = line.pop("@type")
    message = json_format.ParseDict(line, contract.prototype(kind)(), descriptor_pool=contract.pool)
    if json_format.MessageToDict(message, descriptor_pool=contract.pool) != line:
        raise ValueError("not the canonical form of its values")
    return message


def values_of(field, message):
    value = getattr(message, field.name)
    return list(value) if field.label == field.LABEL_REPEATED else [value]


def is_populated(field, message):
    if field.label == field.LABEL_REPEATED or not field.message_type:
        return bool(getattr(message, field.name))
    return message.HasField(field.name)


def walk(message, path=""):
    """A message and all messages in it, each with its path."""
    yield path, message
    for field, _ in message.ListFields():
        if field.message_type:
            for index, inner in enumerate(values_of(field, message)):
                place = "[%d]" % index if field.label == field.LABEL_REPEATED else ""
                yield from walk(inner, path + field.name + place + ".")


def passes_luhn(digits):
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def is_identifier(scheme, value):
    if scheme not in SHAPES:
        return True
    if not re.fullmatch(SHAPES[scheme], value):
        return False
    digits = value.replace("-", "")
    if scheme == "SE-ON":
        return passes_luhn(digits)
    return sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS[scheme])) % 11 == 0


class Checker:
    def __init__(self, contract):
        self.contract = contract
        self.messages = {}
        self.lines = {}
        self.identifiers = {}
        self.faults = []

    def fault(self, line, text):
        self.faults.append("line %d: %s" % (line, text))

    def read(self, lines):
        for number, text in enumerate(lines, 1):
            try:
                message = parse(self.contract, text)
            except (ValueError, KeyError, json_format.Error) as error:
                self.fault(number, str(error))
                continue
            if message.name in self.messages:
                self.fault(number, "%s is already in line %d" % (message.name, self.lines[message.name]))
            self.messages[message.name] = message
            self.lines[message.name] = number

    def check_name(self, line, message):
        pattern = self.contract.pattern_of(message.DESCRIPTOR)
        if not re.fullmatch(re.sub(r"\{\w+\}", SEGMENT, pattern), message.name):
            self.fault(line, "the name %s does not follow %s" % (message.name, pattern))
        parent = message.name.rsplit("/", 2)[0]
        if message.name.count("/") > 1 and parent not in self.messages:
            self.fault(line, "its parent %s is not in the file" % parent)

    def check_reference(self, line, path, kinds, name):
        target = self.messages.get(name)
        if target is None:
            self.fault(line, "%s: %s is not in the file" % (path, name))
        elif target.DESCRIPTOR.name not in kinds.split("|"):
            self.fault(line, "%s: %s is no %s" % (path, name, kinds))

    def check_fields(self, line, path, message):
        for field in message.DESCRIPTOR.fields:
            rules = self.contract.rules_of(field)
            if rules.required and not is_populated(field, message):
                self.fault(line, "%s%s must be given" % (path, field.name))
            if rules.reference and is_populated(field, message):
                for name in values_of(field, message):
                    self.check_reference(line, path + field.name, rules.reference, name)

    def check_provenance(self, line, path, message):
        if "provenance" not in message.DESCRIPTOR.fields_by_name:
            return
        provenance = message.provenance
        if not provenance.basis:
            self.fault(line, "%sprovenance must say its basis" % path)
        elif not provenance.sources and not provenance.note:
            self.fault(line, "%sprovenance must name a source or say why there is none" % path)

    def check_identifiers(self, line, organisation):
        for identifier in organisation.identifiers:
            key = (identifier.scheme, identifier.value)
            if key in self.identifiers:
                self.fault(line, "%s %s is already that of line %d" % (*key, self.identifiers[key]))
            self.identifiers[key] = line
        for identifier in [*organisation.identifiers, *organisation.candidate_identifiers]:
            if not is_identifier(identifier.scheme, identifier.value):
                self.fault(line, "%s %s has a wrong form or check digit" % (identifier.scheme, identifier.value))

    def steps_of(self, process):
        model = self.messages.get(process.process_model)
        return [step.step for step in model.steps] if model is not None else []

    def check_steps(self, line, process, steps):
        for step in steps:
            if step and step not in self.steps_of(process):
                self.fault(line, "the step %s is not in %s" % (step, process.process_model))

    def check(self):
        for name, message in self.messages.items():
            line = self.lines[name]
            self.check_name(line, message)
            for path, inner in walk(message):
                self.check_fields(line, path, inner)
                self.check_provenance(line, path, inner)
            kind = message.DESCRIPTOR.name
            if kind == "Organisation":
                self.check_identifiers(line, message)
            elif kind == "Process":
                self.check_steps(line, message, [message.current_step, *(run.step for run in message.step_runs)])
            elif kind == "Event" and message.process in self.messages:
                self.check_steps(line, self.messages[message.process], [message.step])


def faults_of(contract, lines):
    checker = Checker(contract)
    checker.read(lines)
    checker.check()
    return checker.faults


def main():
    if len(sys.argv) != 4:
        sys.exit("usage: check_nordic.py PROTOC PROTO_ROOT FILE")
    contract = Contract(sys.argv[1], sys.argv[2])
    with open(sys.argv[3], encoding="utf-8") as file:
        lines = file.read().splitlines()
    faults = faults_of(contract, lines)
    print("\n".join(faults) if faults else "%d resources, no fault" % len(lines))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
