"""Runs the state machines against a stub of AWS, each failure branch included.

    python3 tests/machines/run.py
"""

import json
import pathlib
import re
import sys
import unittest

import asl
from asl import Run, TaskFailed

MODULES = pathlib.Path(__file__).resolve().parents[2] / "modules"


def machine(path, **values):
    """A definition with its values in place, as Terraform's templatefile fills them in."""
    values.update(partition="aws", topic="topic", urgent="urgent", application="job", application_arn="arn")
    return asl.Machine(re.sub(r"\$\{(\w+)\}", lambda name: str(values[name[1]]), (MODULES / path).read_text()))


class Aws:
    """A stub: answers by action, in turn; the last answer stays. An answer that is an error is raised."""

    def __init__(self, **answers):
        self.answers = {name: list(value) if isinstance(value, list) else [value] for name, value in answers.items()}

    def __call__(self, resource, given, run):
        action = resource.split(":")[-1]
        if action == "publish":
            return {"MessageId": "1"}
        turns = self.answers[action]
        answer = turns.pop(0) if len(turns) > 1 else turns[0]
        if isinstance(answer, Exception):
            raise answer
        return answer(given, run) if callable(answer) else answer


def status(name):
    return {"ApplicationDetail": {"ApplicationStatus": name}}


def told(run):
    return [given["Subject"] for resource, given in run.calls if resource == "sns:publish"]


def asked(run, action):
    return [given for resource, given in run.calls if resource.endswith(":" + action)]


def statistics(events=10, age=1000):
    """Points of the metrics; None: none."""

    def answer(given, run):
        assert given["StartTime"] < given["EndTime"], "a span of time"
        value = events if given["MetricName"] == "IncomingRecords" else age
        return {"Datapoints": [] if value is None else [{given["Statistics"][0]: value}]}

    return answer


READY, STARTING, RUNNING = status("READY"), status("STARTING"), status("RUNNING")
DENIED = TaskFailed("KinesisAnalyticsV2.AccessDeniedException", "not allowed")
BUSY = TaskFailed("KinesisAnalyticsV2.ResourceInUseException", "busy")


class Failover(unittest.TestCase):
    machine = machine("failover/machines/failover.asl.json", stream="events", namespace="millrace", freshness_ms=300000)

    def run_with(self, **answers):
        normal = {"startApplication": {}, "putMetricData": {}, "getMetricStatistics": statistics()}
        return Run(self.machine, Aws(**{**normal, **answers}))

    def test_a_pilot_light_is_started_and_clients_are_moved(self):
        run = self.run_with(describeApplication=[READY, STARTING, RUNNING])
        self.assertIsNone(run.error)
        self.assertEqual(["job serves from here"], told(run))
        (start,) = asked(run, "startApplication")
        self.assertEqual("SKIP_RESTORE_FROM_SNAPSHOT", start["RunConfiguration"]["ApplicationRestoreConfiguration"]["ApplicationRestoreType"])
        (moved,) = asked(run, "putMetricData")
        self.assertEqual({"Namespace": "millrace", "MetricData": [{"MetricName": "FailedOver", "Value": 1, "Unit": "Count"}]}, moved)

    def test_a_warm_standby_only_has_its_clients_moved(self):
        run = self.run_with(describeApplication=RUNNING)
        self.assertIsNone(run.error)
        self.assertEqual([], asked(run, "startApplication"))
        self.assertEqual(1, len(asked(run, "putMetricData")))

    def test_one_that_is_starting_already_is_waited_for(self):
        run = self.run_with(describeApplication=[STARTING, STARTING, RUNNING])
        self.assertIsNone(run.error)
        self.assertEqual([], asked(run, "startApplication"))

    def test_no_client_is_moved_when_the_application_cannot_be_asked(self):
        run = self.run_with(describeApplication=DENIED)
        self.assertEqual("NotStarted", run.error)
        self.assertEqual(6, len(asked(run, "describeApplication")), "tried again five times")
        self.assertEqual([], asked(run, "putMetricData"))
        self.assertEqual(["Failover: job does not start; nothing was moved"], told(run))

    def test_no_client_is_moved_when_the_application_is_in_no_state_to_start(self):
        run = self.run_with(describeApplication=status("DELETING"))
        self.assertEqual("NotStarted", run.error)
        self.assertEqual([], asked(run, "putMetricData"))

    def test_a_start_that_is_refused_for_the_moment_is_tried_again(self):
        run = self.run_with(describeApplication=[READY, RUNNING], startApplication=[BUSY, BUSY, {}])
        self.assertIsNone(run.error)
        self.assertEqual(3, len(asked(run, "startApplication")))

    def test_no_client_is_moved_when_the_start_fails(self):
        run = self.run_with(describeApplication=READY, startApplication=DENIED)
        self.assertEqual("NotStarted", run.error)
        self.assertEqual(1, len(asked(run, "startApplication")), "not tried again")
        self.assertEqual([], asked(run, "putMetricData"))

    def test_no_client_is_moved_when_the_job_fails_as_it_starts(self):
        run = self.run_with(describeApplication=[READY, STARTING, READY])
        self.assertEqual("NotStarted", run.error)
        self.assertEqual([], asked(run, "putMetricData"))

    def test_no_client_is_moved_when_the_application_cannot_be_asked_again(self):
        run = self.run_with(describeApplication=[READY, DENIED])
        self.assertEqual("NotStarted", run.error)
        self.assertEqual([], asked(run, "putMetricData"))

    def test_a_start_without_an_end_is_given_up(self):
        run = self.run_with(describeApplication=[READY, STARTING])
        self.assertEqual("NotStarted", run.error)
        self.assertEqual(30, run.path.count("WaitForJob"))

    def test_clients_that_cannot_be_moved_are_told_of(self):
        run = self.run_with(describeApplication=RUNNING, putMetricData=TaskFailed("CloudWatch.InternalServiceFault"))
        self.assertEqual("NotMoved", run.error)
        self.assertEqual(["Failover: job runs, but clients could not be moved"], told(run))

    def test_it_waits_for_events_and_for_the_job_to_catch_up(self):
        waiting = [statistics(events=None), statistics(age=None), statistics(), statistics(age=900000), statistics()]
        run = self.run_with(describeApplication=RUNNING, getMetricStatistics=waiting)
        self.assertIsNone(run.error)
        self.assertEqual(3, run.path.count("WaitForEvents"))

    def test_a_job_that_never_catches_up_is_told_of(self):
        run = self.run_with(describeApplication=RUNNING, getMetricStatistics=statistics(age=900000))
        self.assertEqual("NotVerified", run.error)
        self.assertEqual(20, run.path.count("WaitForEvents"))
        self.assertEqual(["Failover: clients are moved, but job does not read in time"], told(run))

    def test_events_that_never_come_are_told_of(self):
        self.assertEqual("NotVerified", self.run_with(describeApplication=RUNNING, getMetricStatistics=statistics(events=None)).error)

    def test_numbers_that_cannot_be_had_are_told_of(self):
        failed = TaskFailed("CloudWatch.InternalServiceFault")
        self.assertEqual("NotVerified", self.run_with(describeApplication=RUNNING, getMetricStatistics=failed).error)
        self.assertEqual("NotVerified", self.run_with(describeApplication=RUNNING, getMetricStatistics=[statistics(), failed]).error)


class Drill(unittest.TestCase):
    machine = machine("failover/machines/drill.asl.json", stream="events", namespace="millrace", freshness_ms=300000)

    def run_with(self, **answers):
        normal = {"startApplication": {}, "stopApplication": {}, "putRecord": {}, "getMetricStatistics": statistics()}
        return Run(self.machine, Aws(**{**normal, **answers}))

    def test_a_pilot_light_is_started_measured_and_stopped(self):
        run = self.run_with(describeApplication=[READY, STARTING, RUNNING])
        self.assertIsNone(run.error)
        self.assertEqual(["Drill passed: job takes over"], told(run))
        self.assertEqual([{"StreamName": "events", "Data": "drill", "PartitionKey": "drill"}], asked(run, "putRecord"))
        self.assertEqual([{"ApplicationName": "job", "Force": False}], asked(run, "stopApplication"))

    def test_a_warm_standby_is_left_running(self):
        run = self.run_with(describeApplication=RUNNING)
        self.assertIsNone(run.error)
        self.assertEqual([], asked(run, "startApplication") + asked(run, "stopApplication"))

    def test_nothing_moves_clients(self):
        self.assertNotIn("putMetricData", json.dumps(self.machine.definition))

    def test_one_that_is_changing_is_left_alone(self):
        run = self.run_with(describeApplication=status("UPDATING"))
        self.assertEqual("Busy", run.error)
        self.assertEqual([], asked(run, "startApplication") + asked(run, "stopApplication"))

    def test_whatever_fails_the_application_is_stopped_again(self):
        failed = TaskFailed("Kinesis.KMSThrottlingException")
        for answers in (
            {"describeApplication": [READY, DENIED]},
            {"describeApplication": [READY, status("READY")]},
            {"describeApplication": [READY, STARTING]},
            {"describeApplication": [READY, RUNNING], "putRecord": failed},
            {"describeApplication": [READY, RUNNING], "getMetricStatistics": failed},
            {"describeApplication": [READY, RUNNING], "getMetricStatistics": statistics(age=900000)},
            {"describeApplication": [READY, RUNNING], "getMetricStatistics": statistics(age=None)},
        ):
            run = self.run_with(**answers)
            self.assertEqual("Failed", run.error, answers)
            self.assertEqual(1, len(asked(run, "stopApplication")), answers)
            self.assertEqual(["Drill failed: job would not take over"], told(run))

    def test_one_that_was_never_started_is_not_stopped(self):
        for answers in ({"describeApplication": DENIED}, {"describeApplication": READY, "startApplication": DENIED}):
            run = self.run_with(**answers)
            self.assertEqual("Failed", run.error)
            self.assertEqual([], asked(run, "stopApplication"))

    def test_one_that_cannot_be_stopped_is_told_of(self):
        run = self.run_with(describeApplication=[READY, RUNNING], stopApplication=DENIED)
        self.assertEqual("NotStopped", run.error)
        self.assertEqual(["Drill: job could not be stopped again"], told(run))


class RestartJob(unittest.TestCase):
    machine = machine("observability/responses/restart-job.asl.json")

    def run_with(self, **answers):
        return Run(self.machine, Aws(**{"startApplication": {}, "listTagsForResource": {"Tags": [{"Key": "Owner", "Value": "team"}]}, **answers}))

    def test_one_that_a_rule_stopped_stays_stopped(self):
        marked = {"Tags": [{"Key": "Owner", "Value": "team"}, {"Key": "StoppedBy", "Value": "rule"}]}
        run = self.run_with(describeApplication=READY, listTagsForResource=marked)
        self.assertEqual(([], ["job stays stopped"], None), (asked(run, "startApplication"), told(run), run.error))

    def test_one_left_stopped_is_started_from_its_snapshot(self):
        run = self.run_with(describeApplication=[READY, STARTING, RUNNING])
        self.assertIsNone(run.error)
        self.assertEqual(["job was started again"], told(run))
        self.assertEqual("RESTORE_FROM_LATEST_SNAPSHOT", asked(run, "startApplication")[0]["RunConfiguration"]["ApplicationRestoreConfiguration"]["ApplicationRestoreType"])

    def test_one_that_runs_or_changes_is_left_alone(self):
        for state, subject in (("RUNNING", "job runs, but no number comes from it"), ("UPDATING", "job is changing")):
            run = self.run_with(describeApplication=status(state))
            self.assertEqual(([], [subject], None), (asked(run, "startApplication"), told(run), run.error))

    def test_failures_are_told_of(self):
        for answers in (
            {"describeApplication": DENIED},
            {"describeApplication": READY, "startApplication": DENIED},
            {"describeApplication": READY, "startApplication": BUSY},
            {"describeApplication": READY, "listTagsForResource": DENIED},
            {"describeApplication": [READY, DENIED]},
            {"describeApplication": [READY, STARTING, READY]},
        ):
            run = self.run_with(**answers)
            self.assertEqual(("NotStarted", ["job could not be started"]), (run.error, told(run)), answers)

    def test_one_that_starts_for_ever_ends_with_the_time(self):
        self.assertEqual("States.Timeout", self.run_with(describeApplication=[READY, STARTING]).error)


class StopJob(unittest.TestCase):
    machine = machine("observability/responses/stop-job.asl.json")
    alert = {"detail": {"rule": "Completeness \"amount\" > 0.9", "severity": "CRITICAL"}}

    def run_with(self, **answers):
        return Run(self.machine, Aws(**{"tagResource": {}, "stopApplication": {}, **answers}), self.alert)

    def test_it_is_marked_and_stopped_with_a_snapshot_and_the_urgent_topic_hears_the_alert(self):
        run = self.run_with(describeApplication=[RUNNING, status("STOPPING"), READY])
        self.assertIsNone(run.error)
        self.assertEqual([{"ResourceARN": "arn", "Tags": [{"Key": "StoppedBy", "Value": "rule"}]}], asked(run, "tagResource"))
        self.assertEqual([{"ApplicationName": "job", "Force": False}], asked(run, "stopApplication"))
        self.assertLess(run.path.index("Mark"), run.path.index("Stop"), "nothing may start it in between")
        (message,) = asked(run, "publish")
        self.assertEqual(("urgent", "job was stopped by a rule"), (message["TopicArn"], message["Subject"]))
        self.assertIn("Completeness", message["Message"])

    def test_one_that_does_not_run_is_left_alone(self):
        run = self.run_with(describeApplication=READY)
        self.assertEqual(([], ["job was to be stopped by a rule"], None), (asked(run, "stopApplication") + asked(run, "tagResource"), told(run), run.error))

    def test_a_stop_that_is_refused_for_the_moment_is_tried_again(self):
        run = self.run_with(describeApplication=[RUNNING, READY], tagResource=[BUSY, {}], stopApplication=[BUSY, {}])
        self.assertEqual((None, 2, 2), (run.error, len(asked(run, "tagResource")), len(asked(run, "stopApplication"))))

    def test_failures_are_told_of_and_it_is_never_stopped_without_a_snapshot(self):
        for answers in (
            {"describeApplication": DENIED},
            {"describeApplication": RUNNING, "tagResource": DENIED},
            {"describeApplication": RUNNING, "stopApplication": DENIED},
            {"describeApplication": [RUNNING, DENIED]},
            {"describeApplication": [RUNNING, status("STOPPING"), RUNNING]},
        ):
            run = self.run_with(**answers)
            self.assertEqual(("NotStopped", ["job could not be stopped"]), (run.error, told(run)), answers)
            self.assertEqual([], [given for given in asked(run, "stopApplication") if given["Force"]])

    def test_one_that_stops_for_ever_ends_with_the_time(self):
        self.assertEqual("States.Timeout", self.run_with(describeApplication=[RUNNING, status("STOPPING")]).error)


class GrowStream(unittest.TestCase):
    machine = machine("observability/responses/grow-stream.asl.json", stream="events", most=8)

    def run_with(self, shards=2, state="ACTIVE", **answers):
        summary = {"StreamDescriptionSummary": {"StreamStatus": state, "OpenShardCount": shards}}
        return Run(self.machine, Aws(**{"describeStreamSummary": summary, "updateShardCount": {}, **answers}))

    def test_it_doubles(self):
        run = self.run_with(shards=4)
        self.assertEqual(([{"StreamName": "events", "TargetShardCount": 8, "ScalingType": "UNIFORM_SCALING"}], ["events grows"]), (asked(run, "updateShardCount"), told(run)))

    def test_it_does_not_pass_the_limit_or_touch_one_that_is_changing(self):
        for given, subject in (({"shards": 5}, "events is at its limit"), ({"state": "UPDATING"}, "events is changing")):
            run = self.run_with(**given)
            self.assertEqual(([], [subject], None), (asked(run, "updateShardCount"), told(run), run.error))

    def test_failures_are_told_of(self):
        for answers in ({"describeStreamSummary": TaskFailed("Kinesis.LimitExceededException")}, {"updateShardCount": TaskFailed("Kinesis.LimitExceededException")}):
            run = self.run_with(**answers)
            self.assertEqual(("NotGrown", ["events could not grow"]), (run.error, told(run)))


class Branches(unittest.TestCase):
    """Every state of every machine was gone through by the tests above."""

    def test_every_state(self):
        reached = {}
        original = Run.__init__

        def recording(run, machine, *arguments, **more):
            original(run, machine, *arguments, **more)
            reached.setdefault(id(machine), set()).update(run.path)

        Run.__init__ = recording
        try:
            kinds = (Failover, Drill, RestartJob, StopJob, GrowStream)
            for kind in kinds:
                result = unittest.TestResult()
                unittest.defaultTestLoader.loadTestsFromTestCase(kind).run(result)
            for kind in kinds:
                self.assertEqual(set(), set(kind.machine.states) - reached[id(kind.machine)], kind.__name__)
        finally:
            Run.__init__ = original


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
