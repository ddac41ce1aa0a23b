package io.millrace.job.kinesis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;

/**
 * Puts clicks into a stream and says what the job must make of them: every feature is computed anew
 * from all events before, so the answer is slow and obviously right.
 */
final class ExpectedClicks {
  static final long START = 1_700_000_000_000L;
  private static final long WINDOW = 10_000;

  private final KinesisStream stream;
  private final List<Click> clicks = new ArrayList<>();
  private final List<String> deadLetters = new ArrayList<>();

  ExpectedClicks(KinesisStream stream) {
    this.stream = stream;
  }

  /** An event so many milliseconds after the start. */
  void put(int shard, String id, long millis, String customer, double price) {
    String json = Clicks.json(id, START + millis, customer, price);
    clicks.add(new Click(id, START + millis, customer, price, stream.put(shard, json)));
  }

  /** An event of a device whose clock is years ahead. */
  void putAhead(int shard, String id) {
    String json = Clicks.json(id, 4_000_000_000_000L, "c1", 1.0);
    stream.put(shard, json);
    deadLetters.add("TIME_AHEAD|" + json);
  }

  void putMalformed(int shard, String bytes) {
    stream.put(shard, bytes);
    deadLetters.add("MALFORMED|" + bytes);
  }

  List<String> deadLetters() {
    return deadLetters.stream()
        .sorted(Comparator.comparing(letter -> letter.split("\\|", 2)[1]))
        .collect(Collectors.toList());
  }

  List<String> quarantined() {
    return clicks.stream()
        .filter(click -> !click.isValid())
        .map(click -> click.id() + '|' + Clicks.ROW_RULE)
        .sorted()
        .collect(Collectors.toList());
  }

  /** Rows of the warehouse; the first click of an id is it, later ones are duplicates. */
  List<String> rows() {
    Set<String> ids = new HashSet<>();
    List<Click> kept =
        clicks.stream()
            .filter(Click::isValid)
            .filter(click -> ids.add(click.id()))
            .collect(Collectors.toList());
    return kept.stream()
        .sorted(Comparator.comparing(Click::id))
        .map(click -> row(click, kept))
        .collect(Collectors.toList());
  }

  private String row(Click click, List<Click> kept) {
    List<Click> window =
        kept.stream()
            .filter(other -> other.customer().equals(click.customer()))
            .filter(other -> other.time() > click.time() - WINDOW)
            .filter(
                other ->
                    other.time() < click.time()
                        || other.time() == click.time() && other.id().compareTo(click.id()) <= 0)
            .collect(Collectors.toList());
    double spent = window.stream().mapToDouble(Click::price).sum();
    return String.join(
        "|",
        click.id(),
        Long.toString(click.time()),
        click.customer(),
        Double.toString(click.price()),
        Integer.toString(window.size()),
        Double.toString(spent),
        Double.toString(click.price() * 2),
        Double.toString(window.size()),
        "false",
        stream.name(),
        click.put().shardId(),
        click.put().sequenceNumber());
  }

  /** Results of every window in its first revision: there are no others where nothing is late. */
  List<String> quality() {
    TreeMap<Long, List<Click>> windows = new TreeMap<>();
    for (Click click : clicks) {
      windows.computeIfAbsent(click.time() / 1000 * 1000, start -> new ArrayList<>()).add(click);
    }
    List<String> results = new ArrayList<>();
    windows.forEach(
        (start, events) -> {
          double valid = events.stream().filter(Click::isValid).count();
          results.add(
              start
                  + "|Column.price.ColumnValues.Compliance|"
                  + valid / events.size()
                  + (valid == events.size() ? "|true|0" : "|false|0"));
          results.add(start + "|Column.price.Completeness|1.0|true|0");
          results.add(start + "|Dataset.*.RowCount|" + (double) events.size() + "|true|0");
        });
    return results;
  }

  private record Click(String id, long time, String customer, double price, PutRecordResponse put) {
    boolean isValid() {
      return price >= 0;
    }
  }
}
