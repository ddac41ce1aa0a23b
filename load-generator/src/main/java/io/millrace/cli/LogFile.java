package io.millrace.cli;

import java.nio.file.Path;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * The file that takes the logs of Flink and everything else, so that the terminal shows only what a
 * command has to say. Named by the system property {@value #PROPERTY}.
 */
public final class LogFile {
  static final String PROPERTY = "millrace.log";

  /** Log4j takes the first configuration that it finds in any library, unless it is told which. */
  private static final String CONFIGURATION = "log4j2.configurationFile";

  private LogFile() {}

  /** Names the file of this process, unless the user did. Call before anything logs. */
  static void init() {
    if (System.getProperty(CONFIGURATION) == null) {
      System.setProperty(CONFIGURATION, "classpath:millrace-log.properties");
    }
    if (System.getProperty(PROPERTY) == null) {
      String name = "millrace-" + ProcessHandle.current().pid() + ".log";
      System.setProperty(PROPERTY, Path.of(System.getProperty("java.io.tmpdir"), name).toString());
    }
  }

  /** Where the log is written. */
  public static Path path() {
    init();
    return Path.of(System.getProperty(PROPERTY));
  }

  /** Logs to another file from here on, e.g. beside the results of a run. */
  public static void moveTo(Path file) {
    System.setProperty(PROPERTY, file.toAbsolutePath().toString());
    Configurator.reconfigure();
  }
}
