"""Composite alarms of CloudWatch, which moto lacks. Our belief about AWS."""

from xml.sax.saxutils import escape

from wire import Answer, members, xml

NAMESPACE = "http://monitoring.amazonaws.com/doc/2010-08-01/"


class CompositeAlarms:
    def __init__(self, account):
        self.account, self.alarms = account, {}

    def answer(self, request):
        if request.service != "monitoring":
            return None
        form = request.form()
        action = form.get("Action")
        if action == "PutCompositeAlarm":
            arn = f"arn:aws:cloudwatch:{request.region}:{self.account}:alarm:{form['AlarmName']}"
            tags = {form[f"Tags.member.{n}.Key"]: form[f"Tags.member.{n}.Value"] for n in range(1, 51) if f"Tags.member.{n}.Key" in form}
            self.alarms[request.region, form["AlarmName"]] = {"form": form, "arn": arn, "tags": tags}
            return Answer(200, xml(action, "", NAMESPACE))
        if action == "DescribeAlarms" and members(form, "AlarmTypes") == ["CompositeAlarm"]:
            found = [self.alarms[request.region, name] for name in members(form, "AlarmNames") if (request.region, name) in self.alarms]
            return Answer(200, xml(action, f"<CompositeAlarms>{''.join(map(self.described, found))}</CompositeAlarms>", NAMESPACE))
        if action == "DeleteAlarms" and all((request.region, name) in self.alarms for name in members(form, "AlarmNames")):
            for name in members(form, "AlarmNames"):
                del self.alarms[request.region, name]
            return Answer(200, xml(action, "", NAMESPACE))
        if action == "ListTagsForResource":
            for alarm in self.alarms.values():
                if alarm["arn"] == form["ResourceARN"]:
                    tags = "".join(f"<member><Key>{escape(k)}</Key><Value>{escape(v)}</Value></member>" for k, v in alarm["tags"].items())
                    return Answer(200, xml(action, f"<Tags>{tags}</Tags>", NAMESPACE))
        return None

    @staticmethod
    def described(alarm):
        form = alarm["form"]
        actions = "".join(f"<{kind}>{''.join(f'<member>{a}</member>' for a in members(form, kind))}</{kind}>" for kind in ("AlarmActions", "OKActions", "InsufficientDataActions"))
        plain = "".join(f"<{k}>{escape(form[k])}</{k}>" for k in ("AlarmName", "AlarmDescription", "AlarmRule", "ActionsEnabled") if k in form)
        return f"<member>{plain}{actions}<AlarmArn>{alarm['arn']}</AlarmArn><StateValue>OK</StateValue></member>"
