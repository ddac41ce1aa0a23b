package io.millrace.cli.size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SizeCommandTest {
  private static final double HOURS = 730;

  private static Sizing sizing(String... args) throws Exception {
    SizeCommand.Load load = new SizeCommand.Load();
    SizeCommand.Choice choice = new SizeCommand.Choice();
    new CommandLine(new Options(load, choice)).parseArgs(args);
    return Sizing.of(
        new SizeInput(
            load,
            choice,
            Measured.orElse(5_000.0, "given", "events-per-kpu"),
            Measured.orElse(10_000.0, "given", "scores-per-instance"),
            Measured.orElse(300_000.0, "given", "copy-rate"),
            Measured.orElse(100.0, "given", "row-bytes")),
        PriceTable.of(choice.region));
  }

  @CommandLine.Command
  private static final class Options {
    @CommandLine.Mixin private final SizeCommand.Load load;
    @CommandLine.Mixin private final SizeCommand.Choice choice;

    Options(SizeCommand.Load load, SizeCommand.Choice choice) {
      this.load = load;
      this.choice = choice;
    }
  }

  private static Map<String, Sizing.Part> parts(Sizing sizing) {
    return sizing.parts().stream().collect(Collectors.toMap(part -> part.name, part -> part));
  }

  /** Every figure computed by hand. */
  @Test
  void sizesEachPartForItsLoad() throws Exception {
    Sizing sizing = sizing("--rate=20000", "--bytes=400");
    PriceTable prices = PriceTable.of("eu-west-1");

    Map<String, Sizing.Part> parts = parts(sizing);
    // 20,000 records / (1,000 × 0.7) = 28.6; 52,560 million records of one unit.
    assertThat(parts.get("Kinesis").size).isEqualTo("29 shards");
    assertThat(parts.get("Kinesis").usd)
        .isCloseTo(
            29 * HOURS * prices.usd("kinesis-shard") + 52_560 * prices.usd("kinesis-put"),
            within(0.01));
    // 20,000 / (5,000 × 0.7) = 5.7, and one that directs them.
    assertThat(parts.get("Flink").size).isEqualTo("6 KPUs");
    assertThat(parts.get("Flink").usd)
        .isCloseTo(
            7 * HOURS * prices.usd("flink-kpu") + 300 * prices.usd("flink-storage"), within(0.01));
    // 20,000 / (10,000 × 0.7) = 2.9.
    assertThat(parts.get("SageMaker").size).isEqualTo("3 × ml.m5.large");
    // 1,200,000 rows a minute at 300,000 rows a second.
    assertThat(parts.get("Redshift").why).contains("1,200,000 rows in 4.0 s, 7 % of the time");
    assertThat(parts.get("Redshift").size).isEqualTo("2 × ra3.xlplus");
    // 20,000 × 86,400 × 90 rows of 100 bytes.
    assertThat(parts.get("S3").size).isEqualTo("15,552 GB");
    assertThat(sizing.total())
        .isCloseTo(parts.values().stream().mapToDouble(part -> part.usd).sum(), within(0.01));
  }

  @ParameterizedTest
  @CsvSource({
    // Bytes, not records, decide for long events.
    "500, 10000, by bytes",
    "500, 100, by records",
    "5, 400, by records",
  })
  void saysWhatDecidesTheShards(String rate, String bytes, String why) throws Exception {
    assertThat(parts(sizing("--rate=" + rate, "--bytes=" + bytes)).get("Kinesis").why)
        .startsWith(why);
  }

  @Test
  void takesOnDemandWhereThatIsCheaper() throws Exception {
    // Shards that may hardly be used are many.
    Sizing.Part kinesis = parts(sizing("--rate=50", "--bytes=1024", "--use=0.01")).get("Kinesis");

    assertThat(kinesis.size).isEqualTo("on demand");
    assertThat(kinesis.why).contains("5 shards would be");
  }

  @Test
  void leavesTheEndpointOutWhereNothingIsScored() throws Exception {
    assertThat(parts(sizing("--rate=10", "--bytes=10", "--scored=0")))
        .doesNotContainKey("SageMaker");
  }

  @Test
  void printsEveryAssumptionWithItsOrigin() {
    CommandRun run = CommandRun.of("size", "--rate=20000", "--bytes=400");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .contains("Kinesis", "KPUs", "ml.m5.large", "Redshift", "total", "assumed:")
        .contains("Events/s of a KPU", "millrace replay", "a core is taken for a KPU")
        .contains("not measured on an instance")
        .contains("List prices of eu-west-1 as of 2026-11-22", "not verified");
    CommandRun own = CommandRun.of("size", "--rate=20000", "--bytes=400", "--events-per-kpu=12000");
    assertThat(own.out()).contains("Events/s of a KPU (1 vCPU, 4 GB): 12,000: --events-per-kpu.");
  }

  @ParameterizedTest
  @CsvSource({
    "--rate=0, --bytes=400, --rate: expected events a second",
    "--rate=NaN, --bytes=400, --rate: expected events a second",
    "--rate=1, --bytes=0, --bytes: expected the bytes of an event",
  })
  void refusesALoadThatIsNone(String rate, String bytes, String message) {
    CommandRun run = CommandRun.of("size", rate, bytes);

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains(message);
  }

  @Test
  void namesWhatHasNoPrice() {
    assertThat(CommandRun.of("size", "--rate=1", "--bytes=1", "--region=eu-north-1").err())
        .contains("no prices of region eu-north-1; choose one of eu-west-1, eu-central-1");
    assertThat(CommandRun.of("size", "--rate=1", "--bytes=1", "--instance=ml.p9.huge").err())
        .contains("there is no price of sagemaker-ml.p9.huge");
  }
}
