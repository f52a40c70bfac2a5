package dev.slipway.standalone.server;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.standalone.driver.Token;
import dev.slipway.standalone.driver.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The server's own copy of the token file, which is copied to clients and nodes. */
record TokenFile(Path path) {

  /**
   * Writes into its second line by what the server is recognised.
   *
   * @throws SlipwayException CONFLICT when it says something else; UNAUTHORIZED, SYSTEM
   */
  void name(Trust.Fingerprint certificate) {
    Trust named = Token.read(path).trust();
    if (named.equals(certificate)) {
      return;
    }
    if (!named.isPlainText()) {
      throw new SlipwayException(
          ErrorCode.CONFLICT,
          "the token file " + path + " names " + named + ", but the certificate is " + certificate,
          "restore the server's data folder; or remove the file's second line, start the server,"
              + " and copy the file to clients and nodes again");
    }
    try {
      String token = Files.readString(path).lines().findFirst().orElse("").strip();
      Path aside = Path.of(path.toAbsolutePath() + ".new");
      Files.deleteIfExists(aside);
      Files.createFile(
          aside,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(aside, token + "\n" + certificate + "\n");
      Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "cannot write to " + path + ": " + e.getMessage(),
          "add this as its second line: " + certificate,
          e);
    }
  }
}
