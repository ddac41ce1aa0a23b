"""List prices in US dollars, without tax, free tiers and discounts: (unit, first region, second region).

None of them is verified: they were written down from memory of the pages named, and AWS's price list
was not at hand. Check what matters against the AWS Pricing Calculator before anything is decided by it.
"""

DATE = "2026-11-22"
VERIFIED = False
REGIONS = ("eu-west-1", "eu-central-1")

_AWS = "https://aws.amazon.com/"

PRICES = {
    # id: unit, eu-west-1, eu-central-1, page
    "flink-kpu": ("KPU hour", 0.12, 0.127, _AWS + "managed-service-apache-flink/pricing/"),
    "flink-storage": ("GB-month of running storage, 50 GB a KPU", 0.11, 0.119, _AWS + "managed-service-apache-flink/pricing/"),
    "kinesis-shard": ("shard hour", 0.017, 0.018, _AWS + "kinesis/data-streams/pricing/"),
    "kinesis-put": ("million records of up to 25 KB", 0.0165, 0.0175, _AWS + "kinesis/data-streams/pricing/"),
    "kinesis-retention": ("shard hour beyond 24 h of retention", 0.0235, 0.0245, _AWS + "kinesis/data-streams/pricing/"),
    "kinesis-on-demand": ("stream hour on demand", 0.044, 0.048, _AWS + "kinesis/data-streams/pricing/"),
    "kinesis-on-demand-in": ("GB in, on demand", 0.088, 0.095, _AWS + "kinesis/data-streams/pricing/"),
    "kinesis-on-demand-out": ("GB out, on demand", 0.044, 0.048, _AWS + "kinesis/data-streams/pricing/"),
    "kinesis-on-demand-retention": ("GB-month beyond 24 h, on demand", 0.11, 0.12, _AWS + "kinesis/data-streams/pricing/"),
    "nat": ("gateway hour", 0.048, 0.052, _AWS + "vpc/pricing/"),
    "nat-traffic": ("GB through a gateway", 0.048, 0.052, _AWS + "vpc/pricing/"),
    "address": ("public IPv4 address hour", 0.005, 0.005, _AWS + "vpc/pricing/"),
    "interface-endpoint": ("endpoint hour in one zone", 0.011, 0.012, _AWS + "privatelink/pricing/"),
    "redshift-ra3.large": ("node hour", 0.606, 0.653, _AWS + "redshift/pricing/"),
    "redshift-ra3.xlplus": ("node hour", 1.202, 1.298, _AWS + "redshift/pricing/"),
    "redshift-ra3.4xlarge": ("node hour", 3.606, 3.894, _AWS + "redshift/pricing/"),
    "redshift-storage": ("GB-month of managed storage", 0.0264, 0.0281, _AWS + "redshift/pricing/"),
    "redshift-rpu": ("RPU hour, serverless", 0.396, 0.451, _AWS + "redshift/pricing/"),
    "sagemaker-ml.t2.medium": ("instance hour", 0.062, 0.067, _AWS + "sagemaker/pricing/"),
    "sagemaker-ml.m5.large": ("instance hour", 0.128, 0.138, _AWS + "sagemaker/pricing/"),
    "api-requests": ("million requests, REST", 3.50, 3.70, _AWS + "api-gateway/pricing/"),
    "waf-acl": ("web ACL month", 5.00, 5.00, _AWS + "waf/pricing/"),
    "waf-rule": ("rule month", 1.00, 1.00, _AWS + "waf/pricing/"),
    "waf-requests": ("million requests", 0.60, 0.60, _AWS + "waf/pricing/"),
    "iot-messages": ("million messages of up to 5 KB and one rule and action each", 1.30, 1.50, _AWS + "iot-core/pricing/"),
    "kms-key": ("key month", 1.00, 1.00, _AWS + "kms/pricing/"),
    "kms-requests": ("million requests", 3.00, 3.00, _AWS + "kms/pricing/"),
    "secret": ("secret month", 0.40, 0.40, _AWS + "secrets-manager/pricing/"),
    "alarm-metric": ("metric of an alarm, month", 0.10, 0.10, _AWS + "cloudwatch/pricing/"),
    "alarm-composite": ("composite alarm month", 0.50, 0.50, _AWS + "cloudwatch/pricing/"),
    "dashboard": ("dashboard month", 3.00, 3.00, _AWS + "cloudwatch/pricing/"),
    "metric": ("custom metric month", 0.30, 0.30, _AWS + "cloudwatch/pricing/"),
    "log-in": ("GB of logs taken", 0.57, 0.63, _AWS + "cloudwatch/pricing/"),
    "log-kept": ("GB-month of logs", 0.03, 0.0324, _AWS + "cloudwatch/pricing/"),
    "traces": ("million traces", 5.00, 5.00, _AWS + "xray/pricing/"),
    "s3-standard": ("GB-month", 0.023, 0.0245, _AWS + "s3/pricing/"),
    "s3-infrequent": ("GB-month", 0.0125, 0.0135, _AWS + "s3/pricing/"),
    "s3-put": ("thousand writes", 0.005, 0.0054, _AWS + "s3/pricing/"),
    "s3-get": ("thousand reads", 0.0004, 0.00043, _AWS + "s3/pricing/"),
    "s3-copied": ("GB copied to the other region within 15 minutes (traffic and time control)", 0.035, 0.035, _AWS + "s3/pricing/"),
    "athena": ("TB read", 5.00, 5.00, _AWS + "athena/pricing/"),
    "health-check": ("health check month with HTTPS, text and latency", 3.50, 3.50, _AWS + "route53/pricing/"),
    "health-check-plain": ("health check month of an alarm or of others", 0.50, 0.50, _AWS + "route53/pricing/"),
    "transitions": ("thousand state transitions", 0.025, 0.025, _AWS + "step-functions/pricing/"),
    "guardduty": ("million calls and GB of flows, month", 4.40, 4.60, _AWS + "guardduty/pricing/"),
    "guardduty-s3": ("million S3 data events", 0.80, 0.80, _AWS + "guardduty/pricing/"),
    "securityhub": ("thousand checks", 1.00, 1.00, _AWS + "security-hub/pricing/"),
    "config-item": ("daily record", 0.012, 0.012, _AWS + "config/pricing/"),
    "config-rule": ("thousand evaluations", 1.00, 1.00, _AWS + "config/pricing/"),
    "trail-data": ("million data events", 1.00, 1.00, _AWS + "cloudtrail/pricing/"),
    "trail-insights": ("million events looked at for insights", 3.50, 3.50, _AWS + "cloudtrail/pricing/"),
    "budget": ("budget month beyond the first two of an account", 0.60, 0.60, _AWS + "aws-cost-management/aws-budgets/pricing/"),
    "backup": ("GB-month of backups", 0.05, 0.054, _AWS + "backup/pricing/"),
}
