package io.millrace.cli.redrive;

import io.millrace.cli.UserException;
import io.millrace.job.aws.AwsPlace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * What a job refused, in a bucket: the files below a key's {@code dead-letter} and {@code
 * quarantine}, of the days that are asked for, brought to a folder of this machine.
 */
final class S3Run {
  private static final Pattern LOCATION = Pattern.compile("s3[an]?://([^/]+)/?(.*)");
  private static final Pattern DAY = Pattern.compile("dt=(\\d{4}-\\d{2}-\\d{2})/");
  private static final String SUFFIX = ".parquet";

  private final String location;
  private final String bucket;
  private final String prefix;
  private final AwsPlace place;

  private S3Run(String location, Matcher parts, AwsPlace place) {
    this.location = location;
    this.bucket = parts.group(1);
    this.prefix = parts.group(2).isEmpty() ? "" : parts.group(2).replaceFirst("/*$", "/");
    this.place = place;
  }

  /** Whether a location is one in S3. */
  static boolean isS3(String location) {
    return LOCATION.matcher(location).matches();
  }

  /**
   * A run in S3.
   *
   * @param location e.g. {@code s3://bucket/millrace}
   * @param region null for the one that the environment names
   * @param url of a stand-in for S3; null for AWS
   */
  static S3Run at(String location, String region, URI url) {
    Matcher parts = LOCATION.matcher(location);
    if (!parts.matches()) {
      throw new IllegalArgumentException(location);
    }
    return new S3Run(location, parts, AwsPlace.of(region, url));
  }

  /**
   * Brings files here, under the names that they have below the run.
   *
   * @param folders of the run, e.g. {@code quarantine}
   * @param days that are wanted
   * @throws UserException when S3 refuses, or the run has none of the folders
   */
  void download(List<String> folders, Predicate<LocalDate> days, Path to) throws IOException {
    S3AsyncClientBuilder builder =
        S3AsyncClient.builder()
            .forcePathStyle(true)
            .httpClientBuilder(NettyNioAsyncHttpClient.builder());
    place.locate(builder);
    boolean any = false;
    try (S3AsyncClient s3 = builder.build()) {
      for (String folder : folders) {
        List<String> keys = keys(s3, prefix + folder + '/');
        any |= !keys.isEmpty();
        for (String key : keys) {
          if (isWanted(key, days)) {
            Path file = to.resolve(key.substring(prefix.length()));
            Files.createDirectories(file.getParent());
            s3.getObject(get -> get.bucket(bucket).key(key), AsyncResponseTransformer.toFile(file))
                .join();
          }
        }
      }
    } catch (CompletionException e) {
      throw refusal(e.getCause());
    } catch (SdkException e) {
      throw refusal(e);
    }
    if (!any) {
      throw new UserException(
          "expected a run in "
              + location
              + ", got nothing below "
              + String.join("/ and ", folders)
              + "/ there; name the path that the job's dead-letter/ and quarantine/ are in");
    }
  }

  private List<String> keys(S3AsyncClient s3, String below) {
    List<String> keys = new ArrayList<>();
    s3.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(below))
        .contents()
        .map(S3Object::key)
        .subscribe(keys::add)
        .join();
    return keys;
  }

  /** Files whose names begin with a dot are not committed. */
  private static boolean isWanted(String key, Predicate<LocalDate> days) {
    String name = key.substring(key.lastIndexOf('/') + 1);
    if (name.startsWith(".") || !name.endsWith(SUFFIX)) {
      return false;
    }
    Matcher day = DAY.matcher(key);
    try {
      return !day.find() || days.test(LocalDate.parse(day.group(1)));
    } catch (DateTimeParseException e) {
      return true;
    }
  }

  private UserException refusal(Throwable cause) {
    return new UserException(
        "S3 "
            + place
            + " does not give what is in "
            + location
            + ": "
            + cause.getMessage()
            + "; look at the bucket's name, the region and the permissions to list and to get",
        cause instanceof Exception ? (Exception) cause : new IllegalStateException(cause));
  }
}
