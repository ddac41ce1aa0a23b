"""A request of the provider, as the stand-ins for AWS read it."""

import json
import re
import urllib.parse


class Request:
    def __init__(self, method, path, headers, body):
        # What was meant for a host of its own comes through the proxy, with its whole address.
        self.target = re.sub(r"^http://[^/]+", "", path)
        self.method, self.headers, self.body = method, headers, body
        scope = re.search(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/", headers.get("Authorization", ""))
        self.region, self.service = scope.groups() if scope else ("", "")
        self.action = (headers.get("X-Amz-Target") or "").split(".")[-1]
        parts = urllib.parse.urlsplit(self.target)
        self.path = urllib.parse.unquote(parts.path)
        self.query = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))

    def json(self):
        return json.loads(self.body or b"{}")

    def form(self):
        return dict(urllib.parse.parse_qsl(self.body.decode()))


class Answer:
    """JSON, or text that is XML."""

    def __init__(self, status, body="", **headers):
        self.status = status
        kind = "text/xml" if isinstance(body, str) else "application/x-amz-json-1.1"
        self.headers = [("Content-Type", kind)] + [(name.replace("_", "-"), value) for name, value in headers.items()]
        self.body = (body if isinstance(body, str) else json.dumps(body)).encode()


def absent(what):
    """Nothing is there, in the form of services that speak JSON over REST."""
    return Answer(404, {"Message": f"{what} is not there", "ResourceId": what, "ResourceType": "thing"}, x_amzn_ErrorType="ResourceNotFoundException")


def xml(action, inner, namespace):
    return f'<{action}Response xmlns="{namespace}"><{action}Result>{inner}</{action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{action}Response>'


def members(form, name):
    """Values of a list in a form, e.g. AlarmNames.member.1."""
    return [v for k, v in sorted(form.items()) if re.fullmatch(re.escape(name) + r"\.member\.\d+", k)]
