package io.millrace.cli.replay;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.millrace.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * What a run is of, as {@code run.json} in its folder keeps it from the start: enough to know
 * whether a run that died may be taken up. Immutable.
 */
@JsonAutoDetect(fieldVisibility = Visibility.ANY, getterVisibility = Visibility.NONE)
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class RunRecord {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final UUID runId;
  private final String pipeline;
  private final String pipelineHash;
  private final String input;
  private final Long inputBytes;
  private final Long generatedEvents;
  private final String bootstrap;
  private final String backfillTable;
  private final String source;

  @JsonCreator
  private RunRecord(
      @JsonProperty(value = "runId", required = true) UUID runId,
      @JsonProperty(value = "pipeline", required = true) String pipeline,
      @JsonProperty(value = "pipelineHash", required = true) String pipelineHash,
      @JsonProperty("input") String input,
      @JsonProperty("inputBytes") Long inputBytes,
      @JsonProperty("generatedEvents") Long generatedEvents,
      @JsonProperty("bootstrap") String bootstrap,
      @JsonProperty("backfillTable") String backfillTable,
      @JsonProperty("source") String source) {
    this.runId = runId;
    this.pipeline = pipeline;
    this.pipelineHash = pipelineHash;
    this.input = input;
    this.inputBytes = inputBytes;
    this.generatedEvents = generatedEvents;
    this.bootstrap = bootstrap;
    this.backfillTable = backfillTable;
    this.source = source;
  }

  /** A run over recorded events. */
  static RunRecord recorded(UUID runId, String pipeline, String pipelineHash, ReplayInput input) {
    return new RunRecord(
        runId,
        pipeline,
        pipelineHash,
        input.path().toString(),
        input.bytes(),
        null,
        null,
        null,
        null);
  }

  /** A run over events that it generates. */
  static RunRecord generated(UUID runId, String pipeline, String pipelineHash, long events) {
    return new RunRecord(runId, pipeline, pipelineHash, null, null, events, null, null, null);
  }

  /**
   * A run that computes events of the past anew.
   *
   * @param input absolute path of a lake or of recorded events
   * @param table the table of its rows
   */
  public static RunRecord backfill(
      UUID runId, String pipeline, String pipelineHash, Path input, String table) {
    return new RunRecord(
        runId, pipeline, pipelineHash, input.toString(), null, null, null, table, null);
  }

  /**
   * A run over a stream, or whatever its settings name, until it is stopped.
   *
   * @param source e.g. the ARN of the stream
   */
  public static RunRecord live(UUID runId, String pipeline, String pipelineHash, String source) {
    return new RunRecord(runId, pipeline, pipelineHash, null, null, null, null, null, source);
  }

  /** The same run, begun with the state that the last rows of a lake make; null: without. */
  RunRecord withBootstrap(Path lake) {
    return new RunRecord(
        runId,
        pipeline,
        pipelineHash,
        input,
        inputBytes,
        generatedEvents,
        lake == null ? null : lake.toString(),
        backfillTable,
        source);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws UserException when there is none, or it cannot be read
   */
  public static RunRecord read(Path file) throws IOException {
    try {
      return JSON.readValue(Files.readAllBytes(file), RunRecord.class);
    } catch (NoSuchFileException e) {
      throw new UserException(
          file.getParent() + " holds no replay to take up: it has no " + file.getFileName(), e);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new UserException(
          file
              + " does not say which replay this is: "
              + e.getOriginalMessage()
              + "; replay again with another --out",
          e);
    }
  }

  /** Writes the record; it is there whole or not at all. */
  void write(Path file) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(part, JSON.writeValueAsBytes(this));
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Identity of the run in lineage. */
  public UUID runId() {
    return runId;
  }

  /** Name of the pipeline. */
  public String pipeline() {
    return pipeline;
  }

  /** Hash of the pipeline's folder when the run began. */
  public String pipelineHash() {
    return pipelineHash;
  }

  /** Absolute path of the recorded events; null when the run generates its own. */
  public Path input() {
    return input == null ? null : Path.of(input);
  }

  /** Absolute path of the lake whose last rows the run begins with; null when it needs none. */
  Path bootstrap() {
    return bootstrap == null ? null : Path.of(bootstrap);
  }

  /** Table of a run that computes events of the past anew; null of a replay. */
  public String backfillTable() {
    return backfillTable;
  }

  /** Events that the run generates; 0 when it reads recorded ones. */
  long generatedEvents() {
    return generatedEvents == null ? 0 : generatedEvents;
  }

  /**
   * Refuses to go on with another pipeline, whose state would be another.
   *
   * @param where folder of the run, for the message
   */
  public void checkPipeline(Path where, String name, String hash) {
    if (!pipeline.equals(name)) {
      throw new UserException(
          "the replay in "
              + where
              + " is of pipeline "
              + pipeline
              + ", got "
              + name
              + "; name that pipeline to take it up");
    }
    if (!pipelineHash.equals(hash)) {
      throw new UserException(
          "pipeline "
              + name
              + " has changed since the replay in "
              + where
              + " began (hash "
              + pipelineHash
              + " then, "
              + hash
              + " now), and its state was made by the former;"
              + " bring that back, or replay again with another --out");
    }
  }

  /** Refuses to go on with other events; a position in them would mean another one. */
  void checkInput(Path where, ReplayInput found) {
    if (!found.path().toString().equals(input)) {
      throw new UserException(
          "the replay in "
              + where
              + " reads "
              + (input == null ? "events that it generated" : input)
              + ", got --input "
              + found.path()
              + "; leave --input out to take it up");
    }
    if (found.bytes() != inputBytes) {
      throw new UserException(
          input
              + " held "
              + inputBytes
              + " bytes when the replay in "
              + where
              + " began, and holds "
              + found.bytes()
              + " now; bring the files back as they were, or replay again with"
              + " another --out");
    }
  }

  /** Refuses to go on with the state of another lake. */
  void checkBootstrap(Path where, Path lake) {
    if (!lake.equals(bootstrap())) {
      throw new UserException(
          "the replay in "
              + where
              + " began with "
              + (bootstrap == null ? "no lake" : bootstrap)
              + ", got --bootstrap "
              + lake
              + "; leave --bootstrap out to take it up");
    }
  }

  /**
   * Refuses to go on with a run of another kind.
   *
   * @param command that made the run: replay, backfill or run
   */
  public void checkKind(Path where, String command) {
    String kind = backfillTable != null ? "backfill" : source != null ? "run" : "replay";
    if (!kind.equals(command)) {
      throw new UserException(
          where + " holds a " + kind + "; take it up with 'millrace " + kind + " --resume'");
    }
  }

  /** Refuses to go on with another stream, whose positions would be others. */
  public void checkSource(Path where, String found) {
    if (!found.equals(source)) {
      throw new UserException(
          "the run in "
              + where
              + " reads "
              + source
              + ", the settings name "
              + found
              + "; bring the source back, or write to another lake.path");
    }
  }

  /** Refuses to go on with another number of events to generate. */
  void checkEvents(Path where, long events) {
    if (generatedEvents == null || generatedEvents != events) {
      throw new UserException(
          "the replay in "
              + where
              + " reads "
              + (generatedEvents == null ? input : generatedEvents + " events that it generated")
              + ", got --events "
              + events
              + "; leave --events out to take it up");
    }
  }
}
