package io.millrace.cli.audit;

import io.millrace.job.audit.RunAudit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;

/** The audit trail of a folder that a command writes to. */
public final class CommandAudit {
  private CommandAudit() {}

  /**
   * For a command that runs once.
   *
   * @param command names its chain, with a number that no other has
   */
  public static RunAudit of(Path folder, String command, Clock clock) throws IOException {
    return open(folder, command + '-' + UUID.randomUUID(), command, clock);
  }

  /** For a run that may be taken up again: its chain is the run's. */
  public static RunAudit ofRun(Path folder, UUID runId, String command, Clock clock)
      throws IOException {
    return open(folder, runId.toString(), command, clock);
  }

  /** Where the trail of a folder is. */
  static String root(Path folder) {
    return folder.toAbsolutePath().normalize().resolve("audit").toUri().toString();
  }

  private static RunAudit open(Path folder, String chain, String command, Clock clock)
      throws IOException {
    return RunAudit.open(
        root(folder),
        chain,
        "millrace " + command + ", started by " + System.getProperty("user.name", "?"),
        clock);
  }
}
