#!/usr/bin/env python3
"""Recompute the record bytes, leaf hashes and roots of a vector file.

Usage: recompute.py [vectors.json]

An independent reading of the layout in pkg/translog/README.md, with nothing but
Python's standard library. Exits with status 1 if anything differs.
"""

import hashlib
import json
import pathlib
import struct
import sys

TAG = b"assent.record\x01"

# The layout: each field in its order, and how it is written.
FIELDS = [
    ("chain_id", "text"),
    ("trail", "text"),
    ("index", ">Q"),
    ("height", ">q"),
    ("time", ">q"),
    ("side", ">B"),
    ("exchange", 32),
    ("subject", 20),
    ("controller", "text"),
    ("recipient", "text"),
    ("actor", 32),
    ("profession", ">B"),
    ("purpose", ">B"),
    ("categories", "codes"),
    ("action", ">B"),
    ("permit", "text"),
    ("occurred_at", ">q"),
    ("resource", 32),
    ("salt", 16),
    ("asked", "request"),
    ("effect", ">B"),
    ("basis", ">B"),
    ("marks", ">I"),
]


def encode(kind, value):
    if kind == "text":
        raw = value.encode("utf-8")
        if len(raw) > 128:
            raise ValueError("text of %d bytes" % len(raw))
        return bytes([len(raw)]) + raw
    if kind == "codes":
        if len(value) > 8:
            raise ValueError("list of %d codes" % len(value))
        return bytes([len(value)]) + bytes(value)
    if kind == "request":
        if value is None:
            return b"\0"
        if sorted(value) != ["expires_at", "issued_at", "signature"]:
            raise ValueError("unknown or missing fields of the request")
        return (
            bytes([81])
            + struct.pack(">qq", int(value["issued_at"]), int(value["expires_at"]))
            + encode(65, value["signature"])
        )
    if isinstance(kind, int):
        raw = bytes.fromhex(value)
        if len(raw) != kind:
            raise ValueError("%d bytes, want %d" % (len(raw), kind))
        return raw
    return struct.pack(kind, int(value))


def record_bytes(record):
    if sorted(record) != sorted(name for name, _ in FIELDS):
        raise ValueError("unknown or missing fields")
    return TAG + b"".join(encode(kind, record[name]) for name, kind in FIELDS)


def leaf_hash(data):
    return hashlib.sha256(b"\x00" + data).digest()


def root(leaves):
    """MTH of RFC 6962, section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + root(leaves[:k]) + root(leaves[k:])).digest()


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).with_name("vectors.json")
    with open(path, encoding="utf-8") as f:
        vectors = json.load(f)

    wrong = 0

    def check(what, got, want):
        nonlocal wrong
        if got.hex() != want:
            wrong += 1
            print("%s: computed %s, the file has %s" % (what, got.hex(), want))

    leaves = []
    for vector in vectors["records"]:
        data = record_bytes(vector["record"])
        check(vector["name"] + ": bytes", data, vector["bytes"])
        leaves.append(leaf_hash(data))
        check(vector["name"] + ": leaf", leaves[-1], vector["leaf"])
    for n, want in enumerate(vectors["roots"]):
        check("root of %d records" % n, root(leaves[:n]), want)

    for exchange in vectors["exchanges"]:
        data = b"assent.exchange\x01" + encode("text", exchange["controller"]) + encode("text", exchange["recipient"])
        data += encode(32, exchange["discloser_nonce"]) + encode(32, exchange["recipient_nonce"])
        check("exchange of " + exchange["controller"], hashlib.sha256(data).digest(), exchange["id"])

    print("%d records, %d roots, %d differences" % (len(leaves), len(vectors["roots"]), wrong))
    return 1 if wrong or not leaves or len(vectors["roots"]) != len(leaves) + 1 else 0


if __name__ == "__main__":
    sys.exit(main())
