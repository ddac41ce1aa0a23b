"""What moto lacks of services that speak JSON: each thing is kept as it was given. Our belief about AWS."""

import itertools
import re
import time

from wire import Answer, absent


class Lacking:
    def __init__(self, account):
        self.account, self.things, self.numbers = account, {}, itertools.count(1)

    def answer(self, request):
        by_service = {
            "access-analyzer": self.analyzers, "backup": self.backup, "ce": self.anomalies, "logs": self.queries,
            "s3": self.public_access, "securityhub": self.standards, "synthetics": self.canaries, "xray": self.xray,
        }  # fmt: skip
        return by_service[request.service](request) if request.service in by_service else None

    def keep(self, kind, name, thing):
        self.things[kind, name] = thing
        return thing

    def arn(self, request, resource):
        return f"arn:aws:{request.service}:{request.region}:{self.account}:{resource}"

    def analyzers(self, request):
        kind = ("analyzer", request.region)
        if request.method == "PUT" and request.path == "/analyzer":
            given = request.json()
            name = given["analyzerName"]
            arn = self.arn(request, f"analyzer/{name}")
            self.keep(kind, name, {"arn": arn, "name": name, "type": given["type"], "status": "ACTIVE", "createdAt": "2026-01-01T00:00:00Z", "tags": given.get("tags", {})})
            return Answer(200, {"arn": arn})
        name = request.path.split("/")[-1]
        if not request.path.startswith("/analyzer/"):
            return None
        if (kind, name) not in self.things:
            return absent(name)
        if request.method == "DELETE":
            del self.things[kind, name]
            return Answer(200, {})
        return Answer(200, {"analyzer": self.things[kind, name]})

    def backup(self, request):
        """Selections of plans; and vaults have no recovery points, as nothing was ever backed up."""
        if re.fullmatch(r"/backup-vaults/[^/]+/recovery-points/?", request.path):
            return Answer(200, {"RecoveryPoints": []})
        found = re.fullmatch(r"/backup/plans/([^/]+)/selections/?([^/]*)/?", request.path)
        if not found:
            return None
        plan, id = found.groups()
        if request.method == "PUT":
            id = f"selection-{next(self.numbers)}"
            self.keep("selection", id, {"BackupPlanId": plan, "SelectionId": id, "CreationDate": time.time(), "BackupSelection": request.json()["BackupSelection"]})
        if ("selection", id) not in self.things:
            return absent(id)
        return Answer(200, self.things.pop(("selection", id)) if request.method == "DELETE" else self.things["selection", id])

    def anomalies(self, request):
        """Monitors and subscriptions of Cost Explorer."""
        given = request.json()
        found = re.fullmatch(r"(Create|Get|Delete|Update)Anomaly(Monitor|Subscription)s?", request.action)
        if found:
            what, kind = found.groups()
            if what == "Create":
                arn = f"arn:aws:ce::{self.account}:anomaly{kind.lower()}/{next(self.numbers):08d}"
                self.keep(kind, arn, {**given[f"Anomaly{kind}"], f"{kind}Arn": arn, "AccountId": self.account, "tags": given.get("ResourceTags", [])})
                return Answer(200, {f"{kind}Arn": arn})
            if what == "Get":
                things = [self.things[kind, arn] for arn in given[f"{kind}ArnList"] if (kind, arn) in self.things]
                return Answer(200, {f"Anomaly{kind}s": [{k: v for k, v in thing.items() if k != "tags"} for thing in things]})
            if what == "Delete":
                del self.things[kind, given[f"{kind}Arn"]]
                return Answer(200, {})
        if request.action == "ListTagsForResource":
            tags = [thing["tags"] for (_, arn), thing in self.things.items() if arn == given["ResourceArn"]]
            return Answer(200, {"ResourceTags": tags[0] if tags else []})
        return None

    def queries(self, request):
        """Saved queries of CloudWatch Logs."""
        given = request.json() if "QueryDefinition" in request.action else {}
        if request.action == "PutQueryDefinition":
            id = given.get("queryDefinitionId") or f"query-{next(self.numbers)}"
            self.keep("query", id, {"lastModified": 1, "logGroupNames": [], **given, "queryDefinitionId": id})
            return Answer(200, {"queryDefinitionId": id})
        if request.action == "DescribeQueryDefinitions":
            prefix = given.get("queryDefinitionNamePrefix", "")
            return Answer(200, {"queryDefinitions": [thing for (kind, _), thing in self.things.items() if kind == "query" and thing["name"].startswith(prefix)]})
        if request.action == "DeleteQueryDefinition":
            return Answer(200, {"success": self.things.pop(("query", given["queryDefinitionId"]), None) is not None})
        return None

    def public_access(self, request):
        """Of the whole account: the provider asks at a host of its own, through the proxy."""
        if request.path != "/v20180820/configuration/publicAccessBlock":
            return None
        key = ("access", self.account)
        if request.method == "PUT":
            self.things[key] = request.body.decode()
            return Answer(200)
        if key not in self.things:
            return Answer(404, "<ErrorResponse><Error><Code>NoSuchPublicAccessBlockConfiguration</Code><Message>none</Message></Error></ErrorResponse>")
        if request.method == "DELETE":
            del self.things[key]
            return Answer(204)
        return Answer(200, self.things[key])

    def standards(self, request):
        if request.method == "PATCH" and request.path.startswith("/accounts"):
            return Answer(200, {})
        kind = ("standard", request.region)
        given = request.json()
        if request.path == "/standards/register":
            made = []
            for asked in given["StandardsSubscriptionRequests"]:
                arn = self.arn(request, "subscription/" + asked["StandardsArn"].split("standards/", 1)[1])
                made.append(self.keep(kind, arn, {"StandardsSubscriptionArn": arn, "StandardsArn": asked["StandardsArn"], "StandardsInput": {}, "StandardsStatus": "READY"}))
            return Answer(200, {"StandardsSubscriptions": made})
        if request.path == "/standards/get":
            return Answer(200, {"StandardsSubscriptions": [self.things[kind, arn] for arn in given["StandardsSubscriptionArns"] if (kind, arn) in self.things]})
        if request.path == "/standards/deregister":
            gone = [self.things.pop((kind, arn)) for arn in given["StandardsSubscriptionArns"]]
            return Answer(200, {"StandardsSubscriptions": [{**thing, "StandardsStatus": "DELETING"} for thing in gone]})
        return None

    def canaries(self, request):
        found = re.fullmatch(r"/canary(?:/([^/]+))?(?:/(start|stop))?", request.path)
        if not found:
            return None
        kind, name, given = ("canary", request.region), found[1], request.json()
        if request.method == "POST" and name is None:
            name = given["Name"]
            code = {"Handler": given["Code"]["Handler"], "SourceLocationArn": f"arn:aws:lambda:{request.region}:{self.account}:layer:cwsyn-{name}:1"}
            run = {"MemoryInMB": 1000, **{k: v for k, v in given.get("RunConfig", {}).items() if k != "EnvironmentVariables"}}
            self.keep(kind, name, {
                **given, "Id": f"canary-{next(self.numbers)}", "Code": code, "RunConfig": run, "EngineArn": f"arn:aws:lambda:{request.region}:{self.account}:function:cwsyn-{name}:1",
                "ArtifactS3Location": given["ArtifactS3Location"].replace("s3://", ""), "Status": {"State": "READY"}, "Timeline": {"Created": time.time(), "LastModified": time.time()},
            })  # fmt: skip
        if (kind, name) not in self.things:
            return absent(name)
        if request.method == "DELETE":
            del self.things[kind, name]
            return Answer(200, {})
        if found[2]:
            self.things[kind, name]["Status"] = {"State": "RUNNING" if found[2] == "start" else "STOPPED"}
            return Answer(200, {})
        return Answer(200, {"Canary": self.things[kind, name]})

    def xray(self, request):
        """Groups and sampling rules."""
        given, action = request.json(), request.path.strip("/")
        if action == "CreateGroup":
            arn = self.arn(request, f"group/{given['GroupName']}/1")
            self.keep("group", arn, {"GroupARN": arn, **given})
        if action in ("CreateGroup", "GetGroup", "DeleteGroup"):
            arn = given.get("GroupARN") or self.arn(request, f"group/{given['GroupName']}/1")
            if ("group", arn) not in self.things:
                return Answer(400, {"message": "Group not found"}, x_amzn_ErrorType="InvalidRequestException")
            thing = self.things.pop(("group", arn)) if action == "DeleteGroup" else self.things["group", arn]
            return Answer(200, {} if action == "DeleteGroup" else {"Group": {k: v for k, v in thing.items() if k != "Tags"}})
        if action == "CreateSamplingRule":
            rule = given["SamplingRule"]
            rule["RuleARN"] = self.arn(request, f"sampling-rule/{rule['RuleName']}")
            record = {"SamplingRule": rule, "CreatedAt": time.time(), "ModifiedAt": time.time()}
            self.keep("rule", rule["RuleARN"], {"record": record, "Tags": given.get("Tags", [])})
            return Answer(200, {"SamplingRuleRecord": record})
        if action == "GetSamplingRules":
            return Answer(200, {"SamplingRuleRecords": [thing["record"] for (kind, _), thing in self.things.items() if kind == "rule"]})
        if action == "DeleteSamplingRule":
            gone = next(key for key, thing in self.things.items() if key[0] == "rule" and thing["record"]["SamplingRule"]["RuleName"] == given["RuleName"])
            return Answer(200, {"SamplingRuleRecord": self.things.pop(gone)["record"]})
        if action == "ListTagsForResource":
            tags = [thing.get("Tags", []) for (_, arn), thing in self.things.items() if arn == given["ResourceARN"]]
            return Answer(200, {"Tags": tags[0] if tags else []})
        return None
