package io.millrace.job.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.openlineage.client.OpenLineage.RunEvent;
import io.openlineage.client.OpenLineageClientUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenRunTest {
  private static final Instant NEXT = Instant.parse("2026-07-01T08:00:00Z");

  private final LineageEvents events = LineageEventsTest.events();
  private final List<RunEvent> told = new ArrayList<>();

  @TempDir private Path folder;

  private OpenRun open() {
    return new OpenRun(
        new org.apache.flink.core.fs.Path(folder.resolve("open-run.json").toUri()),
        new LineageTransport() {
          @Override
          public void emit(RunEvent event) {
            told.add(event);
          }
        },
        Clock.fixed(NEXT, ZoneOffset.UTC));
  }

  private List<String> types() {
    return told.stream().map(event -> event.getEventType().name()).toList();
  }

  @Test
  void aRunWhoseProcessDiedIsAbortedByTheNextThatBegins() throws IOException {
    open().begin(events.start());
    open().begin(events.start());

    assertThat(types()).containsExactly("START", "ABORT", "START");
    RunEvent abort = told.get(1);
    assertThat(abort.getRun().getRunId()).isEqualTo(told.get(0).getRun().getRunId());
    assertThat(abort.getEventTime().toInstant()).isEqualTo(NEXT);
    assertThat(abort.getOutputs()).hasSameSizeAs(told.get(0).getOutputs());
    assertThat(
            OpenLineageSchema.faults(
                new ObjectMapper().readTree(OpenLineageClientUtils.toJson(abort))))
        .isEmpty();
  }

  @Test
  void aRunThatToldItsEndIsNotAbortedAfterwards() throws IOException {
    open().begin(events.start());
    open().end(events.complete(RunTotals.none()));
    open().begin(events.start());

    assertThat(types()).containsExactly("START", "COMPLETE", "START");
  }

  @Test
  void whatAProcessLeftThatDiedWhileItWroteIsPassedOver() throws IOException {
    Files.writeString(folder.resolve("open-run.json"), "{\"eventType\":\"STA");
    open().begin(events.start());

    assertThat(types()).containsExactly("START");
  }
}
