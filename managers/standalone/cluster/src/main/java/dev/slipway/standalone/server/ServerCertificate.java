package dev.slipway.standalone.server;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.SlipwayKey;
import dev.slipway.standalone.driver.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The server's key and certificate.
 *
 * @param isOurs made by ourselves, so that nobody trusts it but by its fingerprint
 */
record ServerCertificate(KeyStore store, boolean isOurs) {
  /** Protects nothing: the files' permissions do. Java wants one. */
  static final String PASSWORD = "slipway";

  static final String ALIAS = "slipway";

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  /**
   * The one that the administrator gave; empty when none was given.
   *
   * @throws SlipwayException INVALID_VALUE
   */
  static Optional<ServerCertificate> given(Map<String, String> properties) {
    String certificate = properties.getOrDefault(SlipwayKey.TLS_CERTIFICATE.key(), "");
    String key = properties.getOrDefault(SlipwayKey.TLS_KEY.key(), "");
    if (certificate.isEmpty() && key.isEmpty()) {
      return Optional.empty();
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      throw invalid("only one of them is set", null);
    }
    try (InputStream pem = Files.newInputStream(Path.of(certificate))) {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(pem)
              .toArray(Certificate[]::new);
      if (chain.length == 0) {
        throw invalid(certificate + " has no certificate", null);
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(ALIAS, privateKey(Path.of(key)), PASSWORD.toCharArray(), chain);
      return Optional.of(new ServerCertificate(store, false));
    } catch (IOException | GeneralSecurityException e) {
      throw invalid(e.toString(), e);
    }
  }

  /**
   * One of our own, made at the first time.
   *
   * @param folder in the server's data folder
   * @throws SlipwayException SYSTEM
   */
  static ServerCertificate own(Path folder, String host) {
    Path file = new CertificateMaker(folder).make(host);
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      return new ServerCertificate(store, true);
    } catch (IOException | GeneralSecurityException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "the server's certificate cannot be read from " + file + ": " + e.getMessage(),
          "restore it; or remove it and the second line of the token file: another is made then,"
              + " which clients and nodes must be told",
          e);
    }
  }

  Trust.Fingerprint fingerprint() {
    try {
      byte[] der = store.getCertificate(ALIAS).getEncoded();
      return new Trust.Fingerprint(
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate of ours has no form", e);
    }
  }

  private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    Matcher pem = KEY.matcher(Files.readString(file));
    if (!pem.find()) {
      throw invalid(file + " has no key in the form PKCS #8 (BEGIN PRIVATE KEY)", null);
    }
    byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
    for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException e) {
        // Of another kind.
      }
    }
    throw invalid(file + " has a key of a kind that Java does not know", null);
  }

  private static SlipwayException invalid(String why, @Nullable Exception cause) {
    return new SlipwayException(
        ErrorCode.INVALID_VALUE,
        SlipwayKey.TLS_CERTIFICATE.key()
            + " and "
            + SlipwayKey.TLS_KEY.key()
            + " cannot be used: "
            + why,
        "name a PEM file with the certificate and one with its key",
        cause);
  }
}
