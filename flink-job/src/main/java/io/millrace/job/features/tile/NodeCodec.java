package io.millrace.job.features.tile;

import io.millrace.job.features.state.Varint;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Nodes as bytes. A node begins with its height (byte; 0: a leaf) and its size (varint), the number
 * of its rows or children; what follows is written by {@link Leaf} and {@link Inner}.
 *
 * <p>One codec serves all keys of an operator.
 */
final class NodeCodec {
  private final LayoutHistory history;
  private final TreeLayout layout;
  private final DataOutputSerializer out = new DataOutputSerializer(1024);
  private final DataInputDeserializer in = new DataInputDeserializer();

  NodeCodec(LayoutHistory history) {
    this.history = history;
    this.layout = history.current();
  }

  LayoutHistory history() {
    return history;
  }

  TreeLayout layout() {
    return layout;
  }

  /** What is written next begins here. */
  DataOutputSerializer output() {
    out.clear();
    return out;
  }

  DataInput input(byte[] block) {
    in.setBuffer(block);
    return in;
  }

  byte[] writeNode(Node node) throws IOException {
    write(output(), node, 0);
    return out.getCopyOfBuffer();
  }

  Node readNode(byte[] block, boolean text) throws IOException {
    return read(input(block), text);
  }

  /**
   * Writes a node.
   *
   * @param from first row, when it is a leaf
   */
  void write(DataOutput to, Node node, int from) throws IOException {
    if (node instanceof Inner) {
      to.writeByte(((Inner) node).height());
      Varint.write(to, node.keys().size());
      node.write(to);
    } else {
      to.writeByte(0);
      Varint.write(to, node.keys().size() - from);
      ((Leaf) node).write(to, from);
    }
  }

  Node read(DataInput from, boolean text) throws IOException {
    int height = from.readByte();
    int size = (int) Varint.read(from);
    return height == 0
        ? Leaf.read(from, layout, text, size)
        : Inner.read(from, layout, text, height, size);
  }
}
