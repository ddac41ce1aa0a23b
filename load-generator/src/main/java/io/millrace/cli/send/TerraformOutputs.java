package io.millrace.cli.send;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code terraform output -json} tells of the platform that was set up. Immutable. */
final class TerraformOutputs {
  private final Path file;
  private final JsonNode outputs;

  private TerraformOutputs(Path file, JsonNode outputs) {
    this.file = file;
    this.outputs = outputs;
  }

  /**
   * Reads a file.
   *
   * @throws UserException when it is not there, or holds something else
   */
  static TerraformOutputs read(Path file) {
    try {
      if (Files.isRegularFile(file)) {
        JsonNode outputs = new ObjectMapper().readTree(file.toFile());
        if (outputs.isObject()) {
          return new TerraformOutputs(file, outputs);
        }
      }
    } catch (JsonProcessingException e) {
      throw new UserException(notOutputs(file), e);
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + e.getMessage(), e);
    }
    throw new UserException(notOutputs(file));
  }

  private static String notOutputs(Path file) {
    return "--from-terraform: expected the JSON of terraform's outputs, got "
        + (Files.exists(file) ? file + ", which is something else" : "no file " + file)
        + "; write it in infra-terraform with terraform output -json > outputs.json";
  }

  String region() {
    return text("region", outputs.path("region").path("value"));
  }

  /** Name of the stream of events. */
  String stream() {
    return text("stream", outputs.path("stream").path("value").path("name"));
  }

  /** Name of the model endpoint. */
  String endpoint() {
    return text("endpoint", outputs.path("endpoint").path("value"));
  }

  private String text(String output, JsonNode value) {
    if (!value.isTextual()) {
      throw new UserException(
          "--from-terraform: "
              + file
              + " has no output "
              + output
              + "; apply the Terraform with it, or give the option of that name");
    }
    return value.asText();
  }
}
