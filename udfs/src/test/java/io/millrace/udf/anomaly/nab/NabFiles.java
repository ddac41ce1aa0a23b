package io.millrace.udf.anomaly.nab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Reads a folder with {@code series.ndjson.gz} (an object a line: series, timestamp, value; by time
 * within a series) and {@code windows.json} (start and end of each window, by series).
 */
public final class NabFiles {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final ObjectMapper JSON = new ObjectMapper();

  private NabFiles() {}

  /** All series of the folder, by name. */
  public static List<NabSeries> read(Path folder) throws IOException {
    Map<String, List<NabSeries.Point>> points = new TreeMap<>();
    try (InputStream bytes = Files.newInputStream(folder.resolve("series.ndjson.gz"));
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(bytes), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode point = JSON.readTree(line);
        points
            .computeIfAbsent(point.get("series").textValue(), series -> new ArrayList<>())
            .add(
                new NabSeries.Point(
                    time(point.get("timestamp").textValue()), point.get("value").doubleValue()));
      }
    }
    JsonNode windows = JSON.readTree(Files.readString(folder.resolve("windows.json")));
    List<NabSeries> all = new ArrayList<>();
    for (Map.Entry<String, List<NabSeries.Point>> series : points.entrySet()) {
      JsonNode labelled = windows.get(series.getKey());
      if (labelled == null) {
        throw new IOException("windows.json: expected an entry for " + series.getKey());
      }
      all.add(new NabSeries(series.getKey(), series.getValue(), windows(labelled)));
    }
    return all;
  }

  private static List<NabSeries.Window> windows(JsonNode labelled) {
    List<NabSeries.Window> windows = new ArrayList<>();
    for (JsonNode window : labelled) {
      windows.add(
          new NabSeries.Window(time(window.get(0).textValue()), time(window.get(1).textValue())));
    }
    return windows;
  }

  /** Labels have fractions of seconds, points have none. */
  private static long time(String text) {
    return LocalDateTime.parse(text.substring(0, 19), TIME).toEpochSecond(ZoneOffset.UTC);
  }
}
