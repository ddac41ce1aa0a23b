package io.millrace.cli.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole job over a file with every fault: it counts what the file was made to hold. */
class ReplayOfGeneratedIT {
  private static final List<String> COUNTERS =
      List.of("read", "deadLettered", "quarantined", "duplicates", "written", "late");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"events.avro, 2", "events.ndjson.gz, 1"})
  void countsWhatTheManifestSays(String name, String parallelism) throws IOException {
    Path file = folder.resolve(name);
    Path out = folder.resolve("out");
    CommandRun generated =
        CommandRun.of(
            "generate",
            "--out=" + file,
            "--events=6000",
            "--rate=2",
            "--customers=100",
            "--missing=0.05",
            "--duplicates=0.05",
            "--late=0.05",
            "--malformed=0.03",
            "--ahead=0.02",
            "--quarantine=0.05",
            "--oversized=0.0005");
    assertThat(generated.exitCode()).as(generated.err()).isZero();

    CommandRun replayed =
        CommandRun.of("replay", "--input=" + file, "--out=" + out, "--parallelism=" + parallelism);

    assertThat(replayed.exitCode()).as(replayed.err()).isZero();
    JsonNode summary = read(out.resolve("summary.json"));
    JsonNode expected = read(folder.resolve(name + ".manifest.json")).get("counters");
    for (String counter : COUNTERS) {
      assertThat(summary.get(counter).asLong())
          .as(counter)
          .isPositive()
          .isEqualTo(expected.get(counter).asLong());
    }
    assertThat(summary.get("loaded")).isEqualTo(summary.get("written"));
    // Scored or, when this machine is too busy to answer in time, given the fallback.
    assertThat(summary.get("scored").asLong() + summary.get("degraded").asLong())
        .isEqualTo(expected.get("scored").asLong());
  }

  private static JsonNode read(Path json) throws IOException {
    return new ObjectMapper().readTree(json.toFile());
  }
}
