"""Stands before moto and answers what it lacks. All of this is our belief about AWS, read from its API
references, and proves nothing about AWS.

Whatever is not named here goes to moto as it came.
"""

import http.client
import http.server
import json
import re
import threading
import time
import urllib.parse

APPLICATION_KEYS = {
    "EnvironmentProperties": "EnvironmentPropertyDescriptions",
    "PropertyGroups": "PropertyGroupDescriptions",
    "ApplicationSnapshotConfiguration": "ApplicationSnapshotConfigurationDescription",
    "FlinkApplicationConfiguration": "FlinkApplicationConfigurationDescription",
    "CheckpointConfiguration": "CheckpointConfigurationDescription",
    "MonitoringConfiguration": "MonitoringConfigurationDescription",
    "ParallelismConfiguration": "ParallelismConfigurationDescription",
    "ApplicationCodeConfiguration": "ApplicationCodeConfigurationDescription",
    "CodeContent": "CodeContentDescription",
    "S3ContentLocation": "S3ApplicationCodeLocationDescription",
    "VpcConfigurations": "VpcConfigurationDescriptions",
}
# Of an update: the names of its parts, as those of a creation.
UPDATE_KEYS = {
    "ApplicationCodeConfigurationUpdate": "ApplicationCodeConfiguration", "CodeContentUpdate": "CodeContent", "CodeContentTypeUpdate": "CodeContentType",
    "S3ContentLocationUpdate": "S3ContentLocation", "BucketARNUpdate": "BucketARN", "FileKeyUpdate": "FileKey", "ObjectVersionUpdate": "ObjectVersion",
    "EnvironmentPropertyUpdates": "EnvironmentProperties", "FlinkApplicationConfigurationUpdate": "FlinkApplicationConfiguration",
    "CheckpointConfigurationUpdate": "CheckpointConfiguration", "MonitoringConfigurationUpdate": "MonitoringConfiguration", "ParallelismConfigurationUpdate": "ParallelismConfiguration",
    "ApplicationSnapshotConfigurationUpdate": "ApplicationSnapshotConfiguration",
}  # fmt: skip


def renamed(value, names, suffix=""):
    if isinstance(value, dict):
        return {names.get(k, k[: -len(suffix)] if suffix and k.endswith(suffix) else k): renamed(v, names, suffix) for k, v in value.items()}
    return [renamed(v, names, suffix) for v in value] if isinstance(value, list) else value


def merged(old, new):
    return {**old, **{k: merged(old.get(k, {}), v) if isinstance(v, dict) else v for k, v in new.items()}} if isinstance(old, dict) else new


def complete(body):
    """An API's definition, with an address for integrations that have none, which moto asks for."""
    definition = json.loads(body)
    for methods in definition["paths"].values():
        for method in methods.values():
            integration = method.get("x-amazon-apigateway-integration", {})
            integration.setdefault("uri", "")
            integration.setdefault("httpMethod", "POST")
    return json.dumps(definition).encode()


class Flink:
    """Managed Service for Apache Flink: applications that start, stop, change and go at once."""

    def __init__(self):
        self.applications = {}

    def answer(self, action, given, region, account):
        name = given.get("ApplicationName") or given.get("ResourceARN", "").split("/")[-1]
        if action == "CreateApplication":
            self.applications[name] = {"given": given, "status": "READY", "version": 1, "arn": f"arn:aws:kinesisanalytics:{region}:{account}:application/{name}", "run": {}}
        app = self.applications.get(name)
        if app is None:
            return 400, {"__type": "ResourceNotFoundException", "message": f"{name} is not there"}
        if action == "ListTagsForResource":
            return 200, {"Tags": app["given"].get("Tags", [])}
        if action == "StartApplication":
            app.update(status="RUNNING", run=given.get("RunConfiguration", {}))
        elif action == "StopApplication":
            app["status"] = "READY"
        elif action == "DeleteApplication":
            del self.applications[name]
        elif action == "UpdateApplication":
            change = renamed(given.get("ApplicationConfigurationUpdate", {}), UPDATE_KEYS, "Update")
            app["given"]["ApplicationConfiguration"] = merged(app["given"]["ApplicationConfiguration"], change)
            app["version"] += 1
        elif action not in ("CreateApplication", "DescribeApplication"):
            return 400, {"__type": "UnsupportedOperationException", "message": action}
        return 200, {"ApplicationDetail": self.described(app)}

    def described(self, app):
        given = app["given"]
        configuration = renamed(given.get("ApplicationConfiguration", {}), APPLICATION_KEYS)
        for i, network in enumerate(configuration.get("VpcConfigurationDescriptions", [])):
            network.update(VpcConfigurationId=f"1.{i}", VpcId="vpc-1")
        for parallel in [configuration["FlinkApplicationConfigurationDescription"]["ParallelismConfigurationDescription"]]:
            parallel["CurrentParallelism"] = parallel["Parallelism"]
        if app["run"]:
            configuration["RunConfigurationDescription"] = {
                "ApplicationRestoreConfigurationDescription": app["run"].get("ApplicationRestoreConfiguration", {}),
                "FlinkRunConfigurationDescription": app["run"].get("FlinkRunConfiguration", {}),
            }
        return {
            "ApplicationARN": app["arn"], "ApplicationName": given["ApplicationName"], "ApplicationDescription": given.get("ApplicationDescription", ""),
            "RuntimeEnvironment": given["RuntimeEnvironment"], "ServiceExecutionRole": given["ServiceExecutionRole"], "ApplicationMode": given.get("ApplicationMode"),
            "ApplicationStatus": app["status"], "ApplicationVersionId": app["version"], "CreateTimestamp": time.time(), "LastUpdateTimestamp": time.time(),
            "ApplicationConfigurationDescription": configuration,
            "CloudWatchLoggingOptionDescriptions": [{"CloudWatchLoggingOptionId": "1.1", "LogStreamARN": o["LogStreamARN"]} for o in given.get("CloudWatchLoggingOptions", [])],
        }  # fmt: skip


class Shim:
    def __init__(self, moto_port, account):
        self.moto_port, self.account, self.flink = moto_port, account, Flink()
        self.iot_tags, self.parameters, self.subscribers, self.budget_tags = {}, {}, {}, []
        self.unanswered = []
        shim = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, headers, answer = shim.answer(self.command, self.path, self.headers, body)
                self.send_response(status)
                for name, value in headers:
                    if name.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.send_header("Connection", "close")
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answer)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = handle_any

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, method, path, headers, body):
        scope = re.search(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/", headers.get("Authorization", ""))
        region, service = scope.groups() if scope else ("", "")
        action = (headers.get("X-Amz-Target") or "").split(".")[-1]
        own = self.own(service, region, action, method, path, headers, body)
        if own is not None:
            status, answer = own
            kind = "text/xml" if isinstance(answer, str) else "application/x-amz-json-1.1"
            return status, [("Content-Type", kind)], (answer if isinstance(answer, str) else json.dumps(answer)).encode()
        if service == "cloudtrail" and b"arn:aws:cloudtrail" in body:
            body = re.sub(rb"arn:aws:cloudtrail:[^:]+:\d+:trail/", b"", body)  # moto knows trails by name only
        if service == "apigateway" and method == "PUT" and path.startswith("/restapis/"):
            body = complete(body)
        status, answered, answer = self.moto(method, path, headers, body)
        if service == "redshift":  # what moto leaves out of a cluster
            answer = answer.replace(b"</ClusterStatus>", b"</ClusterStatus><ClusterAvailabilityStatus>Available</ClusterAvailabilityStatus><AvailabilityZoneRelocationStatus>enabled</AvailabilityZoneRelocationStatus><MultiAZ>disabled</MultiAZ>")
        if status >= 500:
            self.unanswered.append(f"{service} {action or method + ' ' + path[:80]}")
        return status, answered, answer

    def moto(self, method, path, headers, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.moto_port, timeout=120)
        passed = {k: v for k, v in headers.items() if k.lower() not in ("content-length", "connection", "transfer-encoding", "expect")}
        connection.request(method, path, body=body or None, headers={**passed, "Content-Length": str(len(body))})
        response = connection.getresponse()
        answer = response.read()
        connection.close()
        return response.status, response.getheaders(), answer

    def own(self, service, region, action, method, path, headers, body):
        if service == "kinesisanalytics":
            return self.flink.answer(action, json.loads(body), region, self.account)
        if action == "ValidateStateMachineDefinition":
            return 200, {"result": "OK", "diagnostics": []}
        if action == "DeleteNamedQuery":
            return 200, {}
        if action == "ListStateMachineVersions":
            return 200, {"stateMachineVersions": []}
        if service == "budgets":
            return self.budgets(action, json.loads(body))
        if service == "securityhub" and method == "PATCH" and path.startswith("/accounts"):
            return 200, {}
        if service == "iot":
            return self.iot(method, path, headers)
        if service == "redshift":
            return self.redshift(dict(urllib.parse.parse_qsl(body.decode())))
        return None

    def iot(self, method, path, headers):
        """Tags of rules, which moto takes and does not give back."""
        if method == "POST" and path.startswith("/rules/"):
            pairs = urllib.parse.parse_qsl(headers.get("x-amz-tagging") or "")
            self.iot_tags[path.split("/")[-1]] = [{"Key": k, "Value": v} for k, v in pairs]
        elif method == "GET" and path.startswith("/tags"):
            return 200, {"tags": self.iot_tags.get(path.split("rule%2F")[-1].split("rule/")[-1], [])}
        return None

    def budgets(self, action, given):
        """Who is told of a budget, which moto does not keep."""
        name = (given.get("BudgetName") or given.get("Budget", {}).get("BudgetName"), json.dumps(given.get("Notification", {}).get("NotificationType")))
        if action == "CreateBudget":
            self.budget_tags = given.get("ResourceTags", [])
            for told in given.get("NotificationsWithSubscribers", []):
                self.subscribers[name[0], json.dumps(told["Notification"]["NotificationType"])] = told["Subscribers"]
        elif action == "CreateNotification":
            self.subscribers[name] = given["Subscribers"]
        elif action == "ListTagsForResource":
            return 200, {"ResourceTags": self.budget_tags}
        elif action == "DescribeSubscribersForNotification":
            return 200, {"Subscribers": self.subscribers.get(name, [])}
        return None

    def redshift(self, given):
        """Parameters of a group, which moto does not know."""
        name = given.get("ParameterGroupName", "")
        if given.get("Action") == "ModifyClusterParameterGroup":
            numbers = sorted({int(n) for n in re.findall(r"Parameters\.Parameter\.(\d+)\.", " ".join(given))})
            for n in numbers:
                key = f"Parameters.Parameter.{n}."
                self.parameters.setdefault(name, {})[given[key + "ParameterName"]] = given[key + "ParameterValue"]
            return 200, self.xml("ModifyClusterParameterGroup", f"<ParameterGroupName>{name}</ParameterGroupName>")
        if given.get("Action") == "DescribeClusterParameters":
            rows = "".join(f"<Parameter><ParameterName>{k}</ParameterName><ParameterValue>{v}</ParameterValue><Source>user</Source></Parameter>" for k, v in self.parameters.get(name, {}).items())
            return 200, self.xml("DescribeClusterParameters", f"<Parameters>{rows}</Parameters>")
        return None

    @staticmethod
    def xml(action, inner):
        return f'<{action}Response xmlns="http://redshift.amazonaws.com/2012-12-01/"><{action}Result>{inner}</{action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{action}Response>'
