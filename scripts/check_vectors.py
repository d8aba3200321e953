#!/usr/bin/env python3
"""A second reader of the journal, written from docs/journal.md alone and sharing no code with the first.

Checks crates/journal/corpus: every vector (names, entries, chains, payloads) and, for the corpus of every release, that each entry
parses, fits its payload, is signed by the key that opened its log, and continues its log. Python 3 and its standard library only.
Prints how many it checked; ends with 1 on any difference.
"""

import hashlib
import json
import sys
import uuid
from pathlib import Path

CORPUS = Path(__file__).resolve().parent.parent / "crates" / "journal" / "corpus"
NAMESPACE = uuid.UUID("6f1d0a52-7c1e-5b7e-9a55-54494c494b01")
MAX_ENVELOPE, MAX_PAYLOAD, MAX_DEPTH = 64 << 10, 4 << 20, 4
U32, I63 = 1 << 32, 1 << 63


class Refused(Exception):
    """Bytes that are no authentic entry, with the stable code."""

    def __init__(self, code, why=""):
        super().__init__(f"{code} {why}")
        self.code = code


def malformed(why):
    return Refused("journal.malformed", why)


# CBOR: one item, definite lengths, shortest heads, UTF-8 texts.

class Other:
    """Something that the format does not use but lets a later release put under a new key: tags, floats, other simple values."""


class Pairs(list):
    """A map, as pairs in the order of the bytes."""


def read_item(data, at):
    if at >= len(data):
        raise malformed("the bytes end too early")
    major, short = data[at] >> 5, data[at] & 31
    at += 1
    if short < 24:
        width, number = 0, short
    elif short < 28:
        width = 1 << (short - 24)
        if at + width > len(data):
            raise malformed("the bytes end too early")
        number = int.from_bytes(data[at:at + width], "big")
        at += width
        if major == 7:
            if width == 1 and number < 32:
                raise malformed("a simple value in two bytes")
        elif number < {1: 24, 2: 1 << 8, 4: 1 << 16, 8: 1 << 32}[width]:
            raise malformed("not the shortest form")
    else:
        raise malformed("an indefinite length")
    if major == 0:
        return number, at
    if major == 1:
        return -1 - number, at
    if major in (2, 3):
        if at + number > len(data):
            raise malformed("the bytes end too early")
        piece = bytes(data[at:at + number])
        if major == 2:
            return piece, at + number
        try:
            return piece.decode("utf-8"), at + number
        except UnicodeDecodeError:
            raise malformed("not UTF-8") from None
    if major == 4:
        items = []
        for _ in range(number):
            item, at = read_item(data, at)
            items.append(item)
        return items, at
    if major == 5:
        pairs = Pairs()
        for _ in range(number):
            key, at = read_item(data, at)
            value, at = read_item(data, at)
            pairs.append((key, value))
        return pairs, at
    if major == 6:
        _, at = read_item(data, at)
        return Other(), at
    if width == 0 and number in (20, 21, 22):
        return {20: False, 21: True, 22: None}[number], at
    return Other(), at


def read_all(data):
    try:
        item, at = read_item(data, 0)
    except RecursionError:
        raise malformed("nested too deep for this script") from None
    if at != len(data):
        raise malformed("bytes after the end")
    return item


def want_uint(item, end):
    if type(item) is not int or not 0 <= item < end:
        raise malformed("a number is missing or out of its range")
    return item


def want_bytes(item, length):
    if type(item) is not bytes or len(item) != length:
        raise malformed(f"not {length} bytes")
    return item


def want_map(item):
    """A map with ascending numbers as keys."""
    if type(item) is not Pairs:
        raise malformed("not a map")
    last = -1
    for key, _ in item:
        want_uint(key, U32)
        if key <= last:
            raise malformed("keys are not in order")
        last = key
    return dict(item)


# Names.

def first_16(*parts):
    return hashlib.sha256(b"".join(parts)).digest()[:16]


def log_of(key, nonce):
    return first_16(b"tilik log v1\n", key, nonce)


def feed_of(log):
    return first_16(b"tilik feed v1\n", log)


WHITE = "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"


def record_of(rule, parts):
    if rule == "unit":
        name = "".join(" " if letter in WHITE else letter for letter in parts[0])
        name = " ".join(word for word in name.split(" ") if word)
        parts = ["".join(chr(ord(letter) + 32) if "A" <= letter <= "Z" else letter for letter in name)]
    return str(uuid.uuid5(NAMESPACE, "/".join([rule] + parts)))


# Ed25519, RFC 8032 5.1.7 without cofactor, and strictly: canonical points and s, no point of small order.

P = 2 ** 255 - 19
L = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
ZERO = (0, 1, 1, 0)


def add(one, two):
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c = 2 * one[3] * two[3] * D % P
    d = 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number, point):
    total = ZERO
    while number:
        if number & 1:
            total = add(total, point)
        point = add(point, point)
        number >>= 1
    return total


def is_same(one, two):
    return (one[0] * two[2] - two[0] * one[2]) % P == 0 and (one[1] * two[2] - two[1] * one[2]) % P == 0


def decode_point(text):
    number = int.from_bytes(text, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = decode_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def read_key(key):
    point = decode_point(key)
    if point is None or is_same(times(8, point), ZERO):
        raise malformed("not a public key")
    return point


def verify(key, point, message, signature):
    r, s = decode_point(signature[:32]), int.from_bytes(signature[32:], "little")
    if r is None or s >= L or is_same(times(8, r), ZERO):
        raise Refused("journal.wrong_signature")
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    if not is_same(times(s, BASE), add(r, times(k, point))):
        raise Refused("journal.wrong_signature")


# Entries.

def read_seen(item):
    if type(item) is not list or not item:
        raise malformed("what was seen")
    seen = []
    for part in item:
        if type(part) is not list or len(part) != 3:
            raise malformed("what was seen has three parts")
        if want_uint(part[1], I63) == 0:
            raise malformed("seen is counted from 1")
        seen.append((want_bytes(part[0], 16), part[1], want_bytes(part[2], 32)))
    if any(one >= two for one, two in zip(seen, seen[1:])):
        raise malformed("seen is not in order")
    return seen


def read_opening(item):
    keys = want_map(item)
    if type(keys.get(2)) is not bool:
        raise malformed("private")
    return {"key": want_bytes(keys.get(0), 32), "nonce": want_bytes(keys.get(1), 16), "private": keys[2]}


def read_envelope(data):
    if len(data) > MAX_ENVELOPE:
        raise Refused("journal.too_large")
    keys = want_map(read_all(data))
    fields = {
        "format": want_uint(keys.get(0), U32),
        "feed": want_bytes(keys.get(1), 16),
        "log": want_bytes(keys.get(2), 16),
        "seq": want_uint(keys.get(3), I63),
        "prev": want_bytes(keys.get(4), 32),
        "seen": read_seen(keys[5]) if 5 in keys else [],
        "payload_hash": want_bytes(keys.get(9), 32),
        "retention": want_uint(keys.get(10), 256),
        "opening": read_opening(keys[11]) if 11 in keys else None,
    }
    if fields["format"] == 0 or fields["seq"] == 0:
        raise malformed("counted from 1")
    if fields["format"] == 1:
        fields["actor"] = want_bytes(keys.get(6), 16)
        fields["made_at"] = keys.get(7)
        if type(fields["made_at"]) is not int or not -I63 <= fields["made_at"] < I63:
            raise malformed("the clock")
        fields["act"] = keys.get(8)
        if type(fields["act"]) is not str or len(fields["act"].encode()) > 64:
            raise malformed("the act")
    is_first = fields["seq"] == 1
    if is_first != (fields["prev"] == bytes(32)) or is_first != (fields["opening"] is not None):
        raise malformed("the first entry, and no other, opens the log")
    if is_first and log_of(fields["opening"]["key"], fields["opening"]["nonce"]) != fields["log"]:
        raise Refused("journal.wrong_name")
    return fields


def check_value(value, depth=0):
    if type(value) is list:
        if depth == MAX_DEPTH:
            raise malformed("nested too deep")
        for item in value:
            check_value(item, depth + 1)
    elif type(value) is int:
        if not -I63 <= value < I63:
            raise malformed("a number of more than 64 bits")
    elif value is not None and type(value) not in (bool, str, bytes):
        raise malformed("a value of a type that the format does not use")


def read_payload(data):
    """The writes: index, kind, record, field, value."""
    if len(data) > MAX_PAYLOAD:
        raise Refused("journal.too_large")
    groups, writes = read_all(data), []
    if type(groups) is not list:
        raise malformed("not an array of groups")
    for group in groups:
        if type(group) is not list or len(group) != 3 or type(group[2]) is not list or len(group[2]) % 2:
            raise malformed("not a group")
        kind, record = want_uint(group[0], U32), uuid.UUID(bytes=want_bytes(group[1], 16))
        for field, value in zip(group[2][::2], group[2][1::2]):
            check_value(value)
            writes.append([len(writes), kind, str(record), want_uint(field, U32), value])
    return writes


def read_entry(vector, key=None):
    """Refused, or (hash, fields, writes); the signature is checked against `key`, or the one that the entry opens its log with."""
    envelope, signature = bytes.fromhex(vector["envelope"]), bytes.fromhex(vector["signature"])
    fields, writes = read_envelope(envelope), None
    if vector["salted_payload"] is not None:
        salted = bytes.fromhex(vector["salted_payload"])
        if hashlib.sha256(salted).digest() != fields["payload_hash"]:
            raise Refused("journal.wrong_payload")
        writes = read_payload(salted[16:])
    if key is None:
        if fields["opening"] is None:
            raise Refused("waits", "for the entry that opens its log")
        key = fields["opening"]["key"]
    digest = hashlib.sha256(envelope).digest()
    verify(key, read_key(key), b"tilik entry v1\n" + digest, signature)
    return digest, fields, writes


def plain(value):
    """As the vectors write it down."""
    if isinstance(value, (bytes, bytearray)):
        return {"bytes": value.hex()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def plain_fields(fields):
    def text(value):
        return value.hex() if isinstance(value, bytes) else value
    found = {name: text(value) for name, value in fields.items()}
    found["seen"] = [[text(part) for part in seen] for seen in fields["seen"]]
    if fields["opening"]:
        found["opening"] = {name: text(value) for name, value in fields["opening"].items()}
    return found


class Check:
    def __init__(self):
        self.checked, self.wrong = {}, 0

    def same(self, what, name, found, expected):
        self.checked[what] = self.checked.get(what, 0) + 1
        # Python holds 1 and True for the same; the format does not.
        if json.dumps(found, sort_keys=True) != json.dumps(expected, sort_keys=True):
            self.wrong += 1
            print(f"{what}: {name}: found {found!r}, expected {expected!r}", file=sys.stderr)


def check_vectors(check, vectors):
    for vector in vectors["logs"]:
        log = log_of(bytes.fromhex(vector["key"]), bytes.fromhex(vector["nonce"]))
        check.same("logs", vector["nonce"], [log.hex(), feed_of(log).hex()], [vector["log"], vector["feed"]])
    for vector in vectors["names"]:
        check.same("names", vector["rule"], record_of(vector["rule"], vector["parts"]), vector["id"])
    for vector in vectors["entries"]:
        try:
            digest, fields, writes = read_entry(vector, bytes.fromhex(vector["key"]))
            found = ["ok", digest.hex(), plain_fields(fields), plain(writes)]
        except Refused as refused:
            found = [refused.code]
        expected = [vector["expected"]]
        if expected == ["ok"]:
            expected += [vector["hash"], vector["fields"], vector.get("writes")]
        check.same("entries", vector["name"], found, expected)
    for vector in vectors["chains"]:
        digest, first, _ = read_entry(vector["first"])
        _, second, _ = read_entry(vector["second"], first["opening"]["key"])
        follows = (second["log"], second["seq"], second["prev"]) == (first["log"], first["seq"] + 1, digest)
        # Whatever these name in `seen` is not among the two.
        found = "placed" if follows and not second["seen"] else "waits"
        check.same("chains", vector["name"], found, vector["expected"])
    for vector in vectors["payloads"]:
        try:
            found = ["ok", plain(read_payload(bytes.fromhex(vector["bytes"])))]
        except Refused as refused:
            found = [refused.code, None]
        check.same("payloads", vector["name"], found, [vector["expected"], vector["writes"]])


def check_corpus(check, path):
    placed, keys = {}, {}
    entries = [json.loads(line) for line in path.read_text().splitlines()]
    verdicts = json.loads((path.parent / "documents.json").read_text())["verdicts"]
    for number, entry in enumerate(entries):
        name = f"{path.parent.name} entry {number + 1}"
        try:
            peek = read_envelope(bytes.fromhex(entry["envelope"]))
            digest, fields, _ = read_entry(entry, keys.get(peek["log"]))
        except Refused as refused:
            check.same("corpus", name, refused.code, "ok")
            continue
        if fields["opening"]:
            keys[fields["log"]] = fields["opening"]["key"]
        needed = list(fields["seen"])
        if fields["seq"] > 1:
            needed.append((fields["log"], fields["seq"] - 1, fields["prev"]))
        is_chained = all(placed.get(one[2]) == (one[0], one[1]) for one in needed)
        placed[digest] = (fields["log"], fields["seq"])
        check.same("corpus", name, [is_chained, digest.hex() in verdicts], [True, True])
    check.same("corpus", "count", len(placed), len(verdicts))


def main():
    check = Check()
    check_vectors(check, json.loads((CORPUS / "vectors.json").read_text()))
    releases = sorted(CORPUS.glob("v*/entries.jsonl"))
    for release in releases:
        check_corpus(check, release)
    print(", ".join(f"{count} {what}" for what, count in check.checked.items()) + f" checked, {check.wrong} wrong")
    return 1 if check.wrong or not releases else 0


if __name__ == "__main__":
    sys.exit(main())
