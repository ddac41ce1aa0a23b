package io.millrace.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Features computed by SQL over a lake's Parquet, against the columns that the job wrote there:
 * every aggregate, with conditions, delays and features of features, over payments of which some
 * come late.
 *
 * <p>The same over the lake of a replay of yours, by Flink and by DuckDB:
 *
 * <pre>mvn verify -pl load-generator -am -Dit.test=FeatureSqlIT \
 *   -Dmillrace.sql.pipeline=fraud-handbook -Dmillrace.sql.lake=$PWD/out/fraud/lake</pre>
 *
 * <p>The figures, and which rows were left out, then stand in {@code target/feature-sql}.
 */
class FeatureSqlIT {
  private static final String LAKE = System.getProperty("millrace.sql.lake");
  private static final String PIPELINE = System.getProperty("millrace.sql.pipeline");
  private static final Path REPORTS =
      Path.of(System.getProperty("basedir", ""), "target", "feature-sql");

  @TempDir private static Path folder;

  private static Pipeline pipeline;
  private static Path lake;

  @BeforeAll
  static void openTheLake() throws IOException {
    String name = LAKE == null ? habits().toString() : PIPELINE;
    pipeline = Pipeline.of(Pipelines.open(name));
    lake = LAKE == null ? replay(name) : Path.of(LAKE).toAbsolutePath();
  }

  private static Path habits() throws IOException {
    Path habits = Files.createDirectories(folder.resolve("habits"));
    Files.write(
        habits.resolve("event.avsc"), Pipelines.open(Pipelines.DEFAULT).bytes("event.avsc"));
    try (InputStream yaml = FeatureSqlIT.class.getResourceAsStream("habits.yaml")) {
      Files.copy(yaml, habits.resolve(PipelineFiles.PIPELINE));
    }
    return habits;
  }

  private static Path replay(String habits) {
    Path input = folder.resolve("payments.avro");
    Path out = folder.resolve("out");
    String generate =
        "generate --out %s --events 1500 --days 45 --customers 40 --terminals 25 --late 0.005"
            + " --missing 0.05 --duplicates 0.02";
    run(generate.formatted(input));
    run("replay %s --input %s --out %s --parallelism 2".formatted(habits, input, out));
    return out.resolve("lake");
  }

  private static void run(String arguments) {
    CommandRun run = CommandRun.of(arguments.split(" "));
    assertThat(run.exitCode()).as("%s", run).isEqualTo(ExitCode.OK);
  }

  @ParameterizedTest
  @EnumSource(FeatureSql.Dialect.class)
  void sqlEqualsTheStream(FeatureSql.Dialect dialect) throws Exception {
    SqlReport report = SqlReport.of(pipeline, dialect, lake.toString());
    report.write(REPORTS.resolve(pipeline.name() + '-' + dialect + ".txt"));

    assertThat(report.differences()).as("%s", report).isEmpty();
    assertThat(report.figures())
        .allSatisfy(
            figures -> {
              assertThat(figures.different()).as("%s", figures).isZero();
              assertThat(figures.present()).as("%s", figures).isPositive();
            });
    assertThat(report.rows()).as("%s", report).isPositive();
    assertThat(report.apart()).as("%s", report).hasSizeLessThan((int) report.rows() / 2);
  }
}
