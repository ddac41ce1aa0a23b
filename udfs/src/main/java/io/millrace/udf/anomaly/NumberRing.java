package io.millrace.udf.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The last numbers of a series, as many as it was made for. */
final class NumberRing {
  private final double[] numbers;
  private int size;
  private int next;

  NumberRing(int capacity) {
    this.numbers = new double[capacity];
  }

  boolean isFull() {
    return size == numbers.length;
  }

  int size() {
    return size;
  }

  /** The number that the next one will push out; only when full. */
  double oldest() {
    return numbers[next];
  }

  void add(double number) {
    numbers[next] = number;
    next = next + 1 == numbers.length ? 0 : next + 1;
    size = Math.min(size + 1, numbers.length);
  }

  /**
   * Mean of the numbers: added up anew, the oldest first, so that it depends on them alone, and
   * each divided before so that no sum overflows.
   */
  double mean() {
    double mean = 0;
    for (int age = size; age > 0; age--) {
      mean += numbers[index(age)] / size;
    }
    return mean;
  }

  private int index(int age) {
    int index = next - age;
    return index < 0 ? index + numbers.length : index;
  }

  /** The highest of the numbers, or 0 when all are below. */
  double highest() {
    double highest = 0;
    for (int i = 0; i < size; i++) {
      highest = Math.max(highest, numbers[i]);
    }
    return highest;
  }

  /** The numbers in no order, at the front of the array. */
  int copyInto(double[] target) {
    System.arraycopy(numbers, 0, target, 0, size);
    return size;
  }

  void write(DataOutput out) throws IOException {
    out.writeShort(size);
    for (int age = size; age > 0; age--) {
      out.writeDouble(numbers[index(age)]);
    }
  }

  void read(DataInput in) throws IOException {
    int count = in.readUnsignedShort();
    if (count > numbers.length) {
      throw new IOException(
          "state of an anomaly detector: expected at most "
              + numbers.length
              + " numbers, got "
              + count);
    }
    size = 0;
    next = 0;
    for (int i = 0; i < count; i++) {
      add(in.readDouble());
    }
  }
}
