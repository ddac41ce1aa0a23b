"""What each mode provisions, counted in the plans: recovery, stream and warehouse.

    python3 tests/policy/modes.py FOLDER     FOLDER: plans that render.py wrote
"""

import collections
import json
import pathlib
import sys

STANDBY = ("standby", ".replica", "module.failover", "aws_kms_replica_key")

# Of each mode of recovery: how many of a type stand in the second region.
RECOVERY = {
    "none": {},
    "backup": {"aws_s3_bucket": 4, "aws_kms_replica_key": 8},
    "pilot_light": {"aws_s3_bucket": 5, "aws_kms_replica_key": 9, "aws_vpc": 1, "aws_kinesis_stream": 2, "aws_kinesisanalyticsv2_application": 1, "aws_api_gateway_rest_api": 1, "aws_sfn_state_machine": 3},
    "warm": {"aws_s3_bucket": 5, "aws_kms_replica_key": 9, "aws_vpc": 1, "aws_kinesis_stream": 2, "aws_kinesisanalyticsv2_application": 1, "aws_api_gateway_rest_api": 1, "aws_sfn_state_machine": 4, "aws_sagemaker_endpoint": 1},
}  # fmt: skip
COUNTED = sorted({kind for counts in RECOVERY.values() for kind in counts})

WAREHOUSE = {
    "PROVISIONED": {"aws_redshift_cluster": 1},
    "SERVERLESS": {"aws_redshiftserverless_namespace": 1, "aws_redshiftserverless_workgroup": 1, "aws_redshiftserverless_usage_limit": 1},
}


def value(document, name):
    return (document["variables"].get(name) or {}).get("value")


def faults(name, document):
    made = [c for c in document["resource_changes"] if c["mode"] == "managed" and "create" in c["change"]["actions"]]
    mode = value(document, "dr_mode") or "none"
    second = collections.Counter(c["type"] for c in made if any(part in c["address"] for part in STANDBY))
    seen = {kind: second[kind] for kind in COUNTED if second[kind]}
    if seen != RECOVERY[mode]:
        yield f"dr_mode {mode}: expected in the second region {RECOVERY[mode]}, got {seen}"
    for c in made:
        if c["type"] == "aws_kinesisanalyticsv2_application" and "standby" in c["address"] and c["change"]["after"]["start_application"] != (mode == "warm"):
            yield f"dr_mode {mode}: the standby's application runs only when it is warm"
    stream = value(document, "stream")
    for c in made:
        if c["type"] == "aws_kinesis_stream" and "dead_letters" not in c["address"]:
            after = c["change"]["after"]
            got = (after["stream_mode_details"][0]["stream_mode"], after["shard_count"])
            if got != (stream["mode"], stream.get("shards")):
                yield f"stream {stream['mode']}: expected {stream.get('shards')} shards, got {got}"
    warehouse = value(document, "warehouse")
    kinds = collections.Counter(c["type"] for c in made if c["type"] in {kind for counts in WAREHOUSE.values() for kind in counts})
    if dict(kinds) != (WAREHOUSE[warehouse["mode"]] if warehouse else {}):
        yield f"warehouse {warehouse and warehouse['mode']}: got {dict(kinds)}"


def main(folder):
    documents = {path.stem: json.loads(path.read_text()) for path in sorted(pathlib.Path(folder).glob("*.json"))}
    found = [f"{name}: {fault}" for name, document in documents.items() for fault in faults(name, document)]
    modes = {kind: {str((value(d, kind) or {}).get("mode") if kind != "dr_mode" else value(d, kind) or "none") for d in documents.values()} for kind in ("dr_mode", "stream", "warehouse")}
    for kind, all_of_them in (("dr_mode", set(RECOVERY)), ("stream", {"PROVISIONED", "ON_DEMAND"}), ("warehouse", set(WAREHOUSE))):
        if modes[kind] != all_of_them:
            found.append(f"{kind}: no plan of {sorted(all_of_them - modes[kind])}")
    for fault in found:
        print(f"modes: {fault}")
    print(f"modes: {sum(len(kinds) for kinds in modes.values())} in {len(documents)} plans, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
