package io.millrace.job.warehouse;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.apache.flink.core.plugin.PluginManager;

/** Flink's file system {@code s3://}, with each bucket a folder of this machine. */
final class BucketFolder extends LocalFileSystem {
  private final Path buckets;
  private final URI uri;

  private BucketFolder(Path buckets, URI uri) {
    this.buckets = buckets;
    this.uri = uri;
  }

  /** Makes Flink take s3 for folders below this one, until {@link #uninstall}. */
  static void install(Path buckets) {
    FileSystem.initialize(
        new Configuration(),
        new PluginManager() {
          @Override
          @SuppressWarnings("unchecked")
          public <P> Iterator<P> load(Class<P> service) {
            return service == FileSystemFactory.class
                ? (Iterator<P>) List.of(factory(buckets)).iterator()
                : List.<P>of().iterator();
          }
        });
  }

  static void uninstall() {
    FileSystem.initialize(new Configuration(), null);
  }

  private static FileSystemFactory factory(Path buckets) {
    return new FileSystemFactory() {
      @Override
      public String getScheme() {
        return "s3";
      }

      @Override
      public FileSystem create(URI uri) {
        return new BucketFolder(buckets, uri);
      }
    };
  }

  @Override
  public URI getUri() {
    return URI.create("s3://" + uri.getHost());
  }

  @Override
  public boolean isDistributedFS() {
    return true;
  }

  @Override
  public File pathToFile(org.apache.flink.core.fs.Path path) {
    return buckets.resolve(uri.getHost() + path.toUri().getPath()).toFile();
  }
}
