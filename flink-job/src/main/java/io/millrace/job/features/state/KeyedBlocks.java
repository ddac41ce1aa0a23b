package io.millrace.job.features.state;

import java.io.IOException;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;

/** Blocks in Flink's keyed state; the operator's current key is the key. */
public final class KeyedBlocks implements KeyBlocks {
  private final ValueState<byte[]> heads;
  private final MapState<Integer, byte[]> blocks;

  public KeyedBlocks(ValueState<byte[]> heads, MapState<Integer, byte[]> blocks) {
    this.heads = heads;
    this.blocks = blocks;
  }

  /** Describes the state of the heads. */
  public static ValueStateDescriptor<byte[]> heads(String name) {
    return new ValueStateDescriptor<>(name, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
  }

  /** Describes the state of the numbered blocks. */
  public static MapStateDescriptor<Integer, byte[]> blocks(String name) {
    return new MapStateDescriptor<>(
        name, Types.INT, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
  }

  @Override
  public byte[] head() throws IOException {
    return heads.value();
  }

  @Override
  public void putHead(byte[] head) throws IOException {
    heads.update(head);
  }

  @Override
  public void removeHead() {
    heads.clear();
  }

  @Override
  public byte[] block(int number) throws IOException {
    return inState(() -> blocks.get(number));
  }

  @Override
  public void putBlock(int number, byte[] block) throws IOException {
    inState(
        () -> {
          blocks.put(number, block);
          return null;
        });
  }

  @Override
  public void removeBlock(int number) throws IOException {
    inState(
        () -> {
          blocks.remove(number);
          return null;
        });
  }

  /** {@link MapState} declares that it throws anything; it throws what {@link ValueState} does. */
  private static byte[] inState(Access access) throws IOException {
    try {
      return access.run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("cannot reach the keyed state", e);
    }
  }

  private interface Access {
    byte[] run() throws Exception;
  }
}
