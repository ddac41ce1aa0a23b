package io.millrace.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.ExitCode;
import io.millrace.cli.UserException;
import io.millrace.job.audit.AuditEntry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what was done to the outputs of a run, and checks that nobody changed the record of it. */
@Command(
    name = "audit",
    description = {
      "Show the audit trail of a run's outputs and check its chains.",
      "The exit code is 1 when an entry was edited, reordered, cut off or taken away."
    },
    sortOptions = false)
public final class AuditCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameters(index = "0", paramLabel = "OUT", description = "Folder of the run.")
  private Path out;

  @Option(
      names = "--expect",
      paramLabel = "HEAD",
      description =
          "The head that an earlier check printed: tells whether anything was appended, or the"
              + " newest entries taken away, since.")
  private String expect;

  @Option(names = "--json", description = "Print the entries as lines of JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    AuditCheck check = AuditCheck.of(CommandAudit.root(out));
    if (check.chains() == 0) {
      throw new UserException(out + " has no audit trail; name the folder of a run");
    }
    PrintWriter print = spec.commandLine().getOut();
    for (AuditEntry entry : check.entries()) {
      print.println(json ? JSON.writeValueAsString(entry.content()) : line(entry.content()));
    }
    List<String> faults = new ArrayList<>(check.faults());
    if (expect != null && !expect.equals(check.head())) {
      faults.add(
          "the trail's head is not the expected one: entries came, or the newest were taken away");
    }
    PrintWriter verdict = json ? spec.commandLine().getErr() : print;
    faults.forEach(fault -> verdict.println("FAULT " + fault));
    verdict.println(
        check.entries().size()
            + " entries in "
            + check.chains()
            + (check.chains() == 1 ? " chain, " : " chains, ")
            + (faults.isEmpty() ? "whole" : "NOT as they were written")
            + "; head "
            + check.head());
    return faults.isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }

  private static String line(JsonNode entry) {
    List<String> details = new ArrayList<>();
    entry
        .path("details")
        .fields()
        .forEachRemaining(
            detail ->
                details.add(
                    detail.getKey() + "=" + detail.getValue().asText().replace("\n", "; ")));
    return entry.path("time").asText()
        + "  "
        + entry.path("what").asText()
        + "  by "
        + entry.path("cause").asText()
        + (details.isEmpty() ? "" : "  " + String.join(" ", details));
  }
}
