package io.millrace.job.lake;

import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.formats.parquet.ParquetWriterFactory;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** How all Parquet files of the platform are written. */
public final class ParquetFiles {
  /**
   * Many files are open at once, one for each partition that a checkpoint touches, so row groups
   * are kept well below Parquet's default of 128 MiB.
   */
  static final long ROW_GROUP_BYTES = 32L << 20;

  /** Files end with whole row groups; of these, so many make one that is as large as it may be. */
  private static final int ROW_GROUPS = 4;

  private ParquetFiles() {}

  /** The builder of files that are ended at a size. */
  static <T, B extends ParquetWriter.Builder<T, B>> B tuned(B builder, long fileBytes) {
    return tuned(builder).withRowGroupSize(Math.min(ROW_GROUP_BYTES, fileBytes / ROW_GROUPS));
  }

  static <T, B extends ParquetWriter.Builder<T, B>> B tuned(B builder) {
    return builder
        // Hadoop's own configuration parses its XML files anew for each file written.
        .withConf(new PlainParquetConfiguration())
        .withCompressionCodec(CompressionCodecName.SNAPPY)
        .withRowGroupSize(ROW_GROUP_BYTES);
  }

  /** Writes files of one of Millrace's own records. */
  public static <T extends SpecificRecord> ParquetWriterFactory<T> records(Class<T> type) {
    return new ParquetWriterFactory<>(
        file -> {
          SpecificData model = new SpecificData(type.getClassLoader());
          model.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
          Schema schema = model.getSchema(type);
          return tuned(AvroParquetWriter.<T>builder(file).withSchema(schema).withDataModel(model))
              .config(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, "false")
              .build();
        });
  }
}
