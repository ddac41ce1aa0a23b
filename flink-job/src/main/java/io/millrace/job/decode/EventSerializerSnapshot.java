package io.millrace.job.decode;

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
 * beside the payload. By these the events are read again, and brought into the layout of another
 * definition of the pipeline where {@link DefinitionChange} allows it.
 */
public final class EventSerializerSnapshot implements TypeSerializerSnapshot<Event> {
  private static final int VERSION = 2;

  /** Without what is set beside the pipeline's files. */
  private static final int FILES_ALONE = 1;

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
    return new EventSerializer(files, true);
  }

  @Override
  public TypeSerializerSchemaCompatibility<Event> resolveSchemaCompatibility(
      TypeSerializerSnapshot<Event> old) {
    if (!(old instanceof EventSerializerSnapshot)) {
      return TypeSerializerSchemaCompatibility.incompatible();
    }
    EventSerializerSnapshot before = (EventSerializerSnapshot) old;
    if (files.hash().equals(before.files.hash())) {
      return TypeSerializerSchemaCompatibility.compatibleAsIs();
    }
    return DefinitionChange.between(before.files, before.computed, files, computed).isOfLayout()
        ? TypeSerializerSchemaCompatibility.compatibleAfterMigration()
        : TypeSerializerSchemaCompatibility.compatibleAsIs();
  }
}
