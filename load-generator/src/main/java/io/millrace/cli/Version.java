package io.millrace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that Maven wrote into the jar, and the Java that runs it. */
final class Version implements IVersionProvider {
  private static final String MAVEN = "/META-INF/maven/io.millrace/load-generator/pom.properties";

  @Override
  public String[] getVersion() throws IOException {
    Properties maven = new Properties();
    try (InputStream in = Version.class.getResourceAsStream(MAVEN)) {
      if (in != null) {
        maven.load(in);
      }
    }
    return new String[] {
      "millrace " + maven.getProperty("version", "(not packaged)"), "Java " + Runtime.version()
    };
  }
}
