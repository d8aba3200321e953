#!/usr/bin/env python3
"""A second reader of seals and lists of keys, written from docs/seal.md alone and sharing no code with the first.

Checks crates/seal/tests/vectors. Python 3 and its standard library only; Ed25519 is that of check_vectors.py beside it. Prints how many it checked; ends with 1 on
any difference.
"""

import hashlib
import json
import re
import sys
from pathlib import Path

sys.dont_write_bytecode = True
from check_vectors import Refused, read_key, verify

VECTORS = Path(__file__).resolve().parent.parent / "crates" / "seal" / "tests" / "vectors"
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
MOST = {0: 1, 1: 2, 2: 4, 3: 12}


def base45(text):
    data = b""
    for at in range(0, len(text), 3):
        number = sum(LETTERS.index(letter) * 45 ** place for place, letter in enumerate(text[at:at + 3]))
        data += number.to_bytes(2, "big")
    return data


def key_id(key):
    return hashlib.sha256(b"tilik key v1\n" + key).digest()[:4].hex()


def is_signed(key, message, signature):
    try:
        verify(key, read_key(key), message, signature)
    except Refused:
        return False
    return True


def read_claim(claim):
    """The fields, or None."""
    owner = int.from_bytes(claim[4:12], "big")
    when = int.from_bytes(claim[12:14], "big")
    print_number, nip = owner >> 60, owner & (1 << 60) - 1
    year, part, number = 1970 + (when >> 8), when >> 6 & 3, when >> 2 & 15
    predicate, sheet = claim[14] >> 5, claim[14] & 31
    if print_number == 0 or nip >= 10 ** 18 or not 1 <= number <= MOST[part] or predicate > 5 or sheet == 0:
        return None
    period = {0: f"{year}", 1: f"{year}-S{number}", 2: f"{year}-TW{number}", 3: f"{year}-{number:02}"}[part]
    return {
        "key_id": claim[:4].hex(), "nip": f"{nip:018}", "print": print_number, "period": period, "segment": (when & 3) + 1,
        "predicate": predicate, "sheet": sheet, "revision": claim[15], "content_hash": claim[16:].hex(),
    }


def check_claim(vector):
    text, key = vector["text"], bytes.fromhex(vector["key"])
    if len(text) != 149 or not text.startswith("TLK1:"):
        return "the text"
    sealed = base45(text[5:])
    claim, signature = sealed[:32], sealed[32:]
    fields = vector["fields"]
    if claim.hex() != vector["claim"] or read_claim(claim) != fields:
        return "the fields"
    content = hashlib.sha256(b"tilik sheet v1\n" + bytes([fields["sheet"]]) + vector["content"].encode()).digest()[:16]
    if content.hex() != fields["content_hash"] or key_id(key) != fields["key_id"]:
        return "a hash"
    if not is_signed(key, b"tilik seal v1\n" + claim, signature):
        return "the signature"
    changed = bytes([claim[0], *claim[1:31], claim[31] ^ 1])
    return "a changed claim passes" if is_signed(key, b"tilik seal v1\n" + changed, signature) else None


def check_refusal(vector):
    found = "seal.damaged" if read_claim(bytes.fromhex(vector["claim"])) is None else "ok"
    return None if found == vector["expected"] else f"found {found}"


def check_list(vector):
    body, signature = re.fullmatch(r"(tilik keys v1\n(?:.*\n)*)signature ([0-9a-f]{128})\n", vector["text"]).groups()
    lines = body.splitlines()
    signer = bytes.fromhex(lines[-1].removeprefix("signer "))
    if signer.hex() != vector["signer"] or lines[1] != f"made {vector['made_at']}":
        return "signer or time"
    keys = [bytes.fromhex(line.split(" ")[1]) for line in lines if line.startswith("key ")]
    if [key_id(key) for key in keys] != vector["key_ids"]:
        return "the keys"
    digest = hashlib.sha256(b"tilik fingerprint v1\n" + signer).digest()
    groups = [f"{int.from_bytes(digest[at:at + 4], 'big') % 10_000:04}" for at in range(0, 32, 4)]
    if " ".join(groups) != vector["fingerprint"]:
        return "the fingerprint"
    return None if is_signed(signer, body.encode(), bytes.fromhex(signature)) else "the signature"


def main():
    checked, wrong = [], 0
    for name, check in (("claims", check_claim), ("refusals", check_refusal), ("lists", check_list)):
        vectors = json.loads((VECTORS / f"{name}.json").read_text())
        for vector in vectors:
            finding = check(vector)
            if finding:
                wrong += 1
                print(f"{name}: {vector['name']}: {finding}", file=sys.stderr)
        checked.append((len(vectors), name))
    print(", ".join(f"{count} {name}" for count, name in checked) + f" checked, {wrong} wrong")
    return 1 if wrong or not all(count for count, _ in checked) else 0


if __name__ == "__main__":
    sys.exit(main())
