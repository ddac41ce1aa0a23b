"""What a month costs: quantities from the plans, traffic from usage.py, list prices from prices.py.

    python3 cost/bill.py [FOLDER]            writes cost/bill.md; FOLDER: plans that render.py wrote
    python3 cost/bill.py --check [FOLDER]    ends with 1 when bill.md is stale, a planned type is neither
                                             priced nor free, or a limit is passed
"""

import collections
import json
import math
import pathlib
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests" / "policy")]

import prices  # noqa: E402
import render  # noqa: E402
import usage  # noqa: E402

TABLE = HERE / "bill.md"
PLANS = ("dev", "pilot", "prod")

# Types that cost nothing by themselves, or whose cost another type's line holds.
FREE = set(
    """
    aws_accessanalyzer_analyzer aws_api_gateway_account aws_api_gateway_api_key aws_api_gateway_base_path_mapping
    aws_api_gateway_deployment aws_api_gateway_domain_name aws_api_gateway_method_settings aws_api_gateway_rest_api
    aws_api_gateway_usage_plan aws_api_gateway_usage_plan_key aws_appautoscaling_policy aws_appautoscaling_target
    aws_athena_named_query aws_backup_plan aws_backup_selection aws_backup_vault_lock_configuration aws_backup_vault_policy
    aws_cloudfront_key_group aws_cloudfront_origin_access_control aws_cloudfront_public_key
    aws_cloudfront_response_headers_policy aws_cloudwatch_log_delivery aws_cloudwatch_log_delivery_destination
    aws_cloudwatch_log_delivery_source aws_db_subnet_group aws_ecs_cluster aws_ecs_service aws_lb_listener
    aws_lb_listener_rule aws_lb_target_group aws_rds_cluster_instance aws_rds_cluster_parameter_group
    aws_ce_anomaly_monitor aws_ce_anomaly_subscription aws_ce_cost_allocation_tag aws_cloudwatch_event_rule
    aws_cloudwatch_event_target aws_cloudwatch_log_metric_filter aws_cloudwatch_log_stream aws_cloudwatch_query_definition
    aws_computeoptimizer_enrollment_status aws_config_configuration_recorder_status aws_config_delivery_channel
    aws_cur_report_definition aws_default_security_group aws_ebs_encryption_by_default aws_flow_log
    aws_glue_catalog_database aws_glue_catalog_table aws_guardduty_detector_feature aws_iam_role aws_iam_role_policy
    aws_iam_service_linked_role aws_internet_gateway aws_kms_alias aws_redshift_logging aws_redshift_parameter_group
    aws_redshift_snapshot_copy aws_redshift_snapshot_copy_grant aws_redshift_subnet_group aws_redshiftdata_statement aws_redshiftserverless_namespace
    aws_redshiftserverless_usage_limit aws_route aws_route53_record aws_route_table aws_route_table_association
    aws_s3_account_public_access_block aws_s3_bucket_lifecycle_configuration aws_s3_bucket_logging
    aws_s3_bucket_object_lock_configuration aws_s3_bucket_ownership_controls aws_s3_bucket_policy
    aws_s3_bucket_public_access_block aws_s3_bucket_server_side_encryption_configuration aws_s3_bucket_versioning
    aws_s3_object aws_sagemaker_endpoint aws_sagemaker_model aws_scheduler_schedule aws_secretsmanager_secret_policy
    aws_security_group aws_securityhub_standards_subscription aws_sns_topic aws_sns_topic_policy
    aws_sns_topic_subscription aws_subnet aws_vpc aws_vpc_security_group_egress_rule aws_vpc_security_group_ingress_rule
    aws_wafv2_web_acl_association aws_wafv2_web_acl_logging_configuration aws_xray_group aws_xray_sampling_rule
    """.split()
)


def hours_of(stop, start):
    """Hours a month between two expressions such as cron(0 7 ? * MON-FRI *), on the same days."""
    days = {"MON-FRI": 5, "MON-SUN": 7, "*": 7}
    pattern = re.compile(r"cron\((\d+) (\d+) \? \* (\S+) \*\)")
    (stop_minute, stop_hour, stop_days), (start_minute, start_hour, start_days) = (pattern.fullmatch(e).groups() for e in (stop, start))
    if stop_days != start_days or stop_days not in days:
        raise SystemExit(f"bill: expected the same days for stop and start, got {stop} and {start}")
    minutes = (int(stop_hour) - int(start_hour)) * 60 + int(stop_minute) - int(start_minute)
    return minutes / 60 * days[stop_days] * 365 / 12 / 7


class Bill:
    """The lines of one plan."""

    def __init__(self, document, use):
        self.use, self.lines, self.unpriced = use, [], set()
        self.resources = [c for c in document["resource_changes"] if c["mode"] == "managed" and "create" in c["change"]["actions"]]
        self.hours = self.schedules()
        running = self.hours.get("Stops the application.", usage.HOURS)
        self.events = use["events_per_second"] * 3600 * running / 1e6  # millions a month
        self.gigabytes = self.events * use["bytes_per_event"] / 1e3
        self.requests = self.events * (1 - use["share_of_devices"]) / use["events_per_request"]
        self.checkpoints = running * 60
        for change in self.resources:
            price = PRICED.get(change["type"])
            if price:
                self.here = change
                price(self, change["change"]["after"], "standby" in change["address"] or ".replica" in change["address"])
            elif change["type"] not in FREE:
                self.unpriced.add(change["type"])

    def schedules(self):
        found = {c["change"]["after"]["description"]: c["change"]["after"]["schedule_expression"] for c in self.resources if c["type"] == "aws_scheduler_schedule"}
        pairs = (("Stops the application.", "Starts the application."), ("Pauses the warehouse.", "Resumes the warehouse."), ("Deletes the endpoint.", "Makes the endpoint."))
        return {stop: hours_of(found[stop], found[start]) for stop, start in pairs if stop in found}

    def add(self, price, quantity, second=False):
        """A line; quantities in the unit of the price."""
        if quantity:
            region = prices.REGIONS[1 if second else 0]
            self.lines.append((self.here["type"], price, region, quantity, quantity * prices.PRICES[price][2 if second else 1]))

    def total(self):
        return sum(line[-1] for line in self.lines)


def stream(bill, s, second):
    use, dead = bill.use, "dead-letters" in s["name"]
    serves = not second and not dead
    if s["stream_mode_details"][0]["stream_mode"] == "ON_DEMAND":
        bill.add("kinesis-on-demand", usage.HOURS, second)
        if serves:
            bill.add("kinesis-on-demand-in", bill.gigabytes)
            bill.add("kinesis-on-demand-out", bill.gigabytes)
            bill.add("kinesis-on-demand-retention", bill.gigabytes / usage.HOURS * max(0, s["retention_period"] - 24))
    else:
        bill.add("kinesis-shard", usage.HOURS * s["shard_count"], second)
        if s["retention_period"] > 24:
            bill.add("kinesis-retention", usage.HOURS * s["shard_count"], second)
        if serves:
            bill.add("kinesis-put", bill.events)


def application(bill, a, second):
    if a["start_application"]:
        parallel = a["application_configuration"][0]["flink_application_configuration"][0]["parallelism_configuration"][0]
        units = math.ceil(parallel["parallelism"] / parallel["parallelism_per_kpu"])
        hours = usage.HOURS if second else bill.hours.get("Stops the application.", usage.HOURS)
        bill.add("flink-kpu", (units + 1) * hours, second)  # one to direct the others
        bill.add("flink-storage", units * 50 * hours / usage.HOURS, second)


def warehouse(bill, c, second):
    bill.add(f"redshift-{c['node_type']}", c["number_of_nodes"] * (2 if c["multi_az"] else 1) * bill.hours.get("Pauses the warehouse.", usage.HOURS), second)
    bill.add("redshift-storage", bill.use["warehouse_gb"], second)


def endpoint(bill, e, second):
    hours = usage.HOURS if second else bill.hours.get("Deletes the endpoint.", usage.HOURS)
    for variant in (e["production_variants"] or []) + (e["shadow_production_variants"] or []):
        bill.add(f"sagemaker-{variant['instance_type']}", variant["initial_instance_count"] * hours, second)


def api(bill, a, second):
    if not second:
        bill.add("api-requests", bill.requests)
        bill.add("log-in", bill.requests * 0.4)  # 400 bytes an access
        bill.add("traces", bill.requests * 0.05)


def firewall(bill, w, second):
    bill.add("waf-acl", 1, second)
    bill.add("waf-rule", len(w["rule"]), second)
    if not second:
        bill.add("waf-requests", bill.requests)


def bucket(bill, b, second):
    name, copied = b["bucket"], any(c["type"] == "aws_s3_bucket_replication_configuration" for c in bill.resources)
    if name.endswith("-lake"):
        kept = bill.use["lake_gb"]
        bill.add("s3-infrequent" if second else "s3-standard", kept, second)
        if not second:
            bill.add("s3-put", bill.checkpoints * 12 / 1e3)  # files and manifests of a checkpoint
            bill.add("s3-get", bill.checkpoints * 40 / 1e3)
            bill.add("s3-copied", bill.gigabytes * 1.2 if copied else 0)
    else:
        bill.add("s3-standard", 2, second)


def alarm(bill, a, second):
    bill.add("alarm-metric", sum(1 for query in a["metric_query"] or [] if query["metric"]) or 1, second)


def each(price, quantity=1):
    return lambda bill, values, second: bill.add(price, quantity(bill) if callable(quantity) else quantity, second)


def first_only(*pairs):
    """What depends on traffic, which only the first region has."""

    def price(bill, values, second):
        if not second:
            for name, quantity in pairs:
                bill.add(name, quantity(bill))

    return price


def logs(bill, g, second):
    if "flow" in g["name"] and not second:
        bill.add("log-in", bill.use["flows_gb"])
        bill.add("log-kept", bill.use["flows_gb"] * g["retention_in_days"] / 30)
    elif g["name"].endswith("stream-app"):
        bill.add("log-in", 1, second)


def canary(bill, c, second):
    minutes = int(re.fullmatch(r"rate\((\d+) minutes\)", c["schedule"][0]["expression"])[1])
    bill.add("canary-run", usage.HOURS * 60 / minutes, second)


def pages(bill, d, second):
    bill.add("pages-out", bill.use["pages_gb"])
    bill.add("pages-requests", bill.use["pages_gb"] * 1000 / 10000)


def task(bill, t, second):
    bill.add("fargate-cpu", int(t["cpu"]) / 1024 * usage.HOURS)
    bill.add("fargate-memory", int(t["memory"]) / 1024 * usage.HOURS)


def balancer(bill, b, second):
    bill.add("balancer", usage.HOURS)
    bill.add("balancer-units", usage.HOURS)  # one: a few requests a minute


def lineage_database(bill, d, second):
    bill.add("aurora-units", bill.use["lineage_database_unit_hours"])
    bill.add("aurora-storage", bill.use["lineage_gb"])


def endpoint_of_network(bill, e, second):
    if e["vpc_endpoint_type"] == "Interface":
        bill.add("interface-endpoint", 3 * usage.HOURS, second)


PRICED = {
    "aws_api_gateway_stage": api,
    "aws_athena_workgroup": first_only(("athena", lambda b: b.use["athena_tb"])),
    "aws_backup_vault": first_only(("backup", lambda b: b.use["lake_gb"] * 0.02)),
    "aws_budgets_budget": each("budget"),
    "aws_cloudfront_distribution": pages,
    "aws_cloudtrail": first_only(("trail-data", lambda b: b.checkpoints * 12 / 1e6), ("trail-insights", lambda b: b.use["security_millions"])),
    "aws_cloudwatch_composite_alarm": each("alarm-composite"),
    "aws_cloudwatch_dashboard": each("dashboard"),
    "aws_cloudwatch_log_group": logs,
    "aws_cloudwatch_metric_alarm": alarm,
    "aws_config_config_rule": each("config-rule", lambda b: 1.0),
    "aws_config_configuration_recorder": first_only(("config-item", lambda b: b.use["changed_resources_a_day"] * 30)),
    "aws_ecs_task_definition": task,  # one runs
    "aws_eip": each("address", usage.HOURS),
    "aws_guardduty_detector": first_only(("guardduty", lambda b: b.use["security_millions"]), ("guardduty-s3", lambda b: b.checkpoints * 52 / 1e6)),
    "aws_iot_topic_rule": first_only(("iot-messages", lambda b: b.events * b.use["share_of_devices"])),
    "aws_kinesis_stream": stream,
    "aws_kinesisanalyticsv2_application": application,
    "aws_kms_key": each("kms-key"),
    "aws_kms_replica_key": each("kms-key"),
    "aws_lb": balancer,
    "aws_nat_gateway": lambda b, v, second: (b.add("nat", usage.HOURS, second), b.add("nat-traffic", 0 if second else b.use["nat_gb"] / 3)),
    "aws_rds_cluster": lineage_database,
    "aws_redshift_cluster": warehouse,
    "aws_redshiftserverless_workgroup": first_only(("redshift-rpu", lambda b: b.use["serverless_rpu_hours"])),
    "aws_route53_health_check": lambda b, v, second: b.add("health-check" if v["type"].startswith("HTTPS") else "health-check-plain", 1),
    "aws_s3_bucket": bucket,
    "aws_s3_bucket_replication_configuration": lambda b, v, second: None,  # with the buckets
    "aws_sagemaker_endpoint_configuration": endpoint,
    "aws_secretsmanager_secret": lambda b, v, second: b.add("secret", 1 + len(v.get("replica") or [])),
    "aws_securityhub_account": each("securityhub", lambda b: 3.0),
    "aws_sfn_state_machine": each("transitions", lambda b: 0.1),
    "aws_synthetics_canary": canary,
    "aws_vpc_endpoint": endpoint_of_network,
    "aws_wafv2_web_acl": firewall,
}

SERVICES = {
    "aws_kinesisanalyticsv2_application": "Flink", "aws_kinesis_stream": "Kinesis", "aws_redshift_cluster": "Redshift", "aws_redshiftserverless_workgroup": "Redshift",
    "aws_sagemaker_endpoint_configuration": "SageMaker", "aws_api_gateway_stage": "API Gateway, its log and traces", "aws_wafv2_web_acl": "WAF", "aws_iot_topic_rule": "IoT Core",
    "aws_nat_gateway": "Network", "aws_eip": "Network", "aws_vpc_endpoint": "Network", "aws_s3_bucket": "S3", "aws_kms_key": "KMS", "aws_kms_replica_key": "KMS",
    "aws_secretsmanager_secret": "Secrets Manager", "aws_athena_workgroup": "Athena", "aws_backup_vault": "Backup", "aws_route53_health_check": "Route 53",
    "aws_cloudfront_distribution": "CloudFront", "aws_ecs_task_definition": "Lineage server", "aws_lb": "Lineage server", "aws_rds_cluster": "Lineage server",
}


def table(bills):
    services = collections.defaultdict(lambda: collections.Counter())
    for name, bill in bills.items():
        for kind, _, _, _, dollars in bill.lines:
            services[SERVICES.get(kind, "Security services" if re.search("guardduty|securityhub|config_|cloudtrail", kind) else "CloudWatch, budget, state machines")][name] += dollars
    rows = sorted(services.items(), key=lambda item: (-item[1]["prod"], item[0]))
    out = [
        "# What a month costs",
        "",
        f"Written by `python3 cost/bill.py`; a test fails when it is stale. List price, as of {prices.DATE}, not verified",
        "against AWS; US dollars, without tax, free tiers and discounts. Quantities are those of the plans",
        "(`envs/*.tfvars`); what goes through is assumed in [usage.py](usage.py), prices stand in [prices.json](../../load-generator/src/main/resources/prices.json).",
        "`pilot` is prod with `dr_mode = \"pilot_light\"`. Both have the optional pages and the lineage server.",
        "",
        "| | " + " | ".join(bills) + " |",
        "|---|" + "---:|" * len(bills),
    ]
    out += [f"| {service} | " + " | ".join(f"{amounts[name]:,.2f}" for name in bills) + " |" for service, amounts in rows]
    out += ["| **total** | " + " | ".join(f"**{bill.total():,.2f}**" for bill in bills.values()) + " |", ""]
    for name, bill in bills.items():
        sums = collections.defaultdict(lambda: [0, 0.0])
        for _, price, region, quantity, dollars in bill.lines:
            sums[price, region][0] += quantity
            sums[price, region][1] += dollars
        hours = {key.split()[-1].rstrip("."): value for key, value in bill.hours.items()}
        schedule = "; ".join(f"the {what} runs {value:.0f} of {usage.HOURS} hours" for what, value in hours.items()) or "nothing is ever stopped"
        out += [f"## {name}", "", f"{bill.events:,.1f} million events, {bill.requests:,.1f} million requests a month; {schedule}.", ""]
        out += ["| price | region | unit | quantity | USD |", "|---|---|---|---:|---:|"]
        for (price, region), (quantity, dollars) in sorted(sums.items(), key=lambda item: -item[1][1]):
            if dollars >= 0.005:
                out.append(f"| {price} | {region} | {prices.PRICES[price][0]} | {quantity:,.2f} | {dollars:,.2f} |")
        out.append("")
    return "\n".join(out)


def compute(documents):
    return {name: Bill(documents[name], usage.USAGE[name]) for name in PLANS}


def faults(bills, committed):
    for name, bill in bills.items():
        for kind in sorted(bill.unpriced):
            yield f"{name}: {kind}: neither priced nor listed as free; add it to cost/bill.py"
        limit = usage.LIMITS.get(name, math.inf)
        if bill.total() >= limit:
            yield f"{name}: {bill.total():,.2f} USD a month, expected less than {limit}"
    if committed != table(bills):
        yield "cost/bill.md is stale; run python3 cost/bill.py"


def main(arguments):
    check = "--check" in arguments
    folders = [a for a in arguments if a != "--check"]
    with tempfile.TemporaryDirectory() as scratch:
        folder = folders[0] if folders else scratch
        if not folders:
            render.render(folder, PLANS)
        documents = {name: json.loads((pathlib.Path(folder) / f"{name}.json").read_text()) for name in PLANS}
    bills = compute(documents)
    if not check:
        TABLE.write_text(table(bills))
    found = list(faults(bills, TABLE.read_text() if TABLE.exists() else ""))
    for fault in found:
        print(f"bill: {fault}")
    print("bill: " + ", ".join(f"{name} {bill.total():,.2f}" for name, bill in bills.items()) + f" USD a month; list price, as of {prices.DATE}, not verified against AWS")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
