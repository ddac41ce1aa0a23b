package io.millrace.udf.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What accumulators say they take of the heap, against the objects that they hold. */
class HeapBytesTest {
  /** Of a 64-bit virtual machine with compressed references. */
  private static final int HEADER = 12;

  private static final int REFERENCE = 4;
  private static final int ALIGNMENT = 8;

  static List<AggregateCase> cases() {
    return AggregateCase.all().toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void areAboutThoseOfTheObjects(AggregateCase one) throws IllegalAccessException {
    for (int size : new int[] {0, 1, 5, 100, 1000, 1024, 1025, 5000, 100_000}) {
      Accumulator accumulator = one.aggregate().prepare();
      Series series = Series.of(new Random(size).doubles(size).toArray());
      accumulator.update(series.times(), series.values(), 0, size);
      long actual = bytes(accumulator, objects(one.aggregate().prepare()));
      assertThat(accumulator.heapBytes())
          .as("%s of %d values, which takes %d bytes", one, size, actual)
          .isBetween((int) (actual * 0.9), (int) (actual * (size > 1024 ? 1.8 : 1.1)) + 16);
    }
  }

  /** What an accumulator holds; other accumulators may share some of it, which is then constant. */
  private static Set<Object> objects(Accumulator accumulator) throws IllegalAccessException {
    Set<Object> objects = Collections.newSetFromMap(new IdentityHashMap<>());
    bytes(accumulator, objects);
    return objects;
  }

  private static long bytes(Object object, Set<Object> seen) throws IllegalAccessException {
    if (object == null || object instanceof Enum || !seen.add(object)) {
      return 0;
    }
    Class<?> type = object.getClass();
    if (type.isArray()) {
      return aligned(HEADER + 4 + (long) width(type.getComponentType()) * Array.getLength(object));
    }
    long own = HEADER;
    long referred = 0;
    for (; type != Object.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          own += width(field.getType());
          if (!field.getType().isPrimitive()) {
            field.setAccessible(true);
            referred += bytes(field.get(object), seen);
          }
        }
      }
    }
    return aligned(own) + referred;
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private static int width(Class<?> type) {
    if (!type.isPrimitive()) {
      return REFERENCE;
    }
    if (type == long.class || type == double.class) {
      return 8;
    }
    if (type == int.class || type == float.class) {
      return 4;
    }
    return type == short.class || type == char.class ? 2 : 1;
  }
}
