"""What moto takes and does not give back: remembered as it passes, and put into the answers. Our belief
about AWS."""

import json
import re
import urllib.parse

from wire import Answer


class Forgotten:
    def __init__(self):
        self.iot_tags, self.kinesis_tags, self.trail_tags, self.backup_tags = {}, {}, {}, {}
        self.scaling_tags = {}
        self.rotation, self.rules, self.deployments, self.isolated, self.password_keys = {}, {}, {}, {}, {}

    def before(self, request):
        """An answer in the place of moto's; and remembers what is given."""
        if request.service == "iot":
            return self.iot(request)
        if request.service == "kinesis":
            return self.kinesis(request)
        if request.service == "cloudtrail":
            return self.trail(request)
        if request.service == "application-autoscaling" and request.action == "ListTagsForResource":
            return Answer(200, {"Tags": self.scaling_tags.get(request.json()["ResourceARN"], {})})
        if request.service == "backup" and request.method == "GET" and request.path.startswith("/tags/"):
            return Answer(200, {"Tags": self.backup_tags.get(request.path[len("/tags/") :].rstrip("/"), {})})
        if request.service == "kms" and request.action == "EnableKeyRotation":
            given = request.json()
            self.rotation[given["KeyId"]] = given.get("RotationPeriodInDays", 365)
        if request.service == "sagemaker" and request.action in ("CreateEndpoint", "UpdateEndpoint"):
            given = request.json()
            self.deployments[given["EndpointName"]] = given.get("DeploymentConfig")
        if request.service == "sagemaker" and request.action == "CreateModel":
            given = request.json()
            self.isolated[given["ModelName"]] = given.get("EnableNetworkIsolation", False)
        if request.service == "redshift" and request.form().get("Action") == "CreateCluster":
            given = request.form()
            self.password_keys[given["ClusterIdentifier"]] = given.get("MasterPasswordSecretKmsKeyId", "")
        return None

    def after(self, request, status, answer):
        """moto's answer, completed."""
        if status >= 300:
            return answer
        if request.service == "kms" and request.action == "GetKeyRotationStatus":
            key = request.json()["KeyId"]
            return json.dumps({**json.loads(answer), "KeyId": key, "RotationPeriodInDays": self.rotation.get(key, 365)}).encode()
        if request.service == "sagemaker" and request.action == "DescribeEndpoint":
            deployment = self.deployments.get(request.json()["EndpointName"])
            return json.dumps({**json.loads(answer), **({"LastDeploymentConfig": deployment} if deployment else {})}).encode()
        if request.service == "sagemaker" and request.action == "DescribeModel":
            return json.dumps({**json.loads(answer), "EnableNetworkIsolation": self.isolated.get(request.json()["ModelName"], False)}).encode()
        if request.service == "application-autoscaling" and request.action == "RegisterScalableTarget":
            self.scaling_tags[json.loads(answer)["ScalableTargetARN"]] = request.json().get("Tags", {})
        if request.service == "backup" and request.method == "PUT":
            given, made = request.json(), json.loads(answer or b"{}")
            for kind in ("BackupVault", "BackupPlan"):
                if f"{kind}Tags" in given:
                    self.backup_tags[made[f"{kind}Arn"]] = given[f"{kind}Tags"]
        if request.service == "ec2":
            return self.described_rules(request, answer)
        if request.service == "redshift":
            return self.cluster(answer)
        if request.service == "rds":  # moto scales every cluster as serverless ones of the first version
            return re.sub(rb"<ScalingConfigurationInfo>.*?</ScalingConfigurationInfo>", b"", answer, flags=re.S)
        return answer

    def iot(self, request):
        if request.method == "POST" and request.path.startswith("/rules/"):
            pairs = urllib.parse.parse_qsl(request.headers.get("x-amz-tagging") or "")
            self.iot_tags[request.path.split("/")[-1]] = [{"Key": k, "Value": v} for k, v in pairs]
        elif request.method == "GET" and request.path.startswith("/tags"):
            arn = request.query.get("resourceArn", request.path)
            return Answer(200, {"tags": self.iot_tags.get(arn.split("rule/")[-1], [])})
        return None

    def kinesis(self, request):
        given = request.json()
        stream = (request.region, given.get("StreamName") or (given.get("StreamARN") or given.get("ResourceARN", "")).split("/")[-1])
        if request.action in ("CreateStream", "AddTagsToStream"):
            self.kinesis_tags.setdefault(stream, {}).update(given.get("Tags", {}))
        elif request.action in ("ListTagsForStream", "ListTagsForResource"):
            return Answer(200, {"HasMoreTags": False, "Tags": [{"Key": k, "Value": v} for k, v in self.kinesis_tags.get(stream, {}).items()]})
        return None

    def trail(self, request):
        given = request.json()
        if request.action == "CreateTrail":
            self.trail_tags[given["Name"]] = given.get("TagsList", [])
        elif request.action == "ListTags":
            return Answer(200, {"ResourceTagList": [{"ResourceId": arn, "TagsList": self.trail_tags.get(arn.split("/")[-1], [])} for arn in given["ResourceIdList"]]})
        return None

    def described_rules(self, request, answer):
        """Descriptions of rules between security groups and to prefix lists."""
        form, text = request.form(), answer.decode()
        action = form.get("Action", "")
        if action in ("AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress"):
            about = [v for k, v in form.items() if k.endswith(".Description") and "IpRanges" not in k]
            for id in re.findall(r"<securityGroupRuleId>([^<]+)</securityGroupRuleId>", text) if about else []:
                self.rules[id] = about[0]
        elif action == "DescribeSecurityGroupRules":
            for id, about in self.rules.items():
                tag = f"<securityGroupRuleId>{id}</securityGroupRuleId>"
                text = text.replace(tag, f"{tag}<description>{about.replace('&', '&amp;')}</description>")
        return text.encode()

    def cluster(self, answer):
        """What moto leaves out of a cluster of Redshift."""
        text = answer.decode()
        key = "".join(f"<MasterPasswordSecretKmsKeyId>{key}</MasterPasswordSecretKmsKeyId>" for name, key in self.password_keys.items() if f"<ClusterIdentifier>{name}<" in text)
        return text.replace(
            "</ClusterStatus>",
            "</ClusterStatus><ClusterAvailabilityStatus>Available</ClusterAvailabilityStatus><AvailabilityZoneRelocationStatus>enabled</AvailabilityZoneRelocationStatus>"
            "<MultiAZ>disabled</MultiAZ><MaintenanceTrackName>current</MaintenanceTrackName><ManualSnapshotRetentionPeriod>-1</ManualSnapshotRetentionPeriod>" + key,
        ).encode()
