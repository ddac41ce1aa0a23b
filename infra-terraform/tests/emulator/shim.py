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

from alarms import CompositeAlarms
from cloudfront import CloudFront
from forgotten import Forgotten
from lacking import Lacking
from wire import Answer, Request, xml

REDSHIFT = "http://redshift.amazonaws.com/2012-12-01/"

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
        self.parameters, self.subscribers, self.budget_tags = {}, {}, []
        self.forgotten = Forgotten()
        self.stand_ins = [Lacking(account), CompositeAlarms(account), CloudFront(account), self]
        self.unanswered = []
        shim = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, headers, answer = shim.serve(Request(self.command, self.path, self.headers, body))
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
        self.server.handle_error = lambda *_: None  # a provider that has gone away
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def serve(self, request):
        own = self.forgotten.before(request)
        for stand_in in self.stand_ins:
            own = own or stand_in.answer(request)
        if own:
            return own.status, own.headers, own.body
        if request.service == "cloudtrail" and b"arn:aws:cloudtrail" in request.body:
            request.body = re.sub(rb"arn:aws:cloudtrail:[^:]+:\d+:trail/", b"", request.body)  # moto knows trails by name only
        if request.service == "apigateway" and request.method == "PUT" and request.path.startswith("/restapis/"):
            request.body = complete(request.body)
        status, headers, answer = self.moto(request)
        if status >= 500:
            self.unanswered.append(f"{request.service} {request.action or request.method + ' ' + request.path[:80]}")
        return status, headers, self.forgotten.after(request, status, answer)

    def moto(self, request):
        connection = http.client.HTTPConnection("127.0.0.1", self.moto_port, timeout=120)
        passed = {k: v for k, v in request.headers.items() if k.lower() not in ("content-length", "connection", "transfer-encoding", "expect")}
        connection.request(request.method, request.target, body=request.body or None, headers={**passed, "Content-Length": str(len(request.body))})
        response = connection.getresponse()
        answer = response.read()
        connection.close()
        return response.status, response.getheaders(), answer

    def answer(self, request):
        """The last of the stand-ins: what is too small for one of its own."""
        if request.service == "kinesisanalytics":
            return Answer(*self.flink.answer(request.action, request.json(), request.region, self.account))
        if request.action == "ValidateStateMachineDefinition":
            return Answer(200, {"result": "OK", "diagnostics": []})
        if request.action == "DeleteNamedQuery":
            return Answer(200, {})
        if request.action == "ListStateMachineVersions":
            return Answer(200, {"stateMachineVersions": []})
        if request.service == "budgets":
            return self.budgets(request.action, request.json())
        if request.service == "redshift":
            return self.redshift(request.form())
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
            return Answer(200, {"ResourceTags": self.budget_tags})
        elif action == "DescribeSubscribersForNotification":
            return Answer(200, {"Subscribers": self.subscribers.get(name, [])})
        return None

    def redshift(self, given):
        """Parameters of a group, which moto does not know."""
        name = given.get("ParameterGroupName", "")
        if given.get("Action") == "ModifyClusterParameterGroup":
            numbers = sorted({int(n) for n in re.findall(r"Parameters\.Parameter\.(\d+)\.", " ".join(given))})
            for n in numbers:
                key = f"Parameters.Parameter.{n}."
                self.parameters.setdefault(name, {})[given[key + "ParameterName"]] = given[key + "ParameterValue"]
            return Answer(200, xml("ModifyClusterParameterGroup", f"<ParameterGroupName>{name}</ParameterGroupName>", REDSHIFT))
        if given.get("Action") == "DescribeClusterParameters":
            rows = "".join(f"<Parameter><ParameterName>{k}</ParameterName><ParameterValue>{v}</ParameterValue><Source>user</Source></Parameter>" for k, v in self.parameters.get(name, {}).items())
            return Answer(200, xml("DescribeClusterParameters", f"<Parameters>{rows}</Parameters>", REDSHIFT))
        return None
