package io.millrace.job.warehouse;

import io.millrace.job.lake.LakeFile;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/** Hears of files that were loaded, on the loader's thread, for which it must not wait. */
public interface LoadListener extends AutoCloseable {
  /**
   * Files were loaded by one transaction.
   *
   * @param began when the transaction began
   * @param ended when it was committed
   */
  void loaded(List<LakeFile> files, Instant began, Instant ended);

  @Override
  void close();

  /** Makes the listener where the loader runs. */
  interface Factory extends Serializable {
    LoadListener open();

    /** This listener, and after it another. */
    default Factory then(Factory next) {
      return () -> {
        LoadListener first = open();
        LoadListener second = next.open();
        return new LoadListener() {
          @Override
          public void loaded(List<LakeFile> files, Instant began, Instant ended) {
            first.loaded(files, began, ended);
            second.loaded(files, began, ended);
          }

          @Override
          public void close() {
            try {
              first.close();
            } finally {
              second.close();
            }
          }
        };
      };
    }

    /** Nobody listens. */
    static Factory none() {
      return () ->
          new LoadListener() {
            @Override
            public void loaded(List<LakeFile> files, Instant began, Instant ended) {}

            @Override
            public void close() {}
          };
    }
  }
}
