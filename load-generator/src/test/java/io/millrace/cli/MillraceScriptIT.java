package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the script {@code millrace} in a copy of the layout, with a Maven and a Java that tell. */
class MillraceScriptIT {
  private static final Path SCRIPT = Path.of("..", "millrace").toAbsolutePath().normalize();

  @TempDir private Path temporary;

  private Path home;
  private Path tools;

  private record Run(int exitCode, String output) {}

  @BeforeEach
  void layOut() throws IOException {
    home = temporary.resolve("a house with spaces");
    tools = Files.createDirectories(temporary.resolve("tools"));
    for (String module : List.of("schemas", "udfs", "flink-job", "load-generator")) {
      Files.createDirectories(home.resolve(module).resolve("src/main"));
      Files.createFile(home.resolve(module).resolve("pom.xml"));
    }
    Files.createDirectories(home.resolve("schemas/pipelines"));
    Files.createFile(home.resolve("pom.xml"));
    Files.copy(SCRIPT, home.resolve("millrace"));
    executable(
        tools.resolve("mvn"),
        "echo built >>\"$TOOLS/builds\"",
        "mkdir -p load-generator/target/lib",
        "touch load-generator/target/load-generator-0.jar");
    executable(tools.resolve("java"), "printf 'java:%s\\n' \"$@\"");
    executable(tools.resolve("javac"), "echo javac 17.0.1");
  }

  private static void executable(Path file, String... lines) throws IOException {
    Files.writeString(file, "#!/bin/bash\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Run millrace(String... args) throws IOException, InterruptedException {
    return millrace(Map.of(), args);
  }

  private Run millrace(Map<String, String> variables, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bash", home.resolve("millrace").toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(temporary.toFile()).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.remove("JAVA_HOME");
    environment.remove("MILLRACE_JVM_OPTS");
    environment.remove("MILLRACE_CLASSPATH");
    environment.put("TOOLS", tools.toString());
    environment.put("PATH", tools + ":/usr/bin:/bin");
    environment.putAll(variables);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }

  private long builds() throws IOException {
    Path builds = tools.resolve("builds");
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  @Test
  void buildsOnceAndPassesEveryArgumentOn() throws Exception {
    Run first = millrace("replay", "--out", "some where");
    Run second = millrace("--help");

    assertThat(first.exitCode()).isZero();
    assertThat(first.output())
        .startsWith("millrace: building")
        .contains("java:" + home.resolve("load-generator/target/load-generator-0.jar") + ":")
        .contains("java:io.millrace.cli.Millrace\njava:replay\njava:--out\njava:some where\n");
    assertThat(second.output()).doesNotContain("building").endsWith("java:--help\n");
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void putsClassesOfTheUserBehindItsOwn() throws Exception {
    String lib = home.resolve("load-generator/target/lib") + "/*";

    assertThat(millrace("--help").output()).contains(lib + "\n");
    assertThat(millrace(Map.of("MILLRACE_CLASSPATH", "my cards:b.jar"), "--help").output())
        .contains(lib + ":my cards:b.jar\n");
  }

  @Test
  void buildsAgainWhenASourceIsNewer() throws Exception {
    millrace("--help");
    Path source = Files.createFile(home.resolve("udfs/src/main/New.java"));
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
    millrace("--help");

    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void showsTheErrorsOfAFailedBuildAndBuildsAgainNextTime() throws Exception {
    executable(
        tools.resolve("mvn"), "echo '[INFO] chatter'; echo '[ERROR] no such symbol'; exit 1");

    for (int i = 0; i < 2; i++) {
      Run run = millrace("replay");
      assertThat(run.exitCode()).isEqualTo(ExitCode.FAILURE);
      assertThat(run.output())
          .contains("[ERROR] no such symbol")
          .contains("all of its output is in " + home.resolve("target/millrace-build.log"))
          .doesNotContain("chatter");
    }
  }

  @Test
  void refusesAJavaTooOldToBuildWith() throws Exception {
    executable(tools.resolve("javac"), "echo javac 11.0.2");

    Run run = millrace("replay");

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.output())
        .contains("is older than Java 17")
        .contains("apt-get install -y openjdk-17-jdk-headless maven");
  }

  @Test
  void saysHowToInstallACompilerWhenThereIsNone() throws Exception {
    Files.delete(tools.resolve("javac"));

    Run run = millrace("replay");

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.output()).contains("without compiler").contains("apt-get install");
  }
}
