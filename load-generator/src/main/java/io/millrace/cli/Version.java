package io.millrace.cli;

import io.millrace.job.config.JobVersion;
import picocli.CommandLine.IVersionProvider;

/** The version that rows carry too, and the Java that runs it. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"millrace " + JobVersion.current(), "Java " + Runtime.version()};
  }
}
