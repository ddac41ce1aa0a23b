package io.millrace.job.lake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.formats.parquet.ParquetInputFile;
import org.apache.flink.util.IOUtils;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * Makes one Parquet file of several of the same schema: their row groups as they are, byte by byte,
 * behind each other. Nothing is decoded, so it takes as long as copying does.
 */
final class ParquetJoin {
  /** Row groups are not moved to the bounds of blocks, which these file systems do not have. */
  private static final int NO_PADDING = 0;

  private ParquetJoin() {}

  /**
   * Joins files.
   *
   * @param target is there whole when this returns, and not at all when it fails
   * @throws IOException when a file cannot be read or written, or their schemas differ
   */
  static void join(List<Path> files, Path target) throws IOException {
    RecoverableFsDataOutputStream out =
        target.getFileSystem().createRecoverableWriter().open(target);
    try {
      append(files, out);
      out.closeForCommit().commit();
    } catch (IOException | RuntimeException e) {
      // Only now: one that is committed is closed, and S3's refuses to be closed again.
      IOUtils.closeQuietly(out);
      throw e;
    }
  }

  private static void append(List<Path> files, RecoverableFsDataOutputStream out)
      throws IOException {
    List<ParquetFileReader> readers = new ArrayList<>();
    try {
      for (Path file : files) {
        readers.add(open(file));
      }
      FileMetaData first = readers.get(0).getFileMetaData();
      ParquetFileWriter joined =
          new ParquetFileWriter(
              new Output(out),
              first.getSchema(),
              ParquetFileWriter.Mode.CREATE,
              ParquetFiles.ROW_GROUP_BYTES,
              NO_PADDING);
      joined.start();
      for (int i = 0; i < readers.size(); i++) {
        if (!readers.get(i).getFileMetaData().getSchema().equals(first.getSchema())) {
          throw new IOException(
              files.get(i) + ": expected the schema of " + files.get(0) + ", got another");
        }
        readers.get(i).appendTo(joined);
      }
      joined.end(first.getKeyValueMetaData());
    } finally {
      for (ParquetFileReader reader : readers) {
        reader.close();
      }
    }
  }

  private static ParquetFileReader open(Path file) throws IOException {
    FileSystem fileSystem = file.getFileSystem();
    return ParquetFileReader.open(
        new ParquetInputFile(fileSystem.open(file), fileSystem.getFileStatus(file).getLen()),
        ParquetReadOptions.builder(new PlainParquetConfiguration()).build());
  }

  /** A stream that is being written, as Parquet takes it. */
  private static final class Output implements OutputFile {
    private final RecoverableFsDataOutputStream out;

    Output(RecoverableFsDataOutputStream out) {
      this.out = out;
    }

    @Override
    public PositionOutputStream create(long blockSize) {
      return new PositionOutputStream() {
        @Override
        public long getPos() throws IOException {
          return out.getPos();
        }

        @Override
        public void write(int b) throws IOException {
          out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          out.write(bytes, offset, length);
        }

        /** Only who opened the stream knows whether it is to become a file. */
        @Override
        public void close() {}
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSize) {
      return create(blockSize);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
