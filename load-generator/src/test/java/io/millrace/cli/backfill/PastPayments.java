package io.millrace.cli.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.CommandRun;
import io.millrace.cli.Progress;
import io.millrace.cli.generate.FaultOptions;
import io.millrace.cli.generate.Generator;
import io.millrace.cli.generate.PopulationOptions;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/** A pipeline of payments that scores nothing, some of its events, and commands over them. */
final class PastPayments {
  private final Path folder;
  private final Path pipeline;

  /**
   * @param changes texts of the pipeline file and what stands in their place
   */
  PastPayments(Path folder, String... changes) throws IOException {
    this.folder = folder;
    this.pipeline = definition("pipeline", changes);
  }

  /** One more definition of the pipeline, which differs by further changes. */
  Path definition(String name, String... changes) throws IOException {
    PipelineFiles shipped = Pipelines.open(Pipelines.DEFAULT);
    Path target = folder.resolve(name);
    for (String file : shipped.names()) {
      if (!file.startsWith("model/")) {
        Files.createDirectories(target.resolve(file).getParent());
        Files.write(target.resolve(file), shipped.bytes(file));
      }
    }
    String yaml = shipped.text(PipelineFiles.PIPELINE);
    yaml =
        yaml.substring(0, yaml.indexOf("inference:\n")) + yaml.substring(yaml.indexOf("lake:\n"));
    yaml = yaml.replaceFirst("(?m)^  drift: .*\n", ""); // of inputs and scores
    yaml = replace(yaml, "    delay: 7d", "    delay: 1h");
    yaml = replace(yaml, "[dt, hour]", "[dt]");
    for (int i = 0; i < changes.length; i += 2) {
      yaml = replace(yaml, changes[i], changes[i + 1]);
    }
    Files.writeString(target.resolve(PipelineFiles.PIPELINE), yaml);
    return target;
  }

  private static String replace(String yaml, String text, String by) {
    assertThat(yaml).contains(text);
    return yaml.replace(text, by);
  }

  Path pipeline() {
    return pipeline;
  }

  PipelineFiles files() throws IOException {
    return PipelineFiles.read(pipeline);
  }

  /** Twelve days of payments; duplicates come up to hours later. */
  Path generate(int events, FaultOptions faults) throws IOException {
    Path file = folder.resolve("events.avro");
    new Generator(
            Pipeline.of(files()).event(),
            new PopulationOptions()
                .withEvents(events)
                .withCustomers(40)
                .withTerminals(30)
                .withDays(12),
            faults)
        .write(file, Progress.none());
    return file;
  }

  /** Some records of a file as a file of their own. */
  Path part(Path file, String name, long from, long until) throws IOException {
    Path part = folder.resolve(name);
    try (DataFileReader<GenericRecord> in =
            new DataFileReader<>(file.toFile(), new GenericDatumReader<>());
        DataFileWriter<GenericRecord> out =
            new DataFileWriter<GenericRecord>(new GenericDatumWriter<>(in.getSchema()))
                .create(in.getSchema(), part.toFile())) {
      for (long i = 0; in.hasNext(); i++) {
        GenericRecord record = in.next();
        if (from <= i && i < until) {
          out.append(record);
        }
      }
    }
    return part;
  }

  Path out(String name) {
    return folder.resolve(name);
  }

  /** Runs a command that must succeed. */
  CommandRun run(Object... args) {
    String[] texts = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      texts[i] = args[i].toString();
    }
    CommandRun run = CommandRun.of(texts);
    assertThat(run.exitCode()).as("%s%n%s", run.out(), run.err()).isZero();
    return run;
  }
}
