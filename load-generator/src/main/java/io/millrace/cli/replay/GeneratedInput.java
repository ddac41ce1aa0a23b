package io.millrace.cli.replay;

import io.millrace.cli.Progress;
import io.millrace.cli.UserException;
import io.millrace.cli.generate.FaultOptions;
import io.millrace.cli.generate.Generator;
import io.millrace.cli.generate.PopulationOptions;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.Pipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Payments made up for a replay that was given none. */
final class GeneratedInput {
  /** Long enough for windows of 30 days to fill. */
  private static final double DAYS = 30;

  private final Generator generator;
  private final long events;

  private GeneratedInput(Generator generator, long events) {
    this.generator = generator;
    this.events = events;
  }

  /**
   * As many payments of a pipeline; nothing is written yet.
   *
   * @throws UserException when the pipeline is of something else, or the number out of range
   */
  static GeneratedInput of(Pipeline pipeline, long events) {
    if (!pipeline.name().equals(Pipelines.DEFAULT)) {
      throw new UserException(
          "pipeline "
              + pipeline.name()
              + " needs --input; only "
              + Pipelines.DEFAULT
              + " generates its own events");
    }
    PopulationOptions population = new PopulationOptions().withEvents(events).withDays(DAYS);
    return new GeneratedInput(
        new Generator(pipeline.event(), population, someOfEverything()), events);
  }

  /** A little of each fault, so that every output of a first replay has something to show. */
  private static FaultOptions someOfEverything() {
    return new FaultOptions()
        .withDisorder(Duration.ofSeconds(3))
        .withMissing(0.01)
        .withDuplicates(0.005)
        .withLate(0.002)
        .withQuarantine(0.002)
        .withMalformed(0.001);
  }

  /** The file in the run's own folder; written if it is not there, whole, from an earlier try. */
  ReplayInput in(Path folder) throws IOException {
    Path file = folder.resolve("input").resolve("events.avro");
    if (!Files.exists(file)) {
      try (Progress progress = Progress.of("generate", "events", events)) {
        generator.write(file, progress);
      }
    }
    return ReplayInput.of(file);
  }
}
