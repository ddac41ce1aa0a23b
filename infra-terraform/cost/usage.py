"""What the plans do not say: how much goes through. Change these and run cost/bill.py again."""

HOURS = 730  # of a month

# Events come evenly while the job runs; the lake holds what a year of them leaves.
USAGE = {
    "dev": {
        "events_per_second": 2,
        "events_per_request": 1,
        "share_of_devices": 0.1,
        "bytes_per_event": 500,
        "lake_gb": 5,
        "warehouse_gb": 5,
        "athena_tb": 0.05,
        "flows_gb": 1,
        "nat_gb": 5,
        "security_millions": 0,
        "changed_resources_a_day": 0,
        "running_instances": "least",
        "serverless_rpu_hours": 0,
        "pages_gb": 0,
        "lineage_database_unit_hours": 0,
        "lineage_gb": 0,
    },
    "prod": {
        "events_per_second": 200,
        "events_per_request": 50,
        "share_of_devices": 0.05,
        "bytes_per_event": 500,
        "lake_gb": 1200,
        "warehouse_gb": 800,
        "athena_tb": 5,
        "flows_gb": 40,
        "nat_gb": 100,
        "security_millions": 10,
        "changed_resources_a_day": 60,
        "running_instances": "least",
        "serverless_rpu_hours": 0,
        "pages_gb": 5,  # of a megabyte each
        # Lineage comes with each checkpoint, so the database of Marquez never pauses: half a unit at least.
        "lineage_database_unit_hours": 365,
        "lineage_gb": 20,
    },
}
USAGE["pilot"] = USAGE["prod"]

# A month may not cost more than this.
LIMITS = {"dev": 250}
