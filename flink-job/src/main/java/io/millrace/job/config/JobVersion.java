package io.millrace.job.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of Millrace, as Maven wrote it into the job's jar. */
public final class JobVersion {
  private static final String MAVEN = "/META-INF/maven/io.millrace/flink-job/pom.properties";

  /** Of classes that run from a build's folder. */
  private static final String UNPACKAGED = "unpackaged";

  private JobVersion() {}

  /** E.g. {@code 0.1.0}; {@code unpackaged} when the job does not run from a jar. */
  public static String current() {
    Properties maven = new Properties();
    try (InputStream in = JobVersion.class.getResourceAsStream(MAVEN)) {
      if (in != null) {
        maven.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the version of the job's jar cannot be read", e);
    }
    return maven.getProperty("version", UNPACKAGED);
  }
}
