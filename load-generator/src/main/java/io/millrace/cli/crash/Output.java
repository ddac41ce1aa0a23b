package io.millrace.cli.crash;

import io.millrace.cli.replay.RunFolder;
import java.nio.file.Path;
import java.sql.SQLException;

/** What a run of the lab gives, each row once. */
enum Output {
  LAKE("lake"),
  WAREHOUSE("warehouse"),
  DEAD_LETTERS("dead letters"),
  QUARANTINE("quarantine");

  private final String words;

  Output(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /** What a run that has ended holds of it. */
  Content of(Path run) throws SQLException {
    switch (this) {
      case WAREHOUSE:
        return Content.ofTable(run.resolve(RunFolder.WAREHOUSE), Lab.TABLE);
      case DEAD_LETTERS:
        return Content.ofFiles(run.resolve("dead-letter"));
      case QUARANTINE:
        return Content.ofFiles(run.resolve("quarantine"));
      default:
        return Content.ofFiles(run.resolve("lake"));
    }
  }
}
