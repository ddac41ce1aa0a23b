package io.millrace.job.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.event.DeadLetterReason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineFileTest {
  private static final int LONGEST = 1 << 20;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsALineARecord(boolean gzipped) throws IOException {
    assertThat(lines("a\nbb\nccc\n", gzipped)).containsExactly("a", "bb", "ccc");
    assertThat(lines("a\nbb", gzipped)).as("no line feed at the end").containsExactly("a", "bb");
    assertThat(lines("", gzipped)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void takesACarriageReturnBeforeTheLineFeedOffAndNoOther(boolean gzipped) throws IOException {
    assertThat(lines("a\r\nb\rc\r\r\nd\r", gzipped)).containsExactly("a", "b\rc\r", "d");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void passesOverEmptyLines(boolean gzipped) throws IOException {
    assertThat(lines("\n\r\na\n\n\nb\r\n\r\n", gzipped)).containsExactly("a", "b");
  }

  @Test
  void handsOutALineThatIsTooLongInPiecesThatLoseNoByte() throws IOException {
    assertThat(lines("12345678\n", 8)).containsExactly("12345678");
    assertThat(lines("123456789\nab\n", 8)).containsExactly("12345678", "9", "ab");
    assertThat(lines("1234567\r9\n", 8)).containsExactly("1234567\r", "9");
    assertThat(lines("12345678", 8)).containsExactly("12345678");
  }

  /** Lines of any length against any size of reads from the file below. */
  @Test
  void readsTheSameHoweverTheBytesArrive() throws IOException {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      List<String> expected = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        int length = random.nextInt(10) == 0 ? random.nextInt(400_000) : 1 + random.nextInt(40);
        String line = "x".repeat(length);
        expected.add(line);
        text.append(line).append(random.nextBoolean() ? "\n" : "\r\n\n");
      }
      InputStream slow = new Trickle(text.toString().getBytes(StandardCharsets.UTF_8), random);
      assertThat(payloads(new LineFile(slow, false, LONGEST)))
          .as("seed %d", seed)
          .isEqualTo(expected);
    }
  }

  @Test
  void readsTheMembersOfAGzipFileThatWasPutTogetherFromSeveral() throws IOException {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(gzip("a\nb\n"));
    joined.writeBytes(gzip("c\n"));
    assertThat(payloads(open(joined.toByteArray(), true))).containsExactly("a", "b", "c");
  }

  @Test
  void keepsEveryRecordBeforeTheCutOfAGzipFileAndOneDeadLetterBehindThem() throws IOException {
    List<String> expected =
        Stream.iterate(1, i -> i + 1).limit(20_000).map(i -> "line " + i).toList();
    byte[] whole = gzip(String.join("\n", expected) + "\n");
    for (int cut : new int[] {whole.length / 2, whole.length - 9, whole.length - 1}) {
      LineFile file = open(Arrays.copyOf(whole, cut), true);
      List<RecordFile.Entry> entries = entries(file);
      RecordFile.Entry last = entries.get(entries.size() - 1);
      assertThat(last.fault()).as("cut at %d", cut).isEqualTo(DeadLetterReason.DAMAGED_BLOCK);
      assertThat(last.message()).contains("breaks off or is damaged");
      List<String> read = texts(entries.subList(0, entries.size() - 1));
      assertThat(expected.subList(0, read.size())).isEqualTo(read);
      assertThat(expected.get(Math.min(read.size(), expected.size() - 1)))
          .as("the dead letter holds the line that was broken off")
          .startsWith(text(last));
      assertThat(file.next()).as("the end is the end").isNull();
    }
  }

  @Test
  void refusesAFileThatOnlySaysItIsGzipped() {
    assertThatThrownBy(() -> open("plain text\n".getBytes(StandardCharsets.UTF_8), true))
        .isInstanceOf(DamagedException.class)
        .hasMessage("does not begin as a gzipped file");
    assertThatThrownBy(() -> open(new byte[0], true)).isInstanceOf(DamagedException.class);
  }

  @Test
  void skippingIsReadingWithoutHandingOut() throws IOException {
    byte[] bytes = "a\n\nb\r\nc\nd".getBytes(StandardCharsets.UTF_8);
    List<String> all = payloads(open(bytes, false));
    for (int skipped = 0; skipped <= all.size() + 1; skipped++) {
      LineFile file = open(bytes, false);
      file.skip(skipped);
      assertThat(payloads(file)).isEqualTo(all.subList(Math.min(skipped, all.size()), all.size()));
    }
  }

  @Test
  void closesWhatItReads() throws IOException {
    boolean[] closed = new boolean[1];
    new LineFile(
            new ByteArrayInputStream(new byte[0]) {
              @Override
              public void close() {
                closed[0] = true;
              }
            },
            false)
        .close();
    assertThat(closed[0]).isTrue();
  }

  private static List<String> lines(String text, boolean gzipped) throws IOException {
    byte[] bytes = gzipped ? gzip(text) : text.getBytes(StandardCharsets.UTF_8);
    return payloads(open(bytes, gzipped));
  }

  private static List<String> lines(String text, int longest) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return payloads(new LineFile(new ByteArrayInputStream(bytes), false, longest));
  }

  private static LineFile open(byte[] bytes, boolean gzipped) throws IOException {
    return new LineFile(new ByteArrayInputStream(bytes), gzipped);
  }

  private static List<String> payloads(LineFile file) throws IOException {
    List<RecordFile.Entry> entries = entries(file);
    assertThat(entries).allSatisfy(entry -> assertThat(entry.fault()).isNull());
    return texts(entries);
  }

  private static List<RecordFile.Entry> entries(LineFile file) throws IOException {
    List<RecordFile.Entry> entries = new ArrayList<>();
    for (RecordFile.Entry entry = file.next(); entry != null; entry = file.next()) {
      entries.add(entry);
    }
    return entries;
  }

  private static List<String> texts(List<RecordFile.Entry> entries) {
    return entries.stream().map(LineFileTest::text).toList();
  }

  private static String text(RecordFile.Entry entry) {
    return new String(entry.payload(), StandardCharsets.UTF_8);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  /** Gives bytes in stretches of any length. */
  private static final class Trickle extends ByteArrayInputStream {
    private final Random random;

    Trickle(byte[] bytes, Random random) {
      super(bytes);
      this.random = random;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      return super.read(into, offset, 1 + random.nextInt(Math.min(length, 5000)));
    }
  }
}
