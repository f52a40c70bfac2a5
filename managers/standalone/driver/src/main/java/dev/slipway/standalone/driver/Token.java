package dev.slipway.standalone.driver;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.SlipwayKey;
import dev.slipway.launch.Folders;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that every call to a server carries, and by what that server is recognised. A token's
 * file has the secret in its first line; a second one, where there is one, is a {@link Trust}.
 */
public final class Token {
  /** Names the token's file; so does the environment's SLIPWAY_TOKEN_FILE. */
  public static final String PROPERTY = SlipwayKey.TOKEN_FILE.key();

  public static final String VARIABLE = "SLIPWAY_TOKEN_FILE";

  private static final String SCHEME = "Bearer ";
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final String text;
  private final Trust trust;

  private Token(String text, Trust trust) {
    this.text = text;
    this.trust = trust;
  }

  /**
   * The token of this configuration, with its {@code slipway.tls.trust} where it has one.
   *
   * @throws SlipwayException UNAUTHORIZED when there is none; INVALID_VALUE
   */
  public static Token find(Map<String, String> properties, Map<String, String> environment) {
    return read(file(properties, environment)).trusting(properties);
  }

  /** The property's file, else the variable's, else the one of this user's own cluster. */
  public static Path file(Map<String, String> properties, Map<String, String> environment) {
    return Stream.of(properties.getOrDefault(PROPERTY, ""), environment.getOrDefault(VARIABLE, ""))
        .map(String::strip)
        .filter(named -> !named.isEmpty())
        .findFirst()
        .map(Path::of)
        .orElseGet(() -> Folders.of(environment).state().resolve("cluster/token"));
  }

  /**
   * @throws SlipwayException {@link ErrorCode#UNAUTHORIZED} when there is none; INVALID_VALUE
   */
  public static Token read(Path file) {
    try {
      List<String> lines = Files.readString(file).lines().map(String::strip).toList();
      String text = lines.isEmpty() ? "" : lines.get(0);
      if (!text.matches("[\\x21-\\x7e]{16,}")) {
        throw missing(file, "holds no token");
      }
      boolean plain = lines.size() < 2 || lines.get(1).isEmpty();
      return new Token(
          text, plain ? new Trust.PlainText() : Trust.parse(file + ", line 2", lines.get(1)));
    } catch (IOException e) {
      throw missing(file, "cannot be read");
    }
  }

  private static SlipwayException missing(Path file, String why) {
    return new SlipwayException(
        ErrorCode.UNAUTHORIZED,
        "the cluster's token is missing: " + file + " " + why,
        "name its file by " + PROPERTY + " or " + VARIABLE + "; slipway cluster start makes one");
  }

  /** The same, with the {@code slipway.tls.trust} of these properties where they have one. */
  public Token trusting(Map<String, String> properties) {
    String key = SlipwayKey.TLS_TRUST.key();
    String named = properties.getOrDefault(key, "").strip();
    return named.isEmpty() ? this : new Token(text, Trust.parse(key, named));
  }

  /** By what its server is recognised. */
  public Trust trust() {
    return trust;
  }

  /** Makes clients that speak with its server only. */
  public HttpClient.Builder client() {
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
    trust.context().ifPresent(builder::sslContext);
    return builder;
  }

  /** The value of an Authorization header. */
  public String header() {
    return SCHEME + text;
  }

  /** Whether a header is this token's; takes equally long wherever they differ. */
  public boolean matches(String header) {
    return MessageDigest.isEqual(
        header().getBytes(StandardCharsets.UTF_8), header.getBytes(StandardCharsets.UTF_8));
  }

  /** One that came by another way than a file. */
  public Token with(String secret) {
    return new Token(secret, trust);
  }

  /**
   * The token of one application's driver. It is made from this one, the cluster's: so the server
   * knows it again without keeping it, and a node can give it to a driver that must not have this.
   */
  public Token forApplication(String id) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] seal = mac.doFinal(("application " + id).getBytes(StandardCharsets.UTF_8));
      return with(id + "." + HexFormat.of().formatHex(seal));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HmacSHA256", e);
    }
  }

  /** Whose it is, when a header is that of an application's token that was made from this one. */
  public Optional<String> application(String header) {
    int dot = header.lastIndexOf('.');
    return Optional.of(header)
        .filter(text -> dot > SCHEME.length() && text.startsWith(SCHEME))
        .map(text -> text.substring(SCHEME.length(), dot))
        .filter(id -> forApplication(id).matches(header));
  }

  /** The content of a file that holds it. */
  public String fileContent() {
    return text + "\n" + (trust.isPlainText() ? "" : trust + "\n");
  }

  @Override
  public String toString() {
    return "Token[...]";
  }
}
