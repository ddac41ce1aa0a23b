"""CloudFront: keeps what it is given and gives it back, deployed at once. Our belief about AWS."""

import itertools
import re

from wire import Answer

NOW = "2026-01-01T00:00:00Z"
ROOTS = {
    "distribution": "Distribution", "key-group": "KeyGroup", "public-key": "PublicKey",
    "origin-access-control": "OriginAccessControl", "response-headers-policy": "ResponseHeadersPolicy",
}  # fmt: skip
ABSENT = {"KeyGroup": "NoSuchResource"}
# What AWS adds to a distribution that does not say it.
UNSAID = {
    "Aliases": "<Quantity>0</Quantity>", "CacheBehaviors": "<Quantity>0</Quantity>", "CustomErrorResponses": "<Quantity>0</Quantity>", "OriginGroups": "<Quantity>0</Quantity>",
    "Logging": "<Enabled>false</Enabled><IncludeCookies>false</IncludeCookies><Bucket></Bucket><Prefix></Prefix>",
}  # fmt: skip
NAMESPACE = 'xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"'


class CloudFront:
    def __init__(self, account):
        self.account, self.things, self.tags, self.numbers = account, {}, {}, itertools.count(1)

    def answer(self, request):
        if request.service != "cloudfront":
            return None
        if request.path.endswith("/tagging"):
            return Answer(200, f"<Tags {NAMESPACE}><Items>{self.tags.get(request.query['Resource'], '')}</Items></Tags>")
        found = re.fullmatch(r"/2020-05-31/([a-z-]+)(?:/([A-Z0-9]+))?(/config)?/?", request.path)
        if not found or found[1] not in ROOTS:
            return None
        kind, id, root = found[1], found[2], ROOTS[found[1]]
        if request.method == "POST":
            id = f"E{next(self.numbers):013d}"
            self.tags[self.arn(kind, id)] = "".join(re.findall(r"<Tag>.*?</Tag>", request.body.decode(), re.S))
        elif (kind, id) not in self.things:
            return Answer(404, f"<ErrorResponse><Error><Type>Sender</Type><Code>{ABSENT.get(root, 'NoSuch' + root)}</Code><Message>gone</Message></Error><RequestId>1</RequestId></ErrorResponse>")
        if request.method == "DELETE":
            del self.things[kind, id]
            return Answer(204)
        if request.method in ("POST", "PUT"):
            self.things[kind, id] = re.search(rf"<{root}Config[ >].*</{root}Config>", request.body.decode(), re.S)[0]
            if kind == "distribution":
                unsaid = "".join(f"<{name}>{value}</{name}>" for name, value in UNSAID.items() if f"<{name}>" not in self.things[kind, id])
                self.things[kind, id] = self.things[kind, id].replace("</DistributionConfig>", unsaid + "</DistributionConfig>")
        config = self.things[kind, id]
        whole = f"<{root} {NAMESPACE}><Id>{id}</Id><LastModifiedTime>{NOW}</LastModifiedTime><CreatedTime>{NOW}</CreatedTime>{self.state(kind, id)}{config}</{root}>"
        return Answer(201 if request.method == "POST" else 200, config if found[3] and request.method == "GET" else whole, ETag="E1")

    def arn(self, kind, id):
        return f"arn:aws:cloudfront::{self.account}:{kind}/{id}"

    def state(self, kind, id):
        if kind != "distribution":
            return ""
        nobody = "<Enabled>false</Enabled><Quantity>0</Quantity>"
        return (
            f"<ARN>{self.arn(kind, id)}</ARN><Status>Deployed</Status><InProgressInvalidationBatches>0</InProgressInvalidationBatches>"
            f"<DomainName>{id.lower()}.cloudfront.net</DomainName><ActiveTrustedSigners>{nobody}</ActiveTrustedSigners><ActiveTrustedKeyGroups>{nobody}</ActiveTrustedKeyGroups>"
        )
