"""Runs state machines of Step Functions on this machine: the part of the Amazon States Language (JSONPath)
that ours use, and nothing else. What it does not know it refuses, so that no definition passes unread.

https://states-language.net and the developer guide of Step Functions. Waiting takes no time.
"""

import datetime
import json
import re


class TaskFailed(Exception):
    """An answer of AWS that is an error, by its name, e.g. KinesisAnalyticsV2.ResourceInUseException."""

    def __init__(self, error, cause=""):
        super().__init__(error)
        self.error, self.cause = error, cause


class Unknown(Exception):
    """Something of the language that is not implemented here, or that it does not have."""


FIELDS = {
    "Task": {"Type", "Comment", "Resource", "Parameters", "ResultSelector", "ResultPath", "Retry", "Catch", "Next", "End"},
    "Pass": {"Type", "Comment", "Parameters", "Result", "ResultPath", "Next"},
    "Wait": {"Type", "Comment", "Seconds", "Next"},
    "Choice": {"Type", "Comment", "Choices", "Default"},
    "Fail": {"Type", "Comment", "Error", "Cause"},
    "Succeed": {"Type", "Comment"},
}
MISSING = object()


class Machine:
    """A definition, checked: known fields, existing targets, every state reachable."""

    def __init__(self, text):
        self.definition = json.loads(text)
        self.states = self.definition["States"]
        unknown = set(self.definition) - {"Comment", "StartAt", "States", "TimeoutSeconds"}
        if unknown:
            raise Unknown(f"top level: {unknown}")
        for name, state in self.states.items():
            if state["Type"] not in FIELDS or set(state) - FIELDS[state["Type"]]:
                raise Unknown(f"{name}: {state['Type']} with {set(state) - FIELDS.get(state['Type'], set())}")
            if state["Type"] in ("Task", "Pass", "Wait") and ("Next" in state) == (state.get("End") is True):
                raise Unknown(f"{name}: needs Next or End")
            for target in self.targets(state):
                if target not in self.states:
                    raise Unknown(f"{name}: goes to {target}, which is not there")
        reached, todo = set(), [self.definition["StartAt"]]
        while todo:
            name = todo.pop()
            if name not in reached:
                reached.add(name)
                todo += self.targets(self.states[name])
        if set(self.states) - reached:
            raise Unknown(f"never reached: {set(self.states) - reached}")

    @staticmethod
    def targets(state):
        found = [state[key] for key in ("Next", "Default") if key in state]
        return found + [c["Next"] for c in state.get("Choices", []) + state.get("Catch", [])]


class Run:
    """One execution: the states it went through, the calls it made, how it ended."""

    def __init__(self, machine, aws, given=None, most=2000):
        self.machine, self.aws, self.path, self.calls = machine, aws, [], []
        self.clock = datetime.datetime(2026, 6, 1, 9, 0, tzinfo=datetime.timezone.utc)
        self.began, self.error = self.now(), None
        data, name = {} if given is None else given, machine.definition["StartAt"]
        deadline = self.clock + datetime.timedelta(seconds=machine.definition["TimeoutSeconds"])
        while name:
            state = machine.states[name]
            self.path.append(name)
            self.entered = self.now()
            if len(self.path) > most:
                raise Unknown(f"goes round for ever: {self.path[-6:]}")
            if self.clock > deadline:
                self.error = "States.Timeout"
                return
            if state["Type"] == "Fail":
                self.error = state["Error"]
                return
            if state["Type"] == "Succeed":
                return
            if state["Type"] == "Choice":
                name = self.choose(state, data)
                continue
            if state["Type"] == "Wait":
                self.clock += datetime.timedelta(seconds=state["Seconds"])
                name = state["Next"]
                continue
            data, name = self.act(state, data)

    def now(self):
        return self.clock.strftime("%Y-%m-%dT%H:%M:%SZ")

    def act(self, state, data):
        given = self.fill(state["Parameters"], data) if "Parameters" in state else data
        if state["Type"] == "Pass":
            return self.put(state, data, state.get("Result", given)), state["Next"]
        try:
            result = self.task(state, given)
        except TaskFailed as failure:
            if failure.error == "":  # this execution has ended
                raise
            for catcher in state.get("Catch", []):
                if matches(catcher["ErrorEquals"], failure.error):
                    return self.put(catcher, data, {"Error": failure.error, "Cause": failure.cause}), catcher["Next"]
            self.error = failure.error
            return data, None
        if "ResultSelector" in state:
            result = self.fill(state["ResultSelector"], result)
        return self.put(state, data, result), state.get("Next")

    def task(self, state, given):
        tried = [0] * len(state.get("Retry", []))
        while True:
            self.calls.append((state["Resource"].split(":::")[1], given))
            try:
                return self.aws(state["Resource"].split(":::")[1], given, self)
            except TaskFailed as failure:
                for i, retrier in enumerate(state.get("Retry", [])):
                    if matches(retrier["ErrorEquals"], failure.error):
                        break
                else:
                    raise
                if tried[i] >= retrier.get("MaxAttempts", 3):
                    raise
                self.clock += datetime.timedelta(seconds=retrier.get("IntervalSeconds", 1) * retrier.get("BackoffRate", 2) ** tried[i])
                tried[i] += 1

    def put(self, state, data, result):
        where = state.get("ResultPath", "$")
        if where is None:
            return data
        if where == "$":
            return result
        if not re.fullmatch(r"\$\.\w+", where):
            raise Unknown(f"ResultPath {where}")
        return {**data, where[2:]: result}

    def fill(self, template, data):
        if isinstance(template, dict):
            return {k[:-2] if k.endswith(".$") else k: self.evaluate(v, data) if k.endswith(".$") else self.fill(v, data) for k, v in template.items()}
        if isinstance(template, list):
            return [self.fill(v, data) for v in template]
        return template

    def evaluate(self, expression, data):
        call = re.fullmatch(r"(States\.\w+)\((.*)\)", expression, re.S)
        if call:
            arguments = [self.evaluate(a, data) for a in split(call[2])]
            if call[1] == "States.MathAdd" and len(arguments) == 2:
                return arguments[0] + arguments[1]
            if call[1] == "States.JsonToString" and len(arguments) == 1:
                return json.dumps(arguments[0])
            if call[1] == "States.Format":
                text = arguments[0]
                if text.count("{}") != len(arguments) - 1:
                    raise Unknown(f"{expression}: as many {{}} as arguments")
                for argument in arguments[1:]:
                    text = text.replace("{}", argument if isinstance(argument, str) else json.dumps(argument), 1)
                return text
            raise Unknown(expression)
        if expression.startswith("'") and expression.endswith("'"):
            return expression[1:-1]
        if re.fullmatch(r"-?\d+", expression):
            return int(expression)
        if expression.startswith("$$."):
            data = {"State": {"EnteredTime": self.entered}, "Execution": {"StartTime": self.began}}
            expression = expression[1:]
        value = look(expression, data)
        if value is MISSING:
            raise Unknown(f"{expression}: nothing is there, which ends an execution with States.Runtime")
        return value

    def choose(self, state, data):
        return next((c["Next"] for c in state["Choices"] if holds(c, data)), state["Default"])


def matches(expected, error):
    return error in expected or "States.ALL" in expected or ("States.TaskFailed" in expected and error != "States.Timeout")


def look(path, data):
    filtered = re.fullmatch(r"(\$[.\w]*)\[\?\(@\.(\w+)=='([^']*)'\)\]\.(\w+)", path)
    if filtered:  # a filter: always a list, which may be empty
        found = look(filtered[1], data)
        return [each[filtered[4]] for each in found if each.get(filtered[2]) == filtered[3]]
    if not re.fullmatch(r"\$(\.\w+|\[\d+\])*", path):
        raise Unknown(f"path {path}")
    for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", path):
        try:
            data = data[name] if name else data[int(index)]
        except (KeyError, IndexError, TypeError):
            return MISSING
    return data


def holds(rule, data):
    if "And" in rule:
        return all(holds(r, data) for r in rule["And"])
    if "Not" in rule:
        return not holds(rule["Not"], data)
    value = look(rule["Variable"], data)
    (kind,) = set(rule) - {"Variable", "Next"}
    expected = rule[kind]
    if kind == "IsPresent":
        return (value is not MISSING) == expected
    if value is MISSING:
        raise Unknown(f"{rule['Variable']}: nothing is there, which ends an execution with States.Runtime")
    if kind == "StringEquals":
        return isinstance(value, str) and value == expected
    if kind == "BooleanEquals":
        return value is expected
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    compare = {"NumericGreaterThan": lambda: value > expected, "NumericGreaterThanEquals": lambda: value >= expected, "NumericLessThan": lambda: value < expected}
    if kind not in compare:
        raise Unknown(kind)
    return number and compare[kind]()


def split(arguments):
    """At commas that stand in no quotes and no brackets."""
    parts, depth, quoted, part = [], 0, False, ""
    for character in arguments:
        if character == "'":
            quoted = not quoted
        if not quoted:
            depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and not quoted and depth == 0:
            parts.append(part.strip())
            part = ""
        else:
            part += character
    return [*parts, part.strip()]
