#!/usr/bin/env python3
"""Recompute, from what `assentd audit show` writes, the way from records to roots.

Usage: recompute.py bundle.json

An independent reading of RFC 6962 and of the layout in pkg/translog/README.md, with
nothing but Python's standard library. Exits with status 1 if anything differs. It does
not check what proves the root: see pkg/evidence/README.md.
"""

import hashlib
import json
import struct
import sys

TAG = b"assent.record"


def leaf_hash(data):
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of_edge(size, edge):
    """The root over perfect subtrees that stand side by side, the largest first."""
    if bin(size).count("1") != len(edge):
        raise ValueError("%d hashes for size %d" % (len(edge), size))
    root = edge[-1] if edge else hashlib.sha256(b"").digest()
    for left in reversed(edge[:-1]):
        root = node_hash(left, root)
    return root


def root_of_path(leaf, index, size, path):
    """RFC 9162, section 2.1.3.2, word for word."""
    if index >= size:
        raise ValueError("record %d of %d" % (index, size))
    fn, sn, r = index, size - 1, leaf
    for p in path:
        if sn == 0:
            raise ValueError("the path is too long")
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            if not fn & 1:
                while fn & 1 == 0 and fn != 0:
                    fn >>= 1
                    sn >>= 1
        else:
            r = node_hash(r, p)
        fn >>= 1
        sn >>= 1
    if sn != 0:
        raise ValueError("the path is too short")
    return r


def place(data):
    """Chain, trail and index: the first fields after the tag and the version."""
    if not data.startswith(TAG):
        raise ValueError("not a record")
    at = len(TAG) + 1
    texts = []
    for _ in range(2):
        end = at + 1 + data[at]
        texts.append(data[at + 1 : end].decode("utf-8"))
        at = end
    return texts + [struct.unpack(">Q", data[at : at + 8])[0]]


def check_trail(chain_id, trail):
    size = int(trail["size"])
    root = root_of_edge(size, [bytes.fromhex(h) for h in trail["edge"] or []])
    if root.hex() != trail["root"]:
        raise ValueError("the head's root is %s" % root.hex())
    for record in trail["records"] or []:
        index = int(record["index"])
        if "bytes" in record:
            data = bytes.fromhex(record["bytes"])
            if place(data) != [chain_id, trail["id"], index]:
                raise ValueError("record %d is of %s" % (index, place(data)))
            leaf = leaf_hash(data)
        else:
            leaf = bytes.fromhex(record["leaf"])
        path = [bytes.fromhex(h) for h in record["path"] or []]
        if root_of_path(leaf, index, size, path) != root:
            raise ValueError("record %d leads to another root" % index)
    return len(trail["records"] or [])


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        bundle = json.load(f)
    records = 0
    for trail in bundle["trails"]:
        try:
            records += check_trail(bundle["chain_id"], trail)
        except ValueError as error:
            print("trail %s: %s" % (trail["id"], error))
            return 1
    print("%d records on %d trails" % (records, len(bundle["trails"])))
    return 0 if records else 1


if __name__ == "__main__":
    sys.exit(main())
