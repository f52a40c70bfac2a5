package dev.slipway.spark.driver.app;

import java.net.URI;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** A file system that only Hadoop's configuration knows, as hdfs: or s3a: is one. */
public final class ShelfFileSystem extends RawLocalFileSystem {
  @Override
  public String getScheme() {
    return "shelf";
  }

  @Override
  public URI getUri() {
    return URI.create("shelf:///");
  }
}
