package org.apache.hadoop.io;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * In the place of Hadoop's own, which under Kerberos opens no log without libhadoop and without a
 * container's files belonging to its user. Everything of a test belongs to one account.
 */
public class SecureIOUtils {
  public static RandomAccessFile openForRandomRead(
      File file, String mode, String owner, String group) throws IOException {
    return new RandomAccessFile(file, mode);
  }

  public static FSDataInputStream openFSDataInputStream(File file, String owner, String group)
      throws IOException {
    return FileSystem.getLocal(new Configuration()).getRaw().open(new Path(file.getPath()));
  }

  public static FileInputStream openForRead(File file, String owner, String group)
      throws IOException {
    return new FileInputStream(file);
  }

  public static FileOutputStream createForWrite(File file, int permissions) throws IOException {
    try {
      Files.newOutputStream(file.toPath(), StandardOpenOption.CREATE_NEW).close();
      return new FileOutputStream(file);
    } catch (FileAlreadyExistsException e) {
      throw new AlreadyExistsException(e);
    }
  }

  public static class AlreadyExistsException extends IOException {
    public AlreadyExistsException(String message) {
      super(message);
    }

    public AlreadyExistsException(Throwable cause) {
      super(cause);
    }
  }
}
