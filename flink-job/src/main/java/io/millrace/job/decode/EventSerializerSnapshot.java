package io.millrace.job.decode;

import io.millrace.job.config.ChangedPipelineException;
import io.millrace.job.config.EventSpec;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What a savepoint remembers of the events in it: the pipeline's text files and the columns shipped
 * beside the payload. Another set of columns or another event schema does not read them, and is
 * refused.
 */
public final class EventSerializerSnapshot implements TypeSerializerSnapshot<Event> {
  private static final int VERSION = 2;

  /** Without what is set beside the pipeline's files. */
  private static final int FILES_ALONE = 1;

  private static final String SCHEMA_SUFFIX = ".avsc";

  private PipelineFiles files;
  private List<String> computed = List.of();

  /** For Flink, which fills it by {@link #readSnapshot}. */
  public EventSerializerSnapshot() {}

  EventSerializerSnapshot(EventSerializer serializer) {
    this.files = serializer.files();
    this.computed = serializer.computedColumns();
  }

  @Override
  public int getCurrentVersion() {
    return VERSION;
  }

  @Override
  public void writeSnapshot(DataOutputView out) throws IOException {
    Map<String, byte[]> texts = files.withoutArchives();
    out.writeUTF(files.location());
    out.writeInt(texts.size());
    for (Map.Entry<String, byte[]> file : texts.entrySet()) {
      out.writeUTF(file.getKey());
      out.writeInt(file.getValue().length);
      out.write(file.getValue());
    }
    out.writeInt(computed.size());
    for (String column : computed) {
      out.writeUTF(column);
    }
    out.writeUTF(files.format().map(Enum::name).orElse(""));
    out.writeUTF(files.backfillTable().orElse(""));
  }

  @Override
  public void readSnapshot(int version, DataInputView in, ClassLoader loader) throws IOException {
    if (version != VERSION && version != FILES_ALONE) {
      throw new IOException(
          "event state of version " + version + "; this job reads versions up to " + VERSION);
    }
    String location = in.readUTF();
    Map<String, byte[]> texts = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      String name = in.readUTF();
      byte[] content = new byte[in.readInt()];
      in.readFully(content);
      texts.put(name, content);
    }
    files = PipelineFiles.of(location, texts);
    List<String> columns = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      columns.add(in.readUTF());
    }
    computed = columns;
    if (version != FILES_ALONE) {
      String format = in.readUTF();
      String table = in.readUTF();
      files = format.isEmpty() ? files : files.withFormat(EventSpec.Format.valueOf(format));
      files = table.isEmpty() ? files : files.forBackfill(table);
    }
  }

  @Override
  public TypeSerializer<Event> restoreSerializer() {
    return new EventSerializer(files);
  }

  @Override
  public TypeSerializerSchemaCompatibility<Event> resolveSchemaCompatibility(
      TypeSerializerSnapshot<Event> old) {
    if (!(old instanceof EventSerializerSnapshot)) {
      return TypeSerializerSchemaCompatibility.incompatible();
    }
    requireSame((EventSerializerSnapshot) old);
    return TypeSerializerSchemaCompatibility.compatibleAsIs();
  }

  /** In words: of an incompatible serializer, Flink only says that it is one. */
  private void requireSame(EventSerializerSnapshot before) {
    if (!schemas(files).equals(schemas(before.files))) {
      throw new ChangedPipelineException(
          "the event schema has changed: the restored state holds events of "
              + schemas(before.files)
              + ", the pipeline reads "
              + schemas(files));
    }
    if (!computed.equals(before.computed)) {
      List<String> added = new ArrayList<>(computed);
      added.removeAll(before.computed);
      List<String> gone = new ArrayList<>(before.computed);
      gone.removeAll(computed);
      throw new ChangedPipelineException(
          "computed columns have changed: the restored state holds events on their way, with"
              + " columns that the pipeline has otherwise; new: "
              + (added.isEmpty() ? "none" : String.join(", ", added))
              + "; gone: "
              + (gone.isEmpty() ? "none, but their order is another" : String.join(", ", gone)));
    }
  }

  private static List<String> schemas(PipelineFiles files) {
    List<String> hashes = new ArrayList<>();
    for (String name : files.withoutArchives().keySet()) {
      if (name.endsWith(SCHEMA_SUFFIX)) {
        hashes.add(name + ' ' + files.hash(name));
      }
    }
    return hashes;
  }
}
