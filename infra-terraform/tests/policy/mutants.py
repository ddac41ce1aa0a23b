"""Plans that are wrong in one place. The policy that a mutant names must find it."""

import json
import pickle


class Mutant:
    def __init__(self, policy, about, change):
        self.policy, self.about, self.change = policy, about, change

    def of(self, document):
        """The mutated copy; None when the plan has nothing of the kind."""
        mutated = pickle.loads(pickle.dumps(document))
        return mutated if self.change(mutated) else None


def resources(document, type, module=""):
    return [c for c in document["resource_changes"] if c["type"] == type and module in c.get("module_address", "") and c["mode"] == "managed"]


def setting(type, *path_and_value, module=""):
    """Sets one value of the first resource of a type."""
    *path, value = path_and_value

    def change(document):
        found = resources(document, type, module)
        if not found:
            return False
        for side, new in (("after", value), ("after_unknown", False)):
            node = found[0]["change"][side]
            for step in path[:-1]:
                if isinstance(node, dict):
                    node = node.setdefault(step, {})
                elif isinstance(node, list) and step < len(node):
                    node = node[step]
                else:
                    node = {}
            if isinstance(node, (dict, list)):
                node[path[-1]] = new
        return True

    return change


def dropping(type, module=""):
    """Leaves out the first resource of a type."""

    def change(document):
        found = resources(document, type, module)
        if found:
            document["resource_changes"].remove(found[0])
        return bool(found)

    return change


def policy(type, edit, attribute="policy", module=""):
    """Edits the statements of the first policy of a type."""

    def change(document):
        for found in resources(document, type, module):
            text = found["change"]["after"].get(attribute)
            if not text:
                continue
            parsed = json.loads(text)
            if edit(parsed["Statement"]) is not False:
                found["change"]["after"][attribute] = json.dumps(parsed)
                return True
        return False

    return change


def without(sid):
    def edit(statements):
        kept = [s for s in statements if s.get("Sid") != sid]
        if len(kept) == len(statements):
            return False
        statements[:] = kept

    return edit


def first(**fields):
    return lambda statements: statements[0].update(fields)


def unconditional(statements):
    for s in statements:
        if any(a.startswith("kms:") for a in (s["Action"] if isinstance(s["Action"], list) else [s["Action"]])):
            s.pop("Condition")
            return True
    return False


def other_key(document):
    """The lake's bucket takes its key from somewhere else than modules/kms."""
    call = document["configuration"]["root_module"]["module_calls"]["lake"]
    call["expressions"]["kms_key_arn"] = {"references": ["var.some_key"]}
    return True


def unreasoned(document):
    reasons = document["planned_values"]["outputs"]["wildcards"]["value"]
    reasons.pop(sorted(reasons)[0])
    return True


def untagged(document):
    resources(document, "aws_kinesis_stream")[0]["change"]["after"]["tags_all"].pop("Owner")
    return True


def opened(document):
    rule = resources(document, "aws_vpc_security_group_ingress_rule")[0]["change"]
    rule["after"]["cidr_ipv4"] = "0.0.0.0/0"
    return True


MUTANTS = [
    Mutant("encryption", "a stream without encryption", setting("aws_kinesis_stream", "encryption_type", "NONE")),
    Mutant("encryption", "a stream without a key", setting("aws_kinesis_stream", "kms_key_id", None)),
    Mutant("encryption", "a log group without a key", setting("aws_cloudwatch_log_group", "kms_key_id", None)),
    Mutant("encryption", "a topic without a key", setting("aws_sns_topic", "kms_master_key_id", None)),
    Mutant("encryption", "a secret without a key of ours", setting("aws_secretsmanager_secret", "kms_key_id", None)),
    Mutant("encryption", "a warehouse without encryption", setting("aws_redshift_cluster", "encrypted", "false")),
    Mutant("encryption", "an endpoint without a key", setting("aws_sagemaker_endpoint_configuration", "kms_key_arn", None)),
    Mutant("encryption", "results of queries without a key", setting("aws_athena_workgroup", "configuration", 0, "result_configuration", 0, "encryption_configuration", 0, "kms_key_arn", None)),
    Mutant("encryption", "a bucket whose encryption is not set", dropping("aws_s3_bucket_server_side_encryption_configuration", "module.lake.module.lake")),
    Mutant("encryption", "a bucket with a key that is not ours", other_key),
    Mutant("encryption", "a state machine without a key", setting("aws_sfn_state_machine", "encryption_configuration", 0, "kms_key_id", None)),
    Mutant("encryption", "a trail without a key", setting("aws_cloudtrail", "kms_key_id", None)),
    Mutant("encryption", "a database without encryption", setting("aws_rds_cluster", "storage_encrypted", False)),
    Mutant("encryption", "a database without a key of ours", setting("aws_rds_cluster", "kms_key_id", None)),
    Mutant("encryption", "results of a canary without a key", setting("aws_synthetics_canary", "artifact_config", 0, "s3_encryption", 0, "kms_key_arn", None)),
    Mutant("rotation", "a key that is never rotated", setting("aws_kms_key", "enable_key_rotation", False)),
    Mutant("rotation", "a key that is rotated every seven years", setting("aws_kms_key", "rotation_period_in_days", 2560)),
    Mutant("rotation", "a key that is gone within a week in production", setting("aws_kms_key", "deletion_window_in_days", 7)),
    Mutant("tls", "a bucket that is read in the clear", policy("aws_s3_bucket_policy", without("TlsOnly"))),
    Mutant("tls", "a bucket that takes TLS 1.0", policy("aws_s3_bucket_policy", without("Tls12"))),
    Mutant("tls", "a bucket without a policy", dropping("aws_s3_bucket_policy")),
    Mutant("tls", "a topic that takes messages in the clear", policy("aws_sns_topic_policy", without("TlsOnly"))),
    Mutant("tls", "a warehouse without TLS", setting("aws_redshift_parameter_group", "parameter", [{"name": "require_ssl", "value": "false"}])),
    Mutant("tls", "pages in the clear", setting("aws_cloudfront_distribution", "default_cache_behavior", 0, "viewer_protocol_policy", "allow-all")),
    Mutant("tls", "a balancer that takes connections in the clear", setting("aws_lb_listener", "protocol", "HTTP")),
    Mutant("tls", "a balancer that takes TLS 1.0", setting("aws_lb_listener", "ssl_policy", "ELBSecurityPolicy-2016-08")),
    Mutant("tls", "a database without TLS", setting("aws_rds_cluster_parameter_group", "parameter", [])),
    Mutant("public", "pages that everybody reads", setting("aws_cloudfront_distribution", "default_cache_behavior", 0, "trusted_key_groups", [])),
    Mutant("public", "pages whose bucket is read without a signature", setting("aws_cloudfront_distribution", "origin", 0, "origin_access_control_id", None)),
    Mutant("public", "a balancer with a public address", setting("aws_lb", "internal", False)),
    Mutant("public", "a task with a public address", setting("aws_ecs_service", "network_configuration", 0, "assign_public_ip", True)),
    Mutant("public", "a database with a public address", setting("aws_rds_cluster_instance", "publicly_accessible", True)),
    Mutant("public", "a bucket that takes public policies", setting("aws_s3_bucket_public_access_block", "block_public_policy", False)),
    Mutant("public", "a bucket whose public access is not blocked", dropping("aws_s3_bucket_public_access_block")),
    Mutant("public", "a bucket with access lists", setting("aws_s3_bucket_ownership_controls", "rule", 0, "object_ownership", "ObjectWriter")),
    Mutant("public", "a bucket that everybody reads", policy("aws_s3_bucket_policy", lambda s: s.append({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}))),
    Mutant("public", "a key that everybody uses", policy("aws_kms_key", first(Principal={"AWS": "*"}))),
    Mutant("public", "a topic that everybody uses", policy("aws_sns_topic_policy", first(Principal={"AWS": "*"}))),
    Mutant("public", "a warehouse with a public address", setting("aws_redshift_cluster", "publicly_accessible", True)),
    Mutant("public", "a security group that lets everybody in", opened),
    Mutant("public", "a subnet that gives out public addresses", setting("aws_subnet", "map_public_ip_on_launch", True)),
    Mutant("public", "a container that may send data anywhere", setting("aws_sagemaker_model", "enable_network_isolation", False)),
    Mutant("public", "an API without a firewall", dropping("aws_wafv2_web_acl_association")),
    Mutant("tags", "a stream without an owner", untagged),
    Mutant("tags", "a role without tags", setting("aws_iam_role", "tags_all", {})),
    Mutant("retention", "a log that is kept for ever", setting("aws_cloudwatch_log_group", "retention_in_days", 0)),
    Mutant("retention", "a log that is gone tomorrow in production", setting("aws_cloudwatch_log_group", "retention_in_days", 1)),
    Mutant("retention", "a stream that forgets within a day in production", setting("aws_kinesis_stream", "retention_period", 24)),
    Mutant("retention", "a bucket without versions", setting("aws_s3_bucket_versioning", "versioning_configuration", 0, "status", "Suspended")),
    Mutant("retention", "a bucket that keeps old versions for ever", dropping("aws_s3_bucket_lifecycle_configuration")),
    Mutant("retention", "a warehouse without snapshots", setting("aws_redshift_cluster", "automated_snapshot_retention_period", 0)),
    Mutant("retention", "a database without backups", setting("aws_rds_cluster", "backup_retention_period", 1)),
    Mutant("least_privilege", "a role that may do anything with a service", policy("aws_iam_role_policy", first(Action="kinesis:*"))),
    Mutant("least_privilege", "a role that may do anything", policy("aws_iam_role_policy", first(Action="*", Resource="*"))),
    Mutant("least_privilege", "a resource that became a wildcard", policy("aws_iam_role_policy", first(Resource="*"), module="response_role")),
    Mutant("least_privilege", "a role that may use every key", policy("aws_iam_role_policy", unconditional)),
    Mutant("least_privilege", "a wildcard whose reason is gone", unreasoned),
    Mutant("least_privilege", "a role that everybody may take", policy("aws_iam_role", first(Principal={"AWS": "*"}), "assume_role_policy")),
    Mutant("least_privilege", "a role that other accounts reach through the service", policy("aws_iam_role", lambda s: bool(s[0].pop("Condition", None)), "assume_role_policy")),
    Mutant("logging", "an API that logs no accesses", setting("aws_api_gateway_stage", "access_log_settings", [])),
    Mutant("logging", "an API that logs whole events", setting("aws_api_gateway_method_settings", "settings", 0, "data_trace_enabled", True)),
    Mutant("logging", "a firewall that logs nothing", dropping("aws_wafv2_web_acl_logging_configuration")),
    Mutant("logging", "a network without a flow log", dropping("aws_flow_log")),
    Mutant("logging", "a warehouse that logs no statements", setting("aws_redshift_logging", "log_exports", ["connectionlog"])),
    Mutant("logging", "a state machine that logs nothing", setting("aws_sfn_state_machine", "logging_configuration", 0, "level", "OFF")),
    Mutant("logging", "a bucket that logs no accesses", dropping("aws_s3_bucket_logging")),
    Mutant("logging", "pages that are read unseen", dropping("aws_cloudwatch_log_delivery")),
    Mutant("logging", "a balancer that logs no accesses", setting("aws_lb", "access_logs", 0, "enabled", False)),
    Mutant("logging", "a database that logs nothing", setting("aws_rds_cluster", "enabled_cloudwatch_logs_exports", [])),
    Mutant("logging", "a trail that can be changed unseen", setting("aws_cloudtrail", "enable_log_file_validation", False)),
    Mutant("logging", "no trail in production", dropping("aws_cloudtrail")),
    Mutant("deletion", "a bucket that is destroyed with what is in it", setting("aws_s3_bucket", "force_destroy", True)),
    Mutant("deletion", "a warehouse without a last snapshot", setting("aws_redshift_cluster", "skip_final_snapshot", True)),
    Mutant("deletion", "a database that can be deleted", setting("aws_rds_cluster", "deletion_protection", False)),
    Mutant("deletion", "a balancer that can be deleted", setting("aws_lb", "enable_deletion_protection", False)),
    Mutant("deletion", "a secret that is gone at once", setting("aws_secretsmanager_secret", "recovery_window_in_days", 0)),
    Mutant("deletion", "an application that is stopped without a snapshot", setting("aws_kinesisanalyticsv2_application", "force_stop", True)),
    Mutant("deletion", "a vault that can be emptied", dropping("aws_backup_vault_lock_configuration")),
    Mutant("alarms", "an alarm that tells nobody", setting("aws_cloudwatch_metric_alarm", "alarm_actions", [])),
    Mutant("alarms", "an alarm that tells a topic that is not there", setting("aws_cloudwatch_metric_alarm", "alarm_actions", ["arn:aws:sns:eu-west-1:111122223333:elsewhere"])),
    Mutant("alarms", "a composite alarm that does not say when it is over", setting("aws_cloudwatch_composite_alarm", "ok_actions", [])),
    Mutant("alarms", "an alarm whose actions are off", setting("aws_cloudwatch_metric_alarm", "actions_enabled", False)),
    Mutant("alarms", "an alarm that does not say what to do", setting("aws_cloudwatch_metric_alarm", "alarm_description", "Something is wrong.")),
    Mutant("alarms", "an alarm that names a line that is not there", setting("aws_cloudwatch_metric_alarm", "alarm_description", "Wrong; see docs/operations.md, Alarms, elsewhere.")),
    Mutant("secrets", "a password in the plan", setting("aws_redshift_cluster", "master_password", "hunter2")),
    Mutant("secrets", "a password that is not RDS's own", setting("aws_rds_cluster", "manage_master_user_password", None)),
    Mutant("secrets", "a password that is not Redshift's own", setting("aws_redshift_cluster", "manage_master_password", None)),
]
