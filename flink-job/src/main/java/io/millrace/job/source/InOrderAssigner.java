package io.millrace.job.source;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.assigners.FileSplitAssigner;

/** Hands out files in the order of their paths. */
final class InOrderAssigner implements FileSplitAssigner {
  private final TreeMap<String, FileSourceSplit> waiting = new TreeMap<>();

  InOrderAssigner(Collection<FileSourceSplit> splits) {
    addSplits(splits);
  }

  @Override
  public Optional<FileSourceSplit> getNext(String host) {
    return Optional.ofNullable(waiting.pollFirstEntry()).map(entry -> entry.getValue());
  }

  @Override
  public void addSplits(Collection<FileSourceSplit> splits) {
    for (FileSourceSplit split : splits) {
      waiting.put(split.path().getPath(), split);
    }
  }

  @Override
  public Collection<FileSourceSplit> remainingSplits() {
    return List.copyOf(waiting.values());
  }
}
