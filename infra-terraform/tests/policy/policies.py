"""What must hold of everything that is provisioned, asked of plans in JSON.

A policy is a function that takes a Plan and yields faults, each naming a resource. What is let off
stands beside the policy, with the reason.
"""

import json
import pathlib
import re


class Plan:
    def __init__(self, document):
        self.document = document
        self.resources = [Resource(c) for c in document["resource_changes"] if c["mode"] == "managed" and "create" in c["change"]["actions"]]
        self.production = document["variables"]["environment"]["value"] == "prod"
        self.wildcards = document["planned_values"]["outputs"]["wildcards"]["value"]

    def of(self, *types):
        return [r for r in self.resources if r.type in types]

    def beside(self, resource, type):
        """Resources of a type in the same module, e.g. the parts of a bucket."""
        return [r for r in self.of(type) if r.module == resource.module]

    def is_ours(self, resource, attribute):
        """Whether an attribute takes its value from a key of modules/kms, however many modules it passes through."""
        node, trail = self.document["configuration"]["root_module"], []
        for call in resource.calls:
            trail.append(node)
            node = node["module_calls"][call]["module"]
        block = next((r for r in node["resources"] if r["type"] == resource.type and r["name"] == resource.name), None)
        names = references(find(block["expressions"], attribute)) if block else set()
        for parent, call in zip(reversed(trail), reversed(resource.calls)):
            if any(name.startswith("module.kms.") for name in names):
                return True
            passed = parent["module_calls"][call].get("expressions", {})
            wanted = {name.split(".")[1] for name in names if name.startswith("var.")}
            names = set().union(*(references(passed[w]) for w in wanted if w in passed))
        return any(name.startswith("module.kms.") for name in names)


class Resource:
    def __init__(self, change):
        self.change = change
        self.address = change["address"]
        self.type = change["type"]
        self.name = change["name"]
        self.after = change["change"]["after"]
        self.unknown = change["change"]["after_unknown"]
        self.module = change.get("module_address", "")
        self.calls = re.findall(r"module\.([a-z_0-9]+)", re.sub(r"\[[^]]*\]", "", self.module))

    def get(self, *path):
        """A value, or None where there is none; '?' where it is known after the apply only."""
        value, unknown = self.after, self.unknown
        for step in path:
            if unknown is True:
                return "?"
            try:
                unknown = unknown[step]
            except (KeyError, IndexError, TypeError):
                unknown = None
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                value = None
        return "?" if unknown is True else value


def find(expressions, attribute):
    if isinstance(expressions, list):
        return [find(e, attribute) for e in expressions]
    if isinstance(expressions, dict):
        return [e if name == attribute else find(e, attribute) for name, e in expressions.items()]
    return None


def references(expressions):
    if isinstance(expressions, list):
        return set().union(*map(references, expressions)) if expressions else set()
    if isinstance(expressions, dict):
        return set(expressions.get("references", [])).union(*(references(e) for e in expressions.values() if isinstance(e, (dict, list))))
    return set()


def listed(value):
    return value if isinstance(value, list) else [value]


def statements(text):
    return json.loads(text)["Statement"]


# Type -> where its key stands.
KEYS = {
    "aws_athena_workgroup": ("configuration", 0, "result_configuration", 0, "encryption_configuration", 0, "kms_key_arn"),
    "aws_backup_vault": ("kms_key_arn",),
    "aws_cloudtrail": ("kms_key_id",),
    "aws_cloudwatch_log_group": ("kms_key_id",),
    "aws_config_delivery_channel": ("s3_kms_key_arn",),
    "aws_kinesis_stream": ("kms_key_id",),
    "aws_rds_cluster": ("kms_key_id",),
    "aws_redshift_cluster": ("kms_key_id",),
    "aws_redshift_snapshot_copy_grant": ("kms_key_id",),
    "aws_redshiftserverless_namespace": ("kms_key_id",),
    "aws_s3_bucket_server_side_encryption_configuration": ("rule", 0, "apply_server_side_encryption_by_default", 0, "kms_master_key_id"),
    "aws_sagemaker_endpoint_configuration": ("kms_key_arn",),
    "aws_secretsmanager_secret": ("kms_key_id",),
    "aws_sfn_state_machine": ("encryption_configuration", 0, "kms_key_id"),
    "aws_sns_topic": ("kms_master_key_id",),
    "aws_synthetics_canary": ("artifact_config", 0, "s3_encryption", 0, "kms_key_arn"),
}
# AWS delivers there in its own name, and only with S3's own key.
OTHER_KEYS = ("access_logs", "report_bucket")


def encryption(plan):
    """What is kept is encrypted with a key of ours."""
    for r in plan.of(*KEYS):
        if any(name in r.module for name in OTHER_KEYS):
            if r.get("rule", 0, "apply_server_side_encryption_by_default", 0, "sse_algorithm") != "AES256":
                yield r.address, "not encrypted"
        elif r.get(*KEYS[r.type]) in (None, "") or not plan.is_ours(r, KEYS[r.type][-1]):
            yield r.address, "not encrypted with a key of modules/kms"
    for r in plan.of("aws_kinesis_stream"):
        if r.get("encryption_type") != "KMS":
            yield r.address, "its encryption is off"
    for r in plan.of("aws_redshift_cluster", "aws_rds_cluster"):
        if str(r.get("encrypted" if r.type == "aws_redshift_cluster" else "storage_encrypted")).lower() != "true":
            yield r.address, "its encryption is off"
    for r in plan.of("aws_s3_bucket"):
        if not plan.beside(r, "aws_s3_bucket_server_side_encryption_configuration"):
            yield r.address, "its encryption is not set"


def rotation(plan):
    """Keys change every year, and their deletion can be taken back."""
    for r in plan.of("aws_kms_key"):
        if r.get("enable_key_rotation") is not True or not 90 <= (r.get("rotation_period_in_days") or 0) <= 365:
            yield r.address, "not rotated within a year"
        if not r.get("multi_region"):
            yield r.address, "cannot be replicated"
    for r in plan.of("aws_kms_key", "aws_kms_replica_key"):
        if (r.get("deletion_window_in_days") or 0) < (30 if plan.production else 7):
            yield r.address, "deleted too soon"


def tls(plan):
    """Nothing is sent in the clear."""
    for r in plan.of("aws_s3_bucket"):
        denied = [s for p in plan.beside(r, "aws_s3_bucket_policy") for s in statements(p.get("policy")) if s["Effect"] == "Deny" and s["Principal"] == "*"]
        bucket = {f"arn:aws:s3:::{r.get('bucket')}", f"arn:aws:s3:::{r.get('bucket')}/*"}
        for test, key, value in (("Bool", "aws:SecureTransport", "false"), ("NumericLessThan", "s3:TlsVersion", "1.2")):
            if not any(s["Action"] == "s3:*" and set(listed(s["Resource"])) == bucket and s.get("Condition") == {test: {key: value}} for s in denied):
                yield r.address, f"does not refuse {key} {value}"
    for r in plan.of("aws_sns_topic_policy"):
        if not any(s["Effect"] == "Deny" and s.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}} for s in statements(r.get("policy"))):
            yield r.address, "takes messages in the clear"
    for r in plan.of("aws_redshift_parameter_group"):
        if {"name": "require_ssl", "value": "true"} not in r.get("parameter"):
            yield r.address, "takes connections without TLS"
    for r in plan.of("aws_redshiftserverless_workgroup"):
        if {"parameter_key": "require_ssl", "parameter_value": "true"} not in r.get("config_parameter"):
            yield r.address, "takes connections without TLS"
    for r in plan.of("aws_api_gateway_domain_name"):
        if r.get("security_policy") != "TLS_1_2":
            yield r.address, "takes TLS older than 1.2"
    for r in plan.of("aws_cloudfront_distribution"):
        if r.get("default_cache_behavior", 0, "viewer_protocol_policy") not in ("redirect-to-https", "https-only"):
            yield r.address, "gives pages in the clear"
        if r.get("aliases") and r.get("viewer_certificate", 0, "minimum_protocol_version") != "TLSv1.2_2021":
            yield r.address, "takes TLS older than 1.2"
    for r in plan.of("aws_lb_listener"):
        if r.get("protocol") != "HTTPS" or not re.match(r"ELBSecurityPolicy-TLS13-1-[23]", r.get("ssl_policy") or ""):
            yield r.address, "takes connections without TLS, or TLS older than 1.2"
    for r in plan.of("aws_rds_cluster_parameter_group"):
        if not any(p["name"] == "rds.force_ssl" and p["value"] == "1" for p in r.get("parameter")):
            yield r.address, "takes connections without TLS"
    for r in plan.of("aws_route53_health_check"):
        if str(r.get("type")).startswith("HTTP") and not r.get("type").startswith("HTTPS"):
            yield r.address, "asks in the clear"


def public(plan):
    """Nothing can be reached from everywhere but the API, whose firewall stands before it, and pages, for who can sign."""
    for r in plan.of("aws_s3_bucket"):
        blocks = plan.beside(r, "aws_s3_bucket_public_access_block")
        if not blocks or not all(blocks[0].get(k) is True for k in ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")):
            yield r.address, "public access is not blocked"
        owners = plan.beside(r, "aws_s3_bucket_ownership_controls")
        if not owners or owners[0].get("rule", 0, "object_ownership") != "BucketOwnerEnforced":
            yield r.address, "has access lists"
    for r in plan.of("aws_s3_bucket_policy", "aws_sns_topic_policy", "aws_secretsmanager_secret_policy", "aws_kms_key", "aws_kms_replica_key"):
        for s in statements(r.get("policy")) if r.get("policy") != "?" else []:
            if s["Effect"] == "Allow" and s.get("Principal") in ("*", {"AWS": "*"}):
                yield r.address, "everybody may use it"
    for r in plan.of("aws_redshift_cluster", "aws_redshiftserverless_workgroup", "aws_rds_cluster_instance"):
        if r.get("publicly_accessible") is not False:
            yield r.address, "has a public address"
    for r in plan.of("aws_vpc_security_group_ingress_rule"):
        if r.get("cidr_ipv4") == "0.0.0.0/0" or r.get("cidr_ipv6") == "::/0":
            yield r.address, "lets everybody in"
    for r in plan.of("aws_cloudfront_distribution"):
        if r.get("default_cache_behavior", 0, "trusted_key_groups") in (None, []) or r.get("ordered_cache_behavior"):
            yield r.address, "gives pages to everybody"
        if any(r.get("origin", i, "origin_access_control_id") in (None, "") for i in range(len(r.get("origin")))):
            yield r.address, "reads its origin without a signature"
    for r in plan.of("aws_lb"):
        if r.get("internal") is not True:
            yield r.address, "has a public address"
    for r in plan.of("aws_ecs_service"):
        if r.get("network_configuration", 0, "assign_public_ip"):
            yield r.address, "its tasks have public addresses"
    for r in plan.of("aws_subnet"):
        if r.get("map_public_ip_on_launch"):
            yield r.address, "gives out public addresses"
    for r in plan.of("aws_default_security_group"):
        if any(r.get(way) not in (None, [], "?") for way in ("ingress", "egress")):
            yield r.address, "lets something through"
    for r in plan.of("aws_sagemaker_model"):
        if not r.get("enable_network_isolation"):
            yield r.address, "its container may send data anywhere"
    for r in plan.of("aws_api_gateway_stage"):
        if not plan.beside(r, "aws_wafv2_web_acl_association"):
            yield r.address, "has no firewall"


TAGS = {"Project", "Environment", "Owner", "Pipeline", "ManagedBy"}


def tags(plan):
    """Everything that can have tags has those by which cost and owner are told."""
    for r in plan.resources:
        if "tags_all" in r.after or "tags_all" in r.unknown:
            missing = TAGS - {k for k, v in (r.get("tags_all") or {}).items() if v} if r.get("tags_all") != "?" else set()
            if missing:
                yield r.address, f"lacks the tags {', '.join(sorted(missing))}"


def retention(plan):
    """Nothing is kept for ever unasked, and nothing is gone before it can be looked into."""
    for r in plan.of("aws_cloudwatch_log_group"):
        days = r.get("retention_in_days") or 0
        if not (90 if plan.production else 1) <= days <= 1827:
            yield r.address, f"keeps logs for {days} days"
    for r in plan.of("aws_kinesis_stream"):
        if (r.get("retention_period") or 0) < (72 if plan.production else 24):
            yield r.address, "keeps records too shortly"
    for r in plan.of("aws_s3_bucket"):
        if not any(v.get("versioning_configuration", 0, "status") == "Enabled" for v in plan.beside(r, "aws_s3_bucket_versioning")):
            yield r.address, "keeps no versions"
        rules = [rule for c in plan.beside(r, "aws_s3_bucket_lifecycle_configuration") for rule in c.get("rule")]
        if not any(rule["noncurrent_version_expiration"] and rule["status"] == "Enabled" for rule in rules):
            yield r.address, "keeps old versions for ever"
    for r in plan.of("aws_redshift_cluster"):
        if (r.get("automated_snapshot_retention_period") or 0) < (7 if plan.production else 1):
            yield r.address, "keeps snapshots too shortly"
    for r in plan.of("aws_rds_cluster"):
        if (r.get("backup_retention_period") or 0) < (7 if plan.production else 1):
            yield r.address, "keeps backups too shortly"


# Services that do not send the account, or of which that is not documented.
NO_ACCOUNT = {"redshift.amazonaws.com", "redshift-serverless.amazonaws.com", "s3.amazonaws.com", "backup.amazonaws.com", "lambda.amazonaws.com"}


def least_privilege(plan):
    """A role may do what its function needs: each wildcard has a written reason, and a condition or a path."""
    roles = {r.module: r.get("name") for r in plan.of("aws_iam_role")}
    for r in plan.of("aws_iam_role_policy"):
        role = roles.get(r.module)
        if role is None:
            yield r.address, "is no policy of modules/iam"
            continue
        if r.get("policy") == "?":
            yield r.address, "cannot be read in a plan; name resources by their names"
            continue
        for s in statements(r.get("policy")):
            if s["Effect"] != "Allow":
                continue
            if "NotAction" in s or "NotResource" in s:
                yield r.address, f"{s['Sid']} says what is not meant"
            if any(a == "*" or a.endswith(":*") for a in listed(s["Action"])):
                yield r.address, f"{s['Sid']} allows every action of a service"
            wild = any("*" in a for a in listed(s["Action"]) + listed(s["Resource"]))
            if wild and len(plan.wildcards.get(f"{role}/{s['Sid']}", "")) < 20:
                yield r.address, f"{s['Sid']} has a wildcard without a reason"
            if any(a.startswith("kms:") for a in listed(s["Action"])) and not s.get("Condition"):
                yield r.address, f"{s['Sid']} allows the use of every key"
            if any(a.startswith("iam:PassRole") for a in listed(s["Action"])) and "*" in listed(s["Resource"]):
                yield r.address, f"{s['Sid']} passes any role on"
    for r in plan.of("aws_iam_role"):
        for s in statements(r.get("assume_role_policy")):
            principal = s["Principal"]
            if set(principal) != {"Service"}:
                yield r.address, "can be taken by others than a service"
            elif not s.get("Condition") and principal["Service"] not in NO_ACCOUNT:
                yield r.address, "can be taken through the service by other accounts"
    for r in plan.of("aws_iam_role_policy_attachment", "aws_iam_policy", "aws_iam_user", "aws_iam_access_key"):
        yield r.address, "is not of modules/iam"


def logging(plan):
    """What happens is written down."""
    for r in plan.of("aws_api_gateway_stage"):
        if not r.get("access_log_settings") or not r.get("xray_tracing_enabled"):
            yield r.address, "logs no accesses or traces nothing"
    for r in plan.of("aws_api_gateway_method_settings"):
        if r.get("settings", 0, "data_trace_enabled") is not False:
            yield r.address, "would log whole events"
    for r in plan.of("aws_wafv2_web_acl"):
        if not plan.beside(r, "aws_wafv2_web_acl_logging_configuration"):
            yield r.address, "logs nothing"
    for r in plan.of("aws_vpc"):
        if not any(f.get("traffic_type") in ("ALL", "REJECT") for f in plan.beside(r, "aws_flow_log")):
            yield r.address, "has no flow log"
    for r in plan.of("aws_redshift_cluster"):
        if not any(set(l.get("log_exports") or []) >= {"connectionlog", "userlog", "useractivitylog"} for l in plan.beside(r, "aws_redshift_logging")):
            yield r.address, "does not log connections, users and statements"
    for r in plan.of("aws_redshiftserverless_namespace"):
        if set(r.get("log_exports") or []) != {"connectionlog", "userlog", "useractivitylog"}:
            yield r.address, "does not log connections, users and statements"
    for r in plan.of("aws_cloudfront_distribution"):
        if not plan.beside(r, "aws_cloudwatch_log_delivery"):
            yield r.address, "does not log who reads what"
    for r in plan.of("aws_lb"):
        if r.get("access_logs", 0, "enabled") is not True:
            yield r.address, "logs no accesses"
    for r in plan.of("aws_rds_cluster"):
        if "postgresql" not in (r.get("enabled_cloudwatch_logs_exports") or []):
            yield r.address, "logs nothing"
    for r in plan.of("aws_sfn_state_machine"):
        if r.get("logging_configuration", 0, "level") not in ("ERROR", "ALL") or not r.get("tracing_configuration", 0, "enabled"):
            yield r.address, "logs no errors or traces nothing"
    for r in plan.of("aws_s3_bucket"):
        if "access_logs" not in r.module and not plan.beside(r, "aws_s3_bucket_logging"):
            yield r.address, "logs no accesses"
    for r in plan.of("aws_kinesisanalyticsv2_application"):
        if not r.unknown.get("cloudwatch_logging_options") and not r.get("cloudwatch_logging_options"):
            yield r.address, "logs nothing"
    for r in plan.of("aws_cloudtrail"):
        if not (r.get("is_multi_region_trail") and r.get("enable_log_file_validation") and r.get("enable_logging")):
            yield r.address, "leaves regions out, or can be changed unseen"
    if plan.production and not plan.of("aws_cloudtrail"):
        yield "the stack", "has no trail in production"


def deletion(plan):
    """Production outlives a mistake."""
    if not plan.production:
        return
    for r in plan.of("aws_s3_bucket", "aws_athena_workgroup"):
        if r.get("force_destroy"):
            yield r.address, "is destroyed with what is in it"
    for r in plan.of("aws_redshift_cluster"):
        if r.get("skip_final_snapshot") is not False or not r.get("final_snapshot_identifier"):
            yield r.address, "leaves no last snapshot"
    for r in plan.of("aws_rds_cluster"):
        if r.get("deletion_protection") is not True or r.get("skip_final_snapshot") is not False:
            yield r.address, "can be deleted, or leaves no last snapshot"
    for r in plan.of("aws_lb"):
        if r.get("enable_deletion_protection") is not True:
            yield r.address, "can be deleted"
    for r in plan.of("aws_secretsmanager_secret"):
        if (r.get("recovery_window_in_days") or 0) < 30:
            yield r.address, "cannot be recovered for 30 days"
    for r in plan.of("aws_kinesisanalyticsv2_application"):
        if not r.get("application_configuration", 0, "application_snapshot_configuration", 0, "snapshots_enabled") or r.get("force_stop"):
            yield r.address, "takes no snapshot when it is stopped"
    for r in plan.of("aws_scheduler_schedule"):
        if re.search(r":(stop|pause|delete)", r.get("target", 0, "arn") or ""):
            yield r.address, "stops something in production"
    for r in plan.of("aws_backup_vault"):
        if not any(lock.get("backup_vault_name") == r.get("name") for lock in plan.beside(r, "aws_backup_vault_lock_configuration")):
            yield r.address, "can be emptied"
    if not plan.of("aws_s3_bucket_object_lock_configuration"):
        yield "the stack", "has no bucket that is locked"


PAGE = pathlib.Path(__file__).resolve().parents[3] / "docs" / "operations.md"
LINES = set(re.findall(r"^\| `([a-z-]+)` \|", PAGE.read_text().split("\n## Alarms\n")[1], re.M))


def alarms(plan):
    """Every alarm tells somebody, when it comes and when it goes, and says where it is written what to do."""
    known = {r.get("arn") if r.get("arn") not in (None, "?") else r.get("name") for r in plan.of("aws_sns_topic")}
    for r in plan.of("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"):
        for kind in ("alarm_actions", "ok_actions"):
            actions = r.get(kind) or []
            if not actions or any(a.split(":")[-1] not in known for a in actions):
                yield r.address, f"its {kind} name no topic of ours"
        if r.get("actions_enabled") is False:
            yield r.address, "its actions are off"
        line = re.search(r"see docs/operations\.md, Alarms, ([a-z-]+)\.$", r.get("alarm_description") or "")
        if not line:
            yield r.address, "does not name its line in docs/operations.md"
        elif line[1] not in LINES:
            yield r.address, f"names the line {line[1]}, which docs/operations.md does not have"


SECRETS = re.compile(r"(password|secret_string|secret_key|access_key|token)$")


def secrets(plan):
    """No secret is in a plan, and so in no state."""
    def walk(value, path):
        if isinstance(value, dict):
            for name, inner in value.items():
                if SECRETS.search(name) and isinstance(inner, str) and inner:
                    yield ".".join([*path, name])
                yield from walk(inner, [*path, name])
        elif isinstance(value, list):
            for inner in value:
                yield from walk(inner, path)

    for r in plan.resources:
        for path in walk(r.after, []):
            yield r.address, f"has a secret in {path}"
    for r in plan.of("aws_redshift_cluster"):
        if r.get("manage_master_password") is not True:
            yield r.address, "its password is not Redshift's own"
    for r in plan.of("aws_rds_cluster"):
        if r.get("manage_master_user_password") is not True:
            yield r.address, "its password is not RDS's own"


POLICIES = [encryption, rotation, tls, public, tags, retention, least_privilege, logging, deletion, alarms, secrets]
