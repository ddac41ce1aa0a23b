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
final class RunRecord {
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

  @JsonCreator
  private RunRecord(
      @JsonProperty(value = "runId", required = true) UUID runId,
      @JsonProperty(value = "pipeline", required = true) String pipeline,
      @JsonProperty(value = "pipelineHash", required = true) String pipelineHash,
      @JsonProperty("input") String input,
      @JsonProperty("inputBytes") Long inputBytes,
      @JsonProperty("generatedEvents") Long generatedEvents) {
    this.runId = runId;
    this.pipeline = pipeline;
    this.pipelineHash = pipelineHash;
    this.input = input;
    this.inputBytes = inputBytes;
    this.generatedEvents = generatedEvents;
  }

  /** A run over recorded events. */
  static RunRecord recorded(UUID runId, String pipeline, String pipelineHash, ReplayInput input) {
    return new RunRecord(
        runId, pipeline, pipelineHash, input.path().toString(), input.bytes(), null);
  }

  /** A run over events that it generates. */
  static RunRecord generated(UUID runId, String pipeline, String pipelineHash, long events) {
    return new RunRecord(runId, pipeline, pipelineHash, null, null, events);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws UserException when there is none, or it cannot be read
   */
  static RunRecord read(Path file) throws IOException {
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
  UUID runId() {
    return runId;
  }

  /** Absolute path of the recorded events; null when the run generates its own. */
  Path input() {
    return input == null ? null : Path.of(input);
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
  void checkPipeline(Path where, String name, String hash) {
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
