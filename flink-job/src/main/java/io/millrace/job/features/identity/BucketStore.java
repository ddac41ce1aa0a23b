package io.millrace.job.features.identity;

import io.millrace.job.features.state.KeyBlocks;
import java.io.DataInput;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Buckets as blocks of the current key. One store serves all keys of an operator. */
final class BucketStore {
  private final KeyBlocks blocks;
  private final int bucketRows;
  private final DataOutputSerializer out = new DataOutputSerializer(1024);
  private final DataInputDeserializer in = new DataInputDeserializer();

  /**
   * A store.
   *
   * @param bucketRows identities in a bucket at most, on average
   */
  BucketStore(KeyBlocks blocks, int bucketRows) {
    this.blocks = blocks;
    this.bucketRows = bucketRows;
  }

  KeyBlocks blocks() {
    return blocks;
  }

  int bucketRows() {
    return bucketRows;
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

  Bucket load(int place, boolean text) throws IOException {
    byte[] block = blocks.block(place);
    if (block == null) {
      throw new IllegalStateException(
          "state of duplicates lacks bucket " + place + "; restore from another snapshot");
    }
    Bucket bucket = Bucket.read(input(block), text);
    bucket.setStored(true);
    return bucket;
  }

  void write(int place, Bucket bucket) throws IOException {
    DataOutputSerializer to = output();
    bucket.write(to);
    blocks.putBlock(place, to.getCopyOfBuffer());
    bucket.setStored(true);
  }

  /**
   * Forgets a bucket.
   *
   * @param bucket null when it is not on the heap
   */
  void remove(int place, Bucket bucket) throws IOException {
    if (bucket == null || bucket.isStored()) {
      blocks.removeBlock(place);
    }
  }
}
