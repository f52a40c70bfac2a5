package dev.slipway.standalone.server;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes a self-signed certificate with the JDK's keytool: Java itself has no public way, and a
 * library for it would be many times the size of the rest.
 *
 * @param folder for its owner only
 */
record CertificateMaker(Path folder) {
  private static final int PATIENCE_SECONDS = 60;
  private static final String PASSWORD_VARIABLE = "SLIPWAY_KEYSTORE_PASSWORD";

  /**
   * Makes it, unless it is there.
   *
   * @param host that it names; browsers look at it
   * @throws SlipwayException SYSTEM
   */
  Path make(String host) {
    Path file = folder.resolve("server.p12");
    if (Files.exists(file)) {
      return file;
    }
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path aside = folder.resolve("server.p12.new");
      Files.deleteIfExists(aside);
      run(command(aside, host));
      Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rw-------"));
      return Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed(e.getMessage(), e);
    }
  }

  private static List<String> command(Path file, String host) {
    String kind = host.matches("[0-9.]+|.*:.*") ? "ip:" : "dns:";
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair",
        "-alias",
        ServerCertificate.ALIAS,
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-validity",
        "3650",
        "-dname",
        "CN=Slipway",
        "-ext",
        "san=" + kind + host.replaceAll("[\\[\\]]", ""),
        "-storetype",
        "PKCS12",
        "-keystore",
        file.toString(),
        "-storepass:env",
        PASSWORD_VARIABLE);
  }

  private void run(List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile());
    builder.environment().put(PASSWORD_VARIABLE, ServerCertificate.PASSWORD);
    Process keytool = builder.start();
    try {
      if (!keytool.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw failed("keytool does not end", null);
      }
      if (keytool.exitValue() != 0) {
        throw failed(Files.readString(folder.resolve("keytool.log")).strip(), null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted", e);
    } finally {
      keytool.destroyForcibly();
    }
  }

  private SlipwayException failed(@Nullable String why, @Nullable Exception cause) {
    return new SlipwayException(
        ErrorCode.SYSTEM,
        "no certificate can be made in " + folder + ": " + why,
        "mend what it says, or give one by slipway.tls.certificate and slipway.tls.key",
        cause);
  }
}
