"""Compares our JSON form of messages with Python's json_format, on random messages of the contract.

    oracle.py PEER DESCRIPTOR_SET [--messages N] [--seed N]

For each message: what we print is, as a tree, what Python prints, and Python reads it back; what Python prints, we read back.
Then the text is damaged: both must refuse it, or both must read the same. Where Python is known to take more than the mapping
says, the difference is listed in DIFFERENCES by what we say of it, and counted."""

import argparse
import base64
import collections
import json
import random
import subprocess
import sys

from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, json_format, message_factory

PREFIX = "type.googleapis.com/"
MAX_DEPTH = 4
LETTERS = list("abcXYZ019 _-.,:;/\\\"'<>&%{}[]æøåÆØÅäöÖéđŋ€𝄞\u2028\x7f") + ["\n", "\t", "\r", "\b", "\f", "\v", "\x01", "\x1f", "\ufeff"]

# What Python takes and we refuse: a part of what we say, and why it is right to refuse.
DIFFERENCES = [
    ("must be a whole number, found", "Python's int() takes signs, underscores, leading zeros and other digits within quotes"),
    ("must be written out in digits", "a number such as 1e18 may not be the one that was meant"),
    ("UNKNOWN_ENUM_VALUE", "Python takes the number of an enum value within quotes"),
    ("must be the name of an enum value, found true or false", "Python takes true and false for the numbers 1 and 0"),
    ("must be an object, found", "Python takes an empty list or string for a message without fields"),
    ("must be a whole number from -2147483648", "Python cuts the number of an enum value down to 32 bits"),
    ("must be base64", "Python skips characters that are not base64"),
    ("must be a time of the years", "Python's strptime takes single digits, and offsets that RFC 3339 does not know"),
    ("must be a duration in seconds", "Python's int() again"),
    ("must be paths of fields in lowerCamelCase", "Python takes empty paths"),
    ("must name a type of the contract", "Python takes any host before the type's name"),
    ("must not stand beside \"value\"", "Python ignores what stands beside the value of a well-known type in an Any"),
    ("must not hold the character NUL", "a NUL character would cut a string of C"),
    ("is nested more than", "our limit of depth is lower"),
]


class Peer:
    """The C side: peer.c."""

    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, form, name, content):
        self.process.stdin.write(b"%s %s %d\n" % (form, name.encode(), len(content)) + content)
        self.process.stdin.flush()
        head = self.process.stdout.readline().split()
        if len(head) != 2:
            sys.exit("the peer died")
        return head[0] == b"ok", self.process.stdout.read(int(head[1]))

    def close(self):
        self.process.stdin.close()
        return self.process.wait()


class Maker:
    """Makes random messages by descriptor."""

    def __init__(self, rng, classes):
        self.rng = rng
        self.classes = classes

    def text(self):
        return "".join(self.rng.choice(LETTERS) for _ in range(self.rng.choice([0, 1, 2, 5, 20])))

    def integer(self, bits, signed):
        least, most = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else (0, (1 << bits) - 1)
        edges = [least, most, 0, 1, max(least, -1), min(most, (1 << 53) + 1)]
        return self.rng.choice(edges + [self.rng.randint(least, most), self.rng.randint(max(least, -99), 99)])

    def nanos(self):
        return self.rng.choice([0, 1, 999999999, 500000000, 120000, 123456000, self.rng.randrange(10**9)])

    def fill_timestamp(self, message):
        message.seconds = self.rng.choice([-62135596800, 253402300799, 0, -1, self.rng.randint(-62135596800, 253402300799)])
        message.nanos = self.nanos()

    def fill_duration(self, message):
        sign = self.rng.choice([-1, 1])
        message.seconds = sign * self.rng.choice([0, 0, 1, 315576000000, self.rng.randrange(10**6)])
        message.nanos = sign * self.nanos()

    def fill_mask(self, message):
        paths = ["title", "focus_areas", "*", "purchase_period.start_date", "a1.b_c_d", "x"]
        message.paths.extend(self.rng.choice(paths) for _ in range(self.rng.randrange(4)))

    def fill_any(self, message, depth):
        if self.rng.random() < 0.1 or depth >= MAX_DEPTH:
            return
        inner = self.message(self.rng.choice(list(self.classes)), depth + 1)
        message.type_url = PREFIX + inner.DESCRIPTOR.full_name
        message.value = inner.SerializeToString(deterministic=True)

    def scalar(self, field):
        kinds = type(field)
        if field.type in (kinds.TYPE_INT32, kinds.TYPE_SINT32, kinds.TYPE_SFIXED32):
            return self.integer(32, True)
        if field.type in (kinds.TYPE_UINT32, kinds.TYPE_FIXED32):
            return self.integer(32, False)
        if field.type in (kinds.TYPE_INT64, kinds.TYPE_SINT64, kinds.TYPE_SFIXED64):
            return self.integer(64, True)
        if field.type == kinds.TYPE_BOOL:
            return self.rng.random() < 0.5
        if field.type == kinds.TYPE_STRING:
            return self.text()
        if field.type == kinds.TYPE_BYTES:
            return self.rng.randbytes(self.rng.randrange(12))
        if field.type == kinds.TYPE_ENUM:
            known = [value.number for value in field.enum_type.values]
            return self.rng.choice(known + [self.rng.choice([-1, 99, 2147483647])])
        raise TypeError(field.full_name)

    def fill_fields(self, message, depth):
        share = self.rng.choice([0.1, 0.5, 0.9]) if depth < 2 else 0.2
        for field in message.DESCRIPTOR.fields:
            if self.rng.random() > share:
                continue
            repeated = field.label == field.LABEL_REPEATED
            count = self.rng.randrange(4) if repeated else 1
            for _ in range(count):
                if field.type == field.TYPE_MESSAGE:
                    if depth < MAX_DEPTH:
                        self.fill(getattr(message, field.name).add() if repeated else getattr(message, field.name), depth + 1)
                elif repeated:
                    getattr(message, field.name).append(self.scalar(field))
                else:
                    setattr(message, field.name, self.scalar(field))

    def fill(self, message, depth):
        message.SetInParent()
        name = message.DESCRIPTOR.full_name
        if name == "google.protobuf.Timestamp":
            self.fill_timestamp(message)
        elif name == "google.protobuf.Duration":
            self.fill_duration(message)
        elif name == "google.protobuf.FieldMask":
            self.fill_mask(message)
        elif name == "google.protobuf.Any":
            self.fill_any(message, depth)
        else:
            self.fill_fields(message, depth)

    def message(self, name, depth=0):
        message = self.classes[name]()
        self.fill(message, depth)
        return message


class Spoiler:
    """Damages JSON texts."""

    def __init__(self, rng):
        self.rng = rng

    def places(self, tree):
        """Every (container, key) in a tree."""
        items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else []
        for key, value in list(items):
            yield tree, key
            yield from self.places(value)

    def value(self):
        return self.rng.choice([None, True, False, 0, -1, 1, 1.0, 1.5, 1e5, 2**31, 2**63 - 1, -(2**63), 1e18, "", "1", "-1", "01", "+1",
                                "1.0", "1e3", "x", "2022-04-12T10:30:15Z", "2022-04-12T10:30:15.1+02:00", "2022-02-30T00:00:00Z", "1s",
                                "-1.5s", "1.0000000001s", "s", "a,bC", "a_b", "Zm8=", "Zm8", "-_8", "+/8", "Z", "@@", [], {}, [1], ["x"],
                                [None], {"x": 1}, "CODE_OK", "STATE_ACTIVE", "\x00", "𝄞"])

    def spoil_tree(self, tree):
        places = list(self.places(tree))
        if not places:
            return tree
        container, key = self.rng.choice(places)
        if isinstance(container, dict) and self.rng.random() < 0.4:
            value = container.pop(key)
            container[self.rng.choice([key.upper(), key + "x", snake(key), "@type", "value", "name", key[:-1]])] = value
        else:
            container[key] = self.value()
        return tree

    def spoil_text(self, text):
        at = self.rng.randrange(len(text) + 1)
        end = min(len(text), at + self.rng.choice([0, 1, 1, 2]))
        return text[:at] + self.rng.choice(["", "", "x", "0", "1", "-", ".", "e", '"', "\\", "{", "}", "[", "]", ",", ":", "Z", "\x01", "ø"]) + text[end:]

    def spoil(self, text):
        if self.rng.random() < 0.6:
            text = json.dumps(self.spoil_tree(json.loads(text)), ensure_ascii=self.rng.random() < 0.5)
        else:
            text = self.spoil_text(text)
        if self.rng.random() < 0.05 and text.startswith("{") and len(text) > 2:
            text = "{" + text[1:-1] + "," + text[1:-1] + "}"
        return text


def snake(key):
    return "".join("_" + c.lower() if c.isupper() else c for c in key)


def load_classes(path):
    """The contract's messages that have a JSON form here, by full name, and their pool."""
    files = descriptor_pb2.FileDescriptorSet()
    with open(path, "rb") as stream:
        files.ParseFromString(stream.read())
    pool = descriptor_pool.DescriptorPool()
    names = []
    for file in files.file:
        pool.Add(file)
        if file.package != "google.protobuf" or file.name.rsplit("/", 1)[1] in ("timestamp.proto", "duration.proto", "field_mask.proto", "any.proto"):
            names.extend(all_messages(file.package, file.message_type))
    factory = message_factory.MessageFactory(pool)
    return {name: factory.GetPrototype(pool.FindMessageTypeByName(name)) for name in names}, pool


def all_messages(prefix, messages):
    for message in messages:
        name = prefix + "." + message.name
        yield name
        yield from all_messages(name, message.nested_type)


class Oracle:
    """One comparison after another; the first that fails ends the run."""

    def __init__(self, peer, classes, pool, rng):
        self.peer = peer
        self.classes = classes
        self.pool = pool
        self.rng = rng
        self.maker = Maker(rng, classes)
        self.spoiler = Spoiler(rng)
        self.counts = collections.Counter()

    def fail(self, what, message, *details):
        print("FAILED:", what, message.DESCRIPTOR.full_name, base64.b64encode(message.SerializeToString()).decode())
        for detail in details:
            print("  ", detail)
        sys.exit(1)

    def python_reads(self, name, text):
        """The message, or None and why it is refused."""
        message = self.classes[name]()
        try:
            json_format.Parse(text, message, descriptor_pool=self.pool)
            message.SerializeToString()
            return message, None
        except (json_format.ParseError, UnicodeError, ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError) as error:
            return None, repr(error)

    def check_printing(self, name, message):
        good, text = self.peer.ask(b"B", name, message.SerializeToString(deterministic=True))
        if not good:
            self.fail("we do not print", message, text)
        text = text.decode()
        theirs = json_format.MessageToJson(message, descriptor_pool=self.pool)
        if json.loads(text) != json.loads(theirs):
            self.fail("we print otherwise", message, text, theirs)
        read, error = self.python_reads(name, text)
        if read != message:
            self.fail("Python does not read back what we print", message, text, error or read)
        return text

    def check_reading(self, name, message):
        text = json_format.MessageToJson(message, descriptor_pool=self.pool, preserving_proto_field_name=self.rng.random() < 0.3,
                                         indent=self.rng.choice([0, 2, 5]), ensure_ascii=self.rng.random() < 0.5)
        good, packed = self.peer.ask(b"J", name, text.encode())
        if not good:
            self.fail("we do not read what Python prints", message, text, packed.decode())
        if not same(self.classes[name].FromString(packed), message, self.pool):
            self.fail("we read otherwise what Python prints", message, text)

    def check_damaged(self, name, message, text):
        text = self.spoiler.spoil(text)
        theirs, error = self.python_reads(name, text)
        good, answer = self.peer.ask(b"J", name, text.encode("utf-8", "surrogatepass"))
        if good and theirs is not None:
            self.counts["damaged, read by both"] += 1
            if not same(self.classes[name].FromString(answer), theirs, self.pool):
                self.fail("a damaged text is read otherwise", message, text, theirs, self.classes[name].FromString(answer))
        elif good:
            self.fail("only we read a damaged text", message, text, error)
        elif theirs is not None:
            self.count_difference(message, text, answer.decode())
        else:
            self.counts["damaged, refused by both"] += 1

    def count_difference(self, message, text, answer):
        for part, _ in DIFFERENCES:
            if part in answer:
                self.counts["damaged, read by Python only: " + part] += 1
                return
        self.fail("only Python reads a damaged text", message, text, answer)

    def run(self, messages):
        names = sorted(self.classes)
        for number in range(messages):
            name = names[number % len(names)]
            message = self.maker.message(name)
            text = self.check_printing(name, message)
            self.check_reading(name, message)
            self.check_damaged(name, message, text)
            self.counts["messages"] += 1


def full_urls(message, pool):
    """Writes every type URL in full, as we store it; Python keeps "hensigt.v1.Centre" as it was written."""
    if message.DESCRIPTOR.full_name == "google.protobuf.Any" and message.type_url and "/" not in message.type_url:
        message.type_url = PREFIX + message.type_url
    for field, value in message.ListFields():
        if field.type == field.TYPE_MESSAGE:
            for inner in value if field.label == field.LABEL_REPEATED else [value]:
                full_urls(inner, pool)


def same(ours, theirs, pool):
    copy = type(theirs)()
    copy.CopyFrom(theirs)
    full_urls(copy, pool)
    return ours == copy


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("peer")
    arguments.add_argument("descriptor_set")
    arguments.add_argument("--messages", type=int, default=6000)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    classes, pool = load_classes(options.descriptor_set)
    peer = Peer(options.peer)
    oracle = Oracle(peer, classes, pool, random.Random(options.seed))
    oracle.run(options.messages)
    for what, count in sorted(oracle.counts.items()):
        print(f"{count:6d}  {what}")
    return peer.close()


if __name__ == "__main__":
    sys.exit(main())
