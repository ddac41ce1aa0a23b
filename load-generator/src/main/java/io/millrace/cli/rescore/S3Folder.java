package io.millrace.cli.rescore;

import io.millrace.job.aws.AwsPlace;
import io.millrace.job.lake.LakeFile;
import io.millrace.job.warehouse.CopyFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;

/** A folder of S3 that files are put into for the warehouse to read. */
final class S3Folder implements CopyFolder, AutoCloseable {
  private final S3AsyncClient client;
  private final String bucket;
  private final String prefix;

  private S3Folder(S3AsyncClient client, String bucket, String prefix) {
    this.client = client;
    this.bucket = bucket;
    this.prefix = prefix;
  }

  /**
   * A folder, reached with the credentials of the environment.
   *
   * @param uri {@code s3://bucket/folder}
   * @param place where S3 is
   */
  static S3Folder at(String uri, AwsPlace place) {
    URI parsed = URI.create(uri.replaceFirst("^s3[an]://", "s3://"));
    S3AsyncClientBuilder builder =
        S3AsyncClient.builder()
            .forcePathStyle(true)
            .httpClientBuilder(NettyNioAsyncHttpClient.builder());
    place.locate(builder);
    String key = parsed.getPath().replaceFirst("^/", "");
    return new S3Folder(
        builder.build(), parsed.getHost(), key.isEmpty() || key.endsWith("/") ? key : key + '/');
  }

  /** Puts a file of this machine there, under its name. */
  LakeFile upload(Path file) throws IOException {
    return new LakeFile(
        put(file.getFileName().toString(), AsyncRequestBody.fromFile(file)), Files.size(file));
  }

  @Override
  public String put(String name, byte[] content) throws IOException {
    return put(name, AsyncRequestBody.fromBytes(content));
  }

  private String put(String name, AsyncRequestBody body) throws IOException {
    String key = prefix + name;
    String path = "s3://" + bucket + '/' + key;
    await("write", path, () -> client.putObject(put -> put.bucket(bucket).key(key), body));
    return path;
  }

  @Override
  public void remove(String path) throws IOException {
    String key = path.substring(("s3://" + bucket + '/').length());
    await("delete", path, () -> client.deleteObject(delete -> delete.bucket(bucket).key(key)));
  }

  private static void await(String what, String path, Supplier<CompletableFuture<?>> request)
      throws IOException {
    try {
      request.get().join();
    } catch (CompletionException e) {
      throw refusal(what, path, e.getCause());
    } catch (SdkException e) {
      throw refusal(what, path, e);
    }
  }

  private static IOException refusal(String what, String path, Throwable cause) {
    return new IOException("cannot " + what + ' ' + path + ": " + cause.getMessage(), cause);
  }

  @Override
  public void close() {
    client.close();
  }
}
