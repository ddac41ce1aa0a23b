package io.millrace.job.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.millrace.job.event.DeadLetterReason;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * Reads one JSON object into columns. The Avro schema says which members there are; members that it
 * does not name are passed over, so that a producer may add some. Numbers, text and booleans are
 * not converted into each other, but for whole numbers where the schema has a real one.
 */
final class JsonReader implements PayloadReader {
  private final JsonFactory factory;
  private final JsonObject root;

  JsonReader(Schema schema, Layout layout, int maxBytes) {
    this.factory =
        JsonFactory.builder()
            // Records full of member names with one hash are slow to read, not a fault of the job.
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .streamReadConstraints(
                StreamReadConstraints.builder().maxStringLength(maxBytes).build())
            .build();
    this.root = JsonObject.of(schema, "", layout);
  }

  @Override
  public void read(Event event) throws MalformedRecordException {
    try (JsonParser json = factory.createParser(event.payload())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedRecordException(
            DeadLetterReason.MALFORMED, "the record is no JSON object");
      }
      root.read(json, event);
      if (json.nextToken() != null) {
        throw new MalformedRecordException(
            DeadLetterReason.MALFORMED,
            "more follows the JSON object at byte " + json.currentLocation().getByteOffset());
      }
    } catch (JsonEOFException e) {
      throw new MalformedRecordException(
          DeadLetterReason.TRUNCATED,
          "the record ends after " + event.payload().length + " bytes, inside its JSON object");
    } catch (JsonParseException e) {
      throw new MalformedRecordException(
          DeadLetterReason.MALFORMED,
          "no JSON from byte " + e.getLocation().getByteOffset() + " on");
    } catch (InputCoercionException e) {
      throw new MalformedRecordException(
          DeadLetterReason.MALFORMED,
          "a number is out of range of its field, before byte " + e.getLocation().getByteOffset());
    } catch (StreamConstraintsException e) {
      throw new MalformedRecordException(
          DeadLetterReason.MALFORMED,
          "the JSON is nested too deeply, or a name or number in it is too long");
    } catch (IOException e) {
      throw new MalformedRecordException(
          DeadLetterReason.MALFORMED, "the bytes are no JSON text in UTF-8");
    }
  }

  /** A JSON object whose members are columns; nested objects join their names with a dot. */
  static final class JsonObject {
    private final Map<String, Member> members = new HashMap<>();
    private final Member[] all;

    private JsonObject(Member[] all) {
      this.all = all;
      for (Member member : all) {
        members.put(member.name, member);
      }
    }

    static JsonObject of(Schema schema, String prefix, Layout layout) {
      Member[] members = new Member[schema.getFields().size()];
      for (Schema.Field field : schema.getFields()) {
        members[field.pos()] = new Member(field, prefix, layout);
      }
      return new JsonObject(members);
    }

    void clear(Event event) {
      for (Member member : all) {
        member.clear(event);
      }
    }

    /** Reads members up to and including the closing brace; of two of one name the last counts. */
    void read(JsonParser json, Event event) throws IOException, MalformedRecordException {
      long seen = 0;
      boolean[] seenMany = all.length > Long.SIZE ? new boolean[all.length] : null;
      while (json.nextToken() != JsonToken.END_OBJECT) {
        if (json.currentToken() != JsonToken.FIELD_NAME) {
          throw new JsonEOFException(json, json.currentToken(), "object not closed");
        }
        Member member = members.get(json.currentName());
        json.nextToken();
        if (member == null) {
          json.skipChildren();
          continue;
        }
        member.read(json, event);
        if (seenMany != null) {
          seenMany[member.position] = true;
        } else {
          seen |= 1L << member.position;
        }
      }
      for (Member member : all) {
        boolean present =
            seenMany != null ? seenMany[member.position] : (seen & 1L << member.position) != 0;
        if (!present) {
          member.absent(event);
        }
      }
    }
  }

  /** One member: its column, or the object below it. */
  private static final class Member {
    final String name;
    final int position;
    private final String path;
    private final int column;
    private final boolean nullable;
    private final boolean hasDefault;
    private final JsonObject nested;
    private final JsonValue value;
    private final JsonValue.Default defaultValue;

    Member(Schema.Field field, String prefix, Layout layout) {
      this.name = field.name();
      this.position = field.pos();
      this.path = prefix + field.name();
      this.column = layout.position(path);
      Schema type = field.schema();
      boolean union = type.getType() == Schema.Type.UNION;
      this.nullable =
          union && type.getTypes().stream().anyMatch(t -> t.getType() == Schema.Type.NULL);
      if (union) {
        type =
            type.getTypes().stream()
                .filter(t -> t.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
      }
      boolean record = type.getType() == Schema.Type.RECORD;
      this.nested = record ? JsonObject.of(type, path + '.', layout) : null;
      this.value = record ? null : JsonValue.of(type, path, column);
      this.hasDefault = field.hasDefaultValue() && !record;
      this.defaultValue = hasDefault ? JsonValue.Default.of(field, type, column) : null;
    }

    void read(JsonParser json, Event event) throws IOException, MalformedRecordException {
      if (json.currentToken() == JsonToken.VALUE_NULL) {
        if (!nullable) {
          throw new MalformedRecordException(
              DeadLetterReason.MISSING_FIELD, "field " + path + " is null; event.avsc requires it");
        }
        clear(event);
        return;
      }
      if (nested == null) {
        value.read(json, event);
        return;
      }
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw new MalformedRecordException(
            DeadLetterReason.MALFORMED, "field " + path + " is no JSON object");
      }
      nested.read(json, event);
    }

    void absent(Event event) throws MalformedRecordException {
      if (hasDefault) {
        defaultValue.apply(event);
      } else if (!nullable) {
        throw new MalformedRecordException(
            DeadLetterReason.MISSING_FIELD, "field " + path + " is absent; event.avsc requires it");
      } else {
        clear(event);
      }
    }

    void clear(Event event) {
      if (nested == null) {
        event.setNull(column);
      } else {
        nested.clear(event);
      }
    }
  }
}
