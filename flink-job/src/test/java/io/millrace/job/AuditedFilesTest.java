package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.job.audit.AuditEntry;
import io.millrace.job.audit.AuditTrail;
import io.millrace.job.lake.CommitListener;
import io.millrace.job.lake.LakeFile;
import io.millrace.job.testing.ManualClock;
import io.millrace.job.warehouse.LoadListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditedFilesTest {
  private static final String RUN = "01890000-0000-7000-8000-000000000001";

  @TempDir private Path folder;

  private final ManualClock clock = new ManualClock();

  private AuditedFiles audited() {
    return new AuditedFiles(new org.apache.flink.core.fs.Path(folder.toUri()), RUN, clock);
  }

  private List<String> chain(String name) throws IOException {
    List<String> entries = new ArrayList<>();
    for (org.apache.flink.core.fs.Path file :
        AuditTrail.chains(new org.apache.flink.core.fs.Path(folder.toUri()))
            .getOrDefault(RUN + '-' + name, List.of())) {
      JsonNode entry = AuditEntry.read(AuditTrail.content(file)).content();
      entries.add(entry.path("what").asText() + ' ' + entry.path("details").path("files").asText());
    }
    return entries;
  }

  @Test
  void commitsAreEnteredEachHourAndWhenTheJobStops() throws IOException {
    CommitListener commits = audited().commits().open(new UnregisteredMetricsGroup());
    for (int i = 0; i < 61; i++) {
      commits.committed(List.of(new LakeFile("a" + i, 10), new LakeFile("b" + i, 10)), i);
      clock.advance(Duration.ofMinutes(1));
    }
    assertThat(chain("commits")).containsExactly("job runs ", "files committed 122");
    commits.committed(List.of(new LakeFile("c", 10)), 62);
    commits.close();
    assertThat(chain("commits"))
        .containsExactly("job runs ", "files committed 122", "files committed 1");
  }

  @Test
  void aRestartGoesOnWithTheChain() throws IOException {
    for (int i = 0; i < 2; i++) {
      audited().commits().open(new UnregisteredMetricsGroup()).close();
      LoadListener loads = audited().loads().open();
      loads.loaded(List.of(new LakeFile("a" + i, 10)), clock.instant(), clock.instant());
      loads.close();
    }
    assertThat(chain("commits")).containsExactly("job runs ", "job runs ");
    assertThat(chain("loads")).containsExactly("files loaded 1", "files loaded 1");
  }

  @Test
  void aTrailThatCannotBeWrittenStopsNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("no-folder"), "");
    CommitListener commits =
        new AuditedFiles(new org.apache.flink.core.fs.Path(file.toUri()), RUN, clock)
            .commits()
            .open(new UnregisteredMetricsGroup());
    commits.committed(List.of(new LakeFile("a", 10)), 1);
    commits.close();
    assertThat(Files.readString(file)).isEmpty();
  }
}
