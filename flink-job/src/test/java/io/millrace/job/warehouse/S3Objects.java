package io.millrace.job.warehouse;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Objects of S3, as COPY reads them. */
@FunctionalInterface
interface S3Objects {
  /**
   * An object, as a file of this machine.
   *
   * @param url e.g. {@code s3://lake/dt=2026-06-01/part-1.parquet}
   * @return empty when there is none
   */
  Optional<Path> file(String url) throws IOException;

  /** Those of buckets that are folders of this machine. */
  static S3Objects in(Path buckets) {
    return url -> {
      URI uri = URI.create(url);
      return Optional.of(buckets.resolve(uri.getHost()).resolve(uri.getPath().substring(1)))
          .filter(Files::exists);
    };
  }
}
