package io.millrace.cli.audit;

import io.millrace.job.audit.AuditEntry;
import io.millrace.job.audit.AuditTrail;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.fs.Path;

/** Reads an audit trail and says whether it is as it was written. */
final class AuditCheck {
  private final List<AuditEntry> entries = new ArrayList<>();
  private final Map<String, List<AuditEntry>> chains = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();

  private AuditCheck() {}

  /**
   * Checks every chain of a trail.
   *
   * @param root folder of the trail; one that is not there has no entry
   */
  public static AuditCheck of(String root) throws IOException {
    AuditCheck check = new AuditCheck();
    for (Map.Entry<String, List<Path>> chain : AuditTrail.chains(new Path(root)).entrySet()) {
      check.read(chain.getKey(), chain.getValue());
    }
    check.holdAgainstOthers();
    check.entries.sort(
        Comparator.comparing((AuditEntry entry) -> entry.content().path("time").asText())
            .thenComparing(AuditEntry::chain)
            .thenComparingLong(AuditEntry::number));
    return check;
  }

  private void read(String chain, List<Path> files) throws IOException {
    List<AuditEntry> read = new ArrayList<>();
    String previous = "";
    long expected = 1;
    for (Path file : files) {
      AuditEntry entry;
      try {
        entry = AuditEntry.read(AuditTrail.content(file));
      } catch (IOException e) {
        faults.add(
            "chain " + chain + ": " + file.getName() + " was edited: it is no entry any more");
        expected++;
        previous = null;
        continue;
      }
      long place = place(file);
      if (place > expected) {
        faults.add(missing(chain, expected, place - 1));
        previous = null;
      }
      if (entry.number() != place || !entry.chain().equals(chain)) {
        faults.add(
            "chain "
                + chain
                + ": in the place of entry "
                + place
                + " stands entry "
                + entry.number()
                + " of "
                + entry.chain()
                + ": the chain was reordered");
      } else if (previous != null && !previous.equals(entry.previous())) {
        faults.add(
            "chain "
                + chain
                + ": entry "
                + (place - 1)
                + " was edited, or another one put in its place: entry "
                + place
                + " was written behind other bytes");
      }
      previous = entry.hash();
      expected = place + 1;
      read.add(entry);
    }
    chains.put(chain, read);
    entries.addAll(read);
  }

  private static long place(Path file) {
    String name = file.getName();
    try {
      return Long.parseLong(name.substring(0, name.indexOf('.')));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static String missing(String chain, long from, long to) {
    return "chain "
        + chain
        + ": "
        + (from == to ? "entry " + from + " is" : "entries " + from + " to " + to + " are")
        + " missing: the chain was cut";
  }

  /** Each chain noted the heads of those before it. */
  private void holdAgainstOthers() {
    Map<String, Map<Long, String>> hashes = new HashMap<>();
    for (AuditEntry entry : entries) {
      hashes
          .computeIfAbsent(entry.chain(), none -> new HashMap<>())
          .put(entry.number(), entry.hash());
    }
    for (AuditEntry entry : entries) {
      entry
          .content()
          .path("others")
          .fields()
          .forEachRemaining(
              other -> {
                String[] head = other.getValue().asText().split(":", 2);
                long number = Long.parseLong(head[0]);
                String found = hashes.getOrDefault(other.getKey(), Map.of()).get(number);
                if (found == null) {
                  faults.add(
                      "chain "
                          + other.getKey()
                          + ": entry "
                          + number
                          + ", which chain "
                          + entry.chain()
                          + " saw, is missing: the chain was cut, or taken away");
                } else if (!found.equals(head[1])) {
                  faults.add(
                      "chain "
                          + other.getKey()
                          + ": entry "
                          + number
                          + " was edited since chain "
                          + entry.chain()
                          + " saw it");
                }
              });
    }
  }

  /** All entries in the order of time. */
  public List<AuditEntry> entries() {
    return Collections.unmodifiableList(entries);
  }

  /** What is wrong, in words; empty of a trail that is as it was written. */
  public List<String> faults() {
    return Collections.unmodifiableList(faults);
  }

  public int chains() {
    return chains.size();
  }

  /**
   * SHA-256 over the heads of all chains. Noted elsewhere, it also tells whether the newest entries
   * are still there, which nothing within the trail can.
   */
  public String head() {
    StringBuilder heads = new StringBuilder();
    chains.forEach(
        (chain, read) -> {
          if (!read.isEmpty()) {
            heads.append(chain).append(' ').append(read.get(read.size() - 1).hash()).append('\n');
          }
        });
    return AuditEntry.hash(heads.toString().getBytes(StandardCharsets.UTF_8));
  }
}
