package io.millrace.cli.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import io.millrace.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerraformOutputsTest {
  private static final Path DECLARED = Path.of("../infra-terraform/outputs.tf");

  @TempDir Path folder;

  private Path outputs(String json) throws IOException {
    return Files.writeString(folder.resolve("outputs.json"), json);
  }

  /** As terraform output -json writes it. */
  private Path all() throws IOException {
    return outputs(
        """
        {
          "endpoint": { "sensitive": false, "type": "string", "value": "payments-risk" },
          "region": { "sensitive": false, "type": "string", "value": "eu-west-1" },
          "stream": {
            "sensitive": false,
            "type": ["object", { "arn": "string", "name": "string" }],
            "value": { "arn": "arn:aws:kinesis:eu-west-1:1:stream/millrace-dev", "name": "millrace-dev" }
          }
        }
        """);
  }

  @Test
  void nameStreamEndpointAndRegion() throws IOException {
    TerraformOutputs outputs = TerraformOutputs.read(all());

    assertThat(outputs.stream()).isEqualTo("millrace-dev");
    assertThat(outputs.endpoint()).isEqualTo("payments-risk");
    assertThat(outputs.region()).isEqualTo("eu-west-1");
    assertThat(Files.readString(DECLARED))
        .contains("output \"stream\"", "output \"endpoint\"", "output \"region\"");
  }

  @Test
  void areWhereSendFindsItsTarget() throws IOException {
    Path workload =
        Files.writeString(
            folder.resolve("w.yaml"), "workload: w\nprofile: { constant: { rate: 1, for: 1s } }\n");
    CommandRun run =
        CommandRun.of(
            "send",
            workload.toString(),
            "--target=kinesis",
            "--from-terraform=" + all(),
            "--endpoint-url=http://127.0.0.1:1",
            "--out=" + folder.resolve("out"));

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("cannot reach stream millrace-dev");
  }

  @Test
  void sayWhatIsMissing() throws IOException {
    Path file = outputs("{ \"endpoint\": { \"value\": null } }");

    assertThatThrownBy(() -> TerraformOutputs.read(file).endpoint())
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has no output endpoint; apply the Terraform with it");
    assertThatThrownBy(() -> TerraformOutputs.read(outputs("no json")))
        .hasMessageContaining(
            "which is something else; write it in infra-terraform with terraform");
    assertThatThrownBy(() -> TerraformOutputs.read(folder.resolve("none")))
        .hasMessageContaining("got no file");
  }
}
