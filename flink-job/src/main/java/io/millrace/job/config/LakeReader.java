package io.millrace.job.config;

import io.millrace.job.expression.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the {@code lake} section: partitions, and what their files are like. */
final class LakeReader {
  private static final List<String> PARTITIONS = List.of("dt", "hour");
  private static final List<String> WRITERS = List.of("auto", "all");

  private final Problems problems;

  LakeReader(Problems problems) {
    this.problems = problems;
  }

  LakeSpec read(YamlValue section) {
    LakeSpec defaults = LakeSpec.defaults();
    return section
        .map("partition-by", "writers", "file-size", "compact")
        .map(
            lake ->
                new LakeSpec(
                    lake.get("partition-by").map(this::partitions).orElse(defaults.partitionBy()),
                    lake.get("writers").map(this::writers).orElse(defaults.mostWriters()),
                    lake.get("file-size").map(this::fileSize).orElse(defaults.fileBytes()),
                    lake.get("compact").map(LakeReader::compact).orElse(defaults.isCompacted())))
        .orElse(defaults);
  }

  private List<String> partitions(YamlValue list) {
    List<String> parts = new ArrayList<>();
    for (YamlValue item : list.list("a list of dt and hour")) {
      item.text("dt or hour")
          .ifPresent(
              part -> {
                if (!PARTITIONS.contains(part)) {
                  item.problem("dt or hour", Suggestion.remedy(part, PARTITIONS));
                } else {
                  parts.add(part);
                }
              });
    }
    if (!PARTITIONS.subList(0, Math.min(parts.size(), 2)).equals(parts)) {
      problems.add(
          list.where(), "[], [dt] or [dt, hour]", parts.toString(), "partition by dt first");
    }
    return parts;
  }

  private int writers(YamlValue value) {
    switch (value.scalar()) {
      case "auto":
        return Defaults.MOST_WRITERS;
      case "all":
        return LakeSpec.UNROUTED;
      default:
        if (value.isText()) {
          value.problem(
              "auto, all, or a number of writers", Suggestion.remedy(value.scalar(), WRITERS));
          return Defaults.MOST_WRITERS;
        }
        return value.wholeNumber(1, Defaults.MOST_WRITERS).orElse(Defaults.MOST_WRITERS);
    }
  }

  private long fileSize(YamlValue value) {
    Optional<Integer> bytes = value.bytes(Defaults.MOST_FILE_BYTES);
    if (bytes.isPresent() && bytes.get() < Defaults.LEAST_FILE_BYTES) {
      value.problem(
          "a size of at least " + Quantities.text(Defaults.LEAST_FILE_BYTES),
          "choose a larger one");
    }
    return bytes.orElse((int) Defaults.LAKE_FILE_BYTES);
  }

  private static boolean compact(YamlValue value) {
    if (!List.of("true", "false").contains(value.scalar()) || value.isText()) {
      value.problem("true or false", "write one of them, without quotes");
    }
    return value.scalar().equals("true");
  }
}
