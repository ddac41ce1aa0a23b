"""Shows that the bill's own test finds what it is there for.

    python3 cost/test_bill.py FOLDER     FOLDER: plans that tests/policy/render.py wrote
"""

import copy
import json
import pathlib
import sys

import bill


def main(folder):
    documents = {name: json.loads((pathlib.Path(folder) / f"{name}.json").read_text()) for name in bill.PLANS}
    committed = bill.TABLE.read_text()

    def faults(change):
        mutated = copy.deepcopy(documents)
        change(mutated)
        return list(bill.faults(bill.compute(mutated), committed))

    def unknown(plans):
        plans["prod"]["resource_changes"][0]["type"] = "aws_msk_cluster"

    def always_on(plans):
        plans["dev"]["resource_changes"] = [c for c in plans["dev"]["resource_changes"] if c["type"] != "aws_scheduler_schedule"]

    def larger(plans):
        stream = next(c for c in plans["dev"]["resource_changes"] if c["type"] == "aws_kinesis_stream")
        stream["change"]["after"]["shard_count"] = 2

    expected = ((unknown, "aws_msk_cluster: neither priced"), (always_on, "expected less than 250"), (larger, "stale"), (lambda plans: None, None))
    missed = [text for change, text in expected if not (any(text in fault for fault in faults(change)) if text else faults(change) == [])]
    for text in missed:
        print(f"bill: missed: {text}")
    print(f"bill: {len(expected) - 1} mutants made, {len(expected) - 1 - len(missed)} caught")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
