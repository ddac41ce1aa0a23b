"""Renders the stack as plans in JSON, without an account: what would be made, by environment.

The code is copied into a temporary folder, where an override file gives the providers keys that are
none and a local state. Nothing of that stands beside the code.

    python3 tests/policy/render.py FOLDER [plan ...]     writes FOLDER/<plan>.json
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

STACK = pathlib.Path(__file__).resolve().parents[2]

# What is optional and asks for a domain or for somebody's key, which no file of variables can have.
OPTIONAL = {
    "edge": json.dumps({"readers": {"on-call": "tests/policy/reader.pem"}}),
    "lineage": json.dumps({"domain": {"name": "lineage.example.com", "certificate_arn": "arn:aws:acm:eu-west-1:111122223333:certificate/1", "zone_id": "Z0123456789"}, "reader_cidrs": ["10.0.0.0/16"]}),
}

# By name: the file of variables, and what is set beside it.
PLANS = {
    "dev": ("dev", {}),
    "staging": ("staging", {}),
    "pilot": ("prod", {**OPTIONAL, "dr_mode": "pilot_light"}),
    "prod": ("prod", OPTIONAL),
}

# A release's jar, as the built one may not be there; an account that is none.
ALWAYS = {"account_id": "111122223333", "jar": '{"key":"jars/flink-job.jar","version":"v1"}'}

OFFLINE = """
terraform {
  backend "local" {}
}
"""
PROVIDER = """
provider "aws" {
%s
  access_key                  = "offline"
  secret_key                  = "offline"
  allowed_account_ids         = []
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
"""


def copy(folder):
    """A copy of the stack in the folder, beside the models that it names."""
    stack = pathlib.Path(folder) / "infra-terraform"
    shutil.copytree(STACK, stack, ignore=shutil.ignore_patterns(".terraform", "*.tfstate*", "*.s3.tfbackend"))
    (pathlib.Path(folder) / "schemas").symlink_to(STACK.parent / "schemas")
    providers = [PROVIDER % line for line in ("", '  alias = "secondary"', '  alias = "billing"')]
    (stack / "offline_override.tf").write_text(OFFLINE + "".join(providers))
    return stack


def environment():
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TF_VAR_", "TF_CLI_ARGS", "AWS_"))}
    return dict(clean, TF_IN_AUTOMATION="1")


def terraform(stack, *arguments):
    result = subprocess.run(["./tf", *arguments], cwd=stack, env=environment(), capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"render: terraform {arguments[0]} failed\n{result.stdout}{result.stderr}")
    return result.stdout


def render(target, plans=None):
    """Writes each plan to target/<plan>.json; returns the seconds each took."""
    target = pathlib.Path(target)
    target.mkdir(parents=True, exist_ok=True)
    seconds = {}
    with tempfile.TemporaryDirectory() as folder:
        stack = copy(folder)
        terraform(stack, "init", "-input=false", "-lockfile=readonly")
        for plan in plans or PLANS:
            start = time.monotonic()
            variables, beside = PLANS[plan]
            sets = [f"-var={name}={value}" for name, value in {**ALWAYS, **beside}.items()]
            terraform(stack, "plan", "-input=false", "-refresh=false", "-lock=false", f"-var-file=envs/{variables}.tfvars", "-out=plan.bin", *sets)
            (target / f"{plan}.json").write_text(terraform(stack, "show", "-json", "plan.bin"))
            seconds[plan] = time.monotonic() - start
    return seconds


def changes(plan):
    """What a plan makes: address -> the change."""
    return {c["address"]: c for c in plan["resource_changes"] if c["mode"] == "managed" and "create" in c["change"]["actions"]}


if __name__ == "__main__":
    target = sys.argv[1]
    for name, took in render(target, sys.argv[2:]).items():
        count = len(changes(json.loads((pathlib.Path(target) / f"{name}.json").read_text())))
        print(f"{name}: {count} resources, {took:.0f} s")
