package dev.slipway.standalone.driver;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** By what a server is recognised before a token is sent to it; as text, what is parsed here. */
public sealed interface Trust {
  /** No TLS: for servers on this machine's loopback only. */
  record PlainText() implements Trust {
    @Override
    public String toString() {
      return "";
    }
  }

  /**
   * Exactly this certificate, under whatever name it is reached.
   *
   * @param sha256 of the certificate's DER form, as lower-case hexadecimal digits
   */
  record Fingerprint(String sha256) implements Trust {
    @Override
    public String toString() {
      return PREFIX + sha256;
    }
  }

  /** The authorities that Java trusts; the certificate must name the server's host. */
  record SystemAuthorities() implements Trust {
    @Override
    public String toString() {
      return "system";
    }
  }

  /** The authorities of a PEM file; the certificate must name the server's host. */
  record Authorities(Path file) implements Trust {
    @Override
    public String toString() {
      return file.toString();
    }
  }

  String PREFIX = "sha256:";

  /**
   * {@code sha256:HEX}, with or without colons between the bytes; {@code system}; a PEM file's
   * path.
   *
   * @param where it was written, for the error
   * @throws SlipwayException INVALID_VALUE
   */
  static Trust parse(String where, String text) {
    if (text.startsWith(PREFIX)) {
      String digits = text.substring(PREFIX.length()).replace(":", "").toLowerCase(Locale.ROOT);
      if (digits.matches("[0-9a-f]{64}")) {
        return new Fingerprint(digits);
      }
    } else if (text.equals("system")) {
      return new SystemAuthorities();
    } else if (text.startsWith("/")) {
      return new Authorities(Path.of(text));
    }
    throw new SlipwayException(
        ErrorCode.INVALID_VALUE,
        where + ": '" + text + "' does not say how the server is recognised",
        "it is " + PREFIX + "FINGERPRINT, system, or the absolute path of a PEM file");
  }

  default boolean isPlainText() {
    return this instanceof PlainText;
  }

  /**
   * Empty: Java's own.
   *
   * @throws SlipwayException RESOURCE_MISSING
   */
  default Optional<SSLContext> context() {
    if (this instanceof Fingerprint pin) {
      return Optional.of(context(new PinnedCertificate(pin)));
    }
    if (this instanceof Authorities authorities) {
      return Optional.of(context(managers(authorities.file())));
    }
    // For plain text one that trusts nobody: Java's own takes a tenth of a second to read.
    return isPlainText() ? Optional.of(context(new TrustManager[0])) : Optional.empty();
  }

  private static SSLContext context(TrustManager... managers) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  private static TrustManager[] managers(Path file) {
    try (InputStream pem = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("authority-" + store.size(), each);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (IOException | GeneralSecurityException e) {
      throw new SlipwayException(
          ErrorCode.RESOURCE_MISSING,
          "the authorities' certificates cannot be read from " + file + ": " + e.getMessage(),
          "name a file with certificates in PEM form",
          e);
    }
  }
}
