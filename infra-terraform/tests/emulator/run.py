"""Applies the stack to moto, a stand-in for AWS on this machine: apply, plan again, update, destroy.

    infra-terraform/test emulator [--learn]

moto lacks parts of AWS, and mistakes others; what is known of that stands in expected.json, by type, with
the reason. A type that fails, or drifts, or is left, or is never made here, and is not listed there fails
the test, and so does one that is listed and no longer does. --learn writes down what was seen, to be looked through by hand.
"""

import collections
import importlib.util
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "policy"))

import render  # noqa: E402
import services  # noqa: E402
import shim  # noqa: E402

EXPECTED = HERE / "expected.json"
ACCOUNT = "123456789012"  # moto's
# dev, with what is optional: everything that a first region can have.
EVERYTHING = {
    "app": {"parallelism": 1}, "security": {}, "backup": {},
    "observability": {"most_shards": 4, "health_check": True, "canary": True},
    "edge": json.loads(render.OPTIONAL["edge"]),
}  # fmt: skip
APPLICATION = "millrace-dev-payments"
FOLDER = f"s3://millrace-dev-{ACCOUNT}-eu-west-1-code/pipelines/payments"
VARIABLES = ("-var-file=envs/dev.tfvars", "-var-file=emulator.tfvars.json")

# A few retries: moto drops a connection now and then. More, and an action that it lacks takes minutes.
PROVIDER = """
provider "aws" {
%s
  access_key                  = "emulator"
  secret_key                  = "emulator"
  allowed_account_ids         = []
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true
  max_retries                 = 3
}
"""

# moto ignores the conditions of a bucket's policy, so that one which refuses the clear refuses all.
BUCKET = """
resource "aws_s3_bucket_policy" "this" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [
      { Sid = "Emulator", Effect = "Allow", Action = "s3:*", Resource = [local.arn, "${local.arn}/*"], Principal = { AWS = "*" } },
      { Sid = "LogDelivery", Effect = "Allow", Action = "s3:PutObject", Resource = "${local.arn}/*", Principal = { Service = "logging.s3.amazonaws.com" } },
    ]
  })
}
"""


class Emulator:
    """moto's server, as long as the block lasts."""

    def __enter__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=self.log, stderr=self.log)
        until = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(self.url + "/moto-api/data.json", timeout=2).read()
                break
            except OSError:
                if time.monotonic() > until or self.process.poll() is not None:
                    self.log.seek(0)
                    raise SystemExit(f"emulator: moto does not answer at {self.url}\n{self.log.read().decode()[-2000:]}")
                time.sleep(0.2)
        self.shim = shim.Shim(port, ACCOUNT)
        self.lineage = self.given()
        return self

    def ask(self, service, method, path, body, action=""):
        """Asks moto itself, past the shim."""
        scope = f"AWS4-HMAC-SHA256 Credential=emulator/20260101/eu-west-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
        headers = {"Authorization": scope, **({"X-Amz-Target": action, "Content-Type": "application/x-amz-json-1.1"} if action else {"Content-Type": "text/xml"})}
        url = self.url + path
        return urllib.request.urlopen(urllib.request.Request(url, body.encode(), headers, method=method), timeout=30).read().decode()

    def given(self):
        """What the stack does not make itself: a certificate and a hosted zone."""
        certificate = json.loads(self.ask("acm", "POST", "/", json.dumps({"DomainName": "lineage.example.com"}), "CertificateManager.RequestCertificate"))
        zone = '<CreateHostedZoneRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Name>example.com</Name><CallerReference>1</CallerReference></CreateHostedZoneRequest>'
        made = re.search(r"<Id>/hostedzone/([^<]+)</Id>", self.ask("route53", "POST", "/2013-04-01/hostedzone", zone))
        return {"domain": {"name": "lineage.example.com", "certificate_arn": certificate["CertificateArn"], "zone_id": made[1]}, "reader_cidrs": ["10.0.0.0/16"]}

    def errors(self):
        """Last lines of moto's tracebacks, and what it did not answer."""
        self.log.seek(0)
        lines = self.log.read().decode(errors="replace").splitlines()
        return sorted({line for line in lines if re.match(r"[A-Za-z_.]*(Error|Exception)\b", line)} | set(self.shim.unanswered))

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


class Stack:
    """A copy of the stack that talks to the emulator."""

    def __init__(self, folder, url, lineage):
        self.folder, self.lineage = render.copy(folder), lineage
        self.environment = dict(render.environment(), AWS_ENDPOINT_URL=url, AWS_EC2_METADATA_DISABLED="true", HTTP_PROXY=url)
        providers = [PROVIDER % line for line in ("", '  alias = "secondary"', '  alias = "billing"')]
        (self.folder / "offline_override.tf").write_text('terraform {\n  backend "local" {}\n}\n' + "".join(providers))
        (self.folder / "modules" / "bucket" / "emulator_override.tf").write_text(BUCKET)
        self.run("init", "-input=false", "-lockfile=readonly")

    def run(self, *arguments):
        return subprocess.run(["./tf", *arguments], cwd=self.folder, env=self.environment, capture_output=True, text=True)

    def change(self, command, jar, folder=None):
        """apply or destroy: what was changed, and what failed, by address."""
        (self.folder / "jar.txt").write_text(jar)
        values = {**EVERYTHING, "lineage": self.lineage, "account_id": ACCOUNT, "jar": {"path": "jar.txt"}, "pipeline": {"name": "payments", "folder": folder}}
        (self.folder / "emulator.tfvars.json").write_text(json.dumps(values))
        result = self.run(command, "-auto-approve", "-json", "-input=false", "-lock=false", "-parallelism=8", *VARIABLES)
        done, failed = collections.Counter(), {}
        for line in result.stdout.splitlines():
            message = json.loads(line)
            if message["type"] == "apply_complete":
                done[message["hook"]["action"]] += 1
            elif message["type"] == "diagnostic" and message["diagnostic"]["severity"] == "error":
                address = message["diagnostic"].get("address", "the stack")
                failed[address] = message["diagnostic"]["summary"]
        return done, failed

    def drift(self):
        """What a second plan would change, by address: the actions, and the attributes that differ."""
        result = self.run("plan", "-no-color", "-input=false", "-lock=false", "-out=again.bin", *VARIABLES)
        if result.returncode != 0:
            return {"the stack": "cannot be planned again: " + result.stderr[-1500:]}
        found = {}
        for change in json.loads(self.run("show", "-json", "again.bin").stdout)["resource_changes"]:
            actions = change["change"]["actions"]
            if change["mode"] == "managed" and actions not in (["no-op"], ["read"]):
                before, after = change["change"]["before"] or {}, change["change"]["after"] or {}
                found[change["address"]] = "/".join(actions) + ": " + ", ".join(sorted(k for k in after if before.get(k) != after[k]))
        return found

    def left(self):
        listed = self.run("state", "list").stdout.split()
        return [address for address in listed if not re.search(r"(^|\.)data\.", address)]


def kinds(addresses):
    """Types of addresses, e.g. aws_s3_bucket of module.lake.module.code.aws_s3_bucket.this."""
    return sorted({(re.findall(r"(?:^|\.)(aws_[a-z0-9_]+)\.", a) or [a])[-1] for a in addresses})


def running(shim):
    """What the application runs, as AWS would have it."""
    app = shim.flink.applications[APPLICATION]
    given = app["given"]["ApplicationConfiguration"]
    groups = {group["PropertyGroupId"]: group["PropertyMap"] for group in given["EnvironmentProperties"]["PropertyGroups"]}
    code = given["ApplicationCodeConfiguration"]["CodeContent"]["S3ContentLocation"]
    return {"status": app["status"], "version": code["ObjectVersion"], "location": groups["pipeline"]["location"]}


def main(arguments):
    if importlib.util.find_spec("moto") is None:
        print("emulator: SKIPPED, found no moto; pip install 'moto[server]'")
        return 0
    start = time.monotonic()
    with Emulator() as emulator, tempfile.TemporaryDirectory() as folder:
        stack = Stack(folder, emulator.shim.url, emulator.lineage)
        made, failed = stack.change("apply", "one")
        print(f"emulator: applied {made['create']}, {len(failed)} failed, {time.monotonic() - start:.0f} s", flush=True)
        for address, why in failed.items() if "--learn" in arguments else ():
            print(f"  {address}: {why[:400]}", flush=True)
        uncovered = sorted(services.declared() - set(kinds(stack.left())))
        drift = stack.drift()
        again = {address: why for address, why in drift.items() if not why.startswith("create:")}
        print(f"emulator: a second plan changes {len(again)}, {time.monotonic() - start:.0f} s", flush=True)
        before = running(emulator.shim)
        changed, _ = stack.change("apply", "two", FOLDER)
        after = running(emulator.shim)
        print(f"emulator: an update of the jar's version and a property made {changed['create']}, changed {changed['update']}, replaced or deleted {changed['delete']}, {time.monotonic() - start:.0f} s", flush=True)
        gone, stuck = stack.change("destroy", "two", FOLDER)
        left = stack.left()
        errors = emulator.errors()
        print(f"emulator: destroyed {gone['delete']}, {len(left)} left, {time.monotonic() - start:.0f} s", flush=True)
    seen = {"gaps": kinds(failed), "drift": kinds(again), "left": kinds(left), "elsewhere": sorted(set(uncovered) - set(kinds(failed)))}
    said = {**stuck, **again, **failed}
    expected = json.loads(EXPECTED.read_text()) if EXPECTED.exists() else {}
    if "--learn" in arguments:
        reasons = {what: {t: expected.get(what, {}).get(t) or next(w for a, w in {**said, **dict.fromkeys(left, ""), **dict.fromkeys(uncovered, "")}.items() if t in a)[:200] for t in types} for what, types in seen.items()}
        EXPECTED.write_text(json.dumps(reasons, indent=2) + "\n")
        print(json.dumps({"failed": failed, "drift": again, "left": left, "stuck": stuck, "errors": errors}, indent=1))
        return 0
    faults = []
    for what, types in seen.items():
        for new in sorted(set(types) - set(expected[what])):
            faults.append(f"{what}: {new} is not in expected.json: {[w for a, w in said.items() if new in a][:1]}")
        for old in sorted(set(expected[what]) - set(types)):
            faults.append(f"{what}: {old} is in expected.json, and was not seen; take it out")
    if after["version"] == before["version"] or after["location"] != FOLDER or after["status"] != "RUNNING":
        faults.append(f"the update: expected another version of the jar and the pipeline {FOLDER}, got {before}, then {after}")
    for fault in faults:
        print(f"emulator: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
