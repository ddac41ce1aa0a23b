package io.millrace.cli.workload;

import io.millrace.cli.UserException;
import io.millrace.cli.generate.FaultOptions;
import io.millrace.job.config.Pipelines;
import io.millrace.job.config.Problems;
import io.millrace.job.config.YamlFile;
import io.millrace.job.config.YamlMap;
import io.millrace.job.config.YamlValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads workloads: a file of the user's, or one that comes with Millrace, by its name. Strict: an
 * unknown key, a value out of range and a key that is missing are refused, all of them at once.
 */
public final class WorkloadFile {
  /** Workloads that come with Millrace. */
  public static final List<String> NAMES = List.of("constant", "ramp", "step", "spike", "soak");

  private static final Duration MOST_WARM_UP = Duration.ofHours(1);
  private static final Duration OVERTIME = Duration.ofSeconds(10);
  private static final int MOST_WORKERS = 64;
  private static final int MOST_CUSTOMERS = 2_000_000;
  private static final int CUSTOMERS = 10_000;
  private static final Duration NONE = Duration.ZERO;

  private final Problems problems = new Problems();

  private WorkloadFile() {}

  /**
   * Reads a workload.
   *
   * @param named path of a file, or one of {@link #NAMES}
   * @throws UserException when there is none, or it has faults; the message tells every one
   */
  public static Workload read(String named) throws IOException {
    Path path = Path.of(named);
    return parse(
        Files.isRegularFile(path) ? path.getFileName().toString() : named + ".yaml",
        path.toAbsolutePath(),
        text(named));
  }

  /**
   * The text of a workload, unread.
   *
   * @param named path of a file, or one of {@link #NAMES}
   * @throws UserException when there is none
   */
  public static String text(String named) throws IOException {
    Path path = Path.of(named);
    if (Files.isRegularFile(path)) {
      try {
        return Files.readString(path);
      } catch (CharacterCodingException e) {
        throw new UserException(named + " is no text in UTF-8; name a workload file", e);
      }
    }
    if (!NAMES.contains(named)) {
      throw new UserException(
          "there is no workload '"
              + named
              + "'; give the path of a YAML file, or one of "
              + String.join(", ", NAMES));
    }
    try (InputStream in = WorkloadFile.class.getResourceAsStream("/workloads/" + named + ".yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Reads the text of a workload.
   *
   * @param name for messages
   * @throws UserException when it has faults; the message tells every one
   */
  public static Workload of(String name, String text) {
    return parse(name, Path.of(name), text);
  }

  /**
   * @param file its name, for messages
   * @param path what paths in the file are relative to the folder of
   */
  static Workload parse(String file, Path path, String text) {
    WorkloadFile reader = new WorkloadFile();
    Optional<Workload> workload =
        text.isBlank()
            ? Optional.empty()
            : YamlFile.parse(file, text, reader.problems)
                .flatMap(
                    root ->
                        root.map(
                            "workload",
                            "profile",
                            "warm-up",
                            "overtime",
                            "workers",
                            "payload",
                            "thresholds"))
                .map(root -> reader.workload(root, path));
    if (text.isBlank()) {
      reader.problems.add(file, "a map", "an empty file", "begin with workload and profile");
    }
    reader
        .problems
        .message(file)
        .ifPresent(
            message -> {
              throw new UserException(message);
            });
    return workload.orElseThrow();
  }

  private Workload workload(YamlMap root, Path path) {
    String name =
        root.require("workload", "payments").flatMap(value -> value.text("a name")).orElse("");
    PayloadSpec payload = payload(root.get("payload"), path);
    boolean recorded = payload.recorded().isPresent();
    Optional<YamlMap> shape =
        (recorded
                ? root.get("profile")
                : root.require("profile", "{ constant: { rate: 1000, for: 1m } }"))
            .flatMap(value -> value.map(Profile.all()));
    if (recorded && shape.isPresent()) {
      problems.add(
          shape.get().where(),
          "no profile, as the recording has its own times",
          "one",
          "remove it; payload.speed makes a recording faster");
    }
    if (recorded) {
      root.get("warm-up")
          .ifPresent(
              value -> value.problem("no warm-up of a recording, which is sent once", "remove it"));
    }
    String profile = recorded ? "recorded" : "";
    RateCurve curve = new RateCurve.Builder().line(1, 1, 1).build();
    int shapes = 0;
    for (Profile candidate : Profile.values()) {
      Optional<YamlValue> keys = shape.flatMap(map -> map.get(candidate.key()));
      if (keys.isPresent()) {
        shapes++;
        profile = candidate.key();
        curve = candidate.read(keys.get()).orElse(curve);
      }
    }
    if (!recorded && shape.isPresent() && shapes != 1) {
      problems.add(
          shape.get().where(),
          "one of " + String.join(", ", Profile.all()),
          shapes == 0 ? "none" : shapes + " of them",
          "write e.g. profile: { constant: { rate: 1000, for: 1m } }");
    }
    return new Workload(
        name,
        profile,
        curve,
        root.duration("warm-up", NONE, NONE, MOST_WARM_UP),
        root.duration("overtime", OVERTIME, NONE, MOST_WARM_UP),
        root.wholeNumber("workers", 1, 1, MOST_WORKERS),
        payload,
        thresholds(root.get("thresholds")));
  }

  private PayloadSpec payload(Optional<YamlValue> value, Path path) {
    Optional<YamlMap> keys =
        value.flatMap(
            given ->
                given.map(
                    "lines",
                    "recorded",
                    "speed",
                    "pipeline",
                    "format",
                    "customers",
                    "disorder",
                    "missing",
                    "duplicates",
                    "late",
                    "malformed",
                    "oversized",
                    "ahead",
                    "quarantine",
                    "traces"));
    FaultOptions faults = new FaultOptions().withDisorder(NONE);
    if (keys.isEmpty()) {
      return new PayloadSpec(null, false, CUSTOMERS, faults, 0, null);
    }
    YamlMap map = keys.get();
    faults
        .withDisorder(map.duration("disorder", NONE, NONE, Duration.ofDays(1)))
        .withMissing(share(map, "missing"))
        .withDuplicates(share(map, "duplicates"))
        .withLate(share(map, "late"))
        .withMalformed(share(map, "malformed"))
        .withOversized(share(map, "oversized"))
        .withAhead(share(map, "ahead"))
        .withQuarantine(share(map, "quarantine"));
    Optional<String> lines = map.get("lines").flatMap(given -> given.text("the path of a file"));
    return new PayloadSpec(
        lines.map(path::resolveSibling).orElse(null),
        isJson(map),
        map.wholeNumber("customers", CUSTOMERS, 1, MOST_CUSTOMERS),
        faults,
        traces(map),
        recorded(map, path));
  }

  /** A header is put into text; a record of Avro has only the fields of its schema. */
  private static double traces(YamlMap map) {
    boolean made = !map.has("lines") && !map.has("recorded");
    boolean json = map.get("format").filter(format -> format.scalar().equals("json")).isPresent();
    if (map.has("traces") && !(made && json)) {
      map.get("traces")
          .get()
          .problem(
              "this key only for generated payments in JSON", "add format: json, or remove it");
    }
    return share(map, "traces");
  }

  private PayloadSpec.Recorded recorded(YamlMap map, Path path) {
    Optional<String> file = map.get("recorded").flatMap(given -> given.text("the path of a file"));
    double speed = map.get("speed").flatMap(WorkloadFile::speed).orElse(1.0);
    String pipeline =
        map.get("pipeline").flatMap(given -> given.text("a pipeline")).orElse(Pipelines.DEFAULT);
    for (String key : file.isPresent() ? List.of("lines") : List.of("speed", "pipeline")) {
      map.get(key)
          .ifPresent(
              value ->
                  value.problem(
                      file.isPresent()
                          ? "either lines or recorded"
                          : "this key only beside recorded",
                      "remove one"));
    }
    return file.map(name -> new PayloadSpec.Recorded(path.resolveSibling(name), pipeline, speed))
        .orElse(null);
  }

  private static Optional<Double> speed(YamlValue value) {
    String text = value.scalar();
    if (text.equals("maximum")) {
      return Optional.of(Double.POSITIVE_INFINITY);
    }
    if (text.equals("original")) {
      return Optional.of(1.0);
    }
    String number = text.endsWith("x") ? text.substring(0, text.length() - 1) : "";
    if (number.matches("\\d{1,7}(\\.\\d{1,4})?") && Double.parseDouble(number) > 0) {
      return Optional.of(Double.parseDouble(number));
    }
    return value.problem("original, maximum, or how many times faster, such as 10x", "write one");
  }

  private static boolean isJson(YamlMap map) {
    Optional<YamlValue> format = map.get("format");
    if (format.isEmpty() || format.get().scalar().equals("avro")) {
      return false;
    }
    if (!format.get().scalar().equals("json")) {
      format.get().problem("avro or json", "choose one");
    }
    return true;
  }

  private static double share(YamlMap map, String key) {
    Optional<YamlValue> value = map.get(key);
    String expected = "a share of the events, from 0 to 1";
    Optional<Double> share = value.flatMap(given -> given.number(expected));
    if (share.isPresent() && !(share.get() >= 0 && share.get() <= 1)) {
      share = value.get().problem(expected, "choose one within");
    }
    return share.orElse(0.0);
  }

  private static List<Threshold> thresholds(Optional<YamlValue> value) {
    List<Threshold> thresholds = new ArrayList<>();
    for (YamlValue item :
        value.map(given -> given.list("a list of thresholds")).orElse(List.of())) {
      try {
        thresholds.add(Threshold.parse(item.scalar()));
      } catch (IllegalArgumentException e) {
        item.problem(Threshold.EXPECTED, "write one of these");
      }
    }
    return thresholds;
  }
}
