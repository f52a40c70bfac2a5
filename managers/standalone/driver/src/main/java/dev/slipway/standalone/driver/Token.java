package dev.slipway.standalone.driver;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.SlipwayKey;
import dev.slipway.launch.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;

/** The secret that every call to a server carries. */
public final class Token {
  /** Names the token's file; so does the environment's SLIPWAY_TOKEN_FILE. */
  public static final String PROPERTY = SlipwayKey.TOKEN_FILE.key();

  public static final String VARIABLE = "SLIPWAY_TOKEN_FILE";

  private final String text;

  private Token(String text) {
    this.text = text;
  }

  /** The property's file, else the variable's, else the one of this user's own cluster. */
  public static Path file(Map<String, String> properties, Map<String, String> environment) {
    String named =
        properties.getOrDefault(PROPERTY, environment.getOrDefault(VARIABLE, "")).strip();
    return named.isEmpty()
        ? Folders.of(environment).state().resolve("cluster/token")
        : Path.of(named);
  }

  /**
   * @throws SlipwayException {@link ErrorCode#UNAUTHORIZED} when there is none
   */
  public static Token read(Path file) {
    try {
      String text = Files.readString(file).strip();
      if (!text.matches("[\\x21-\\x7e]{16,}")) {
        throw missing(file, "holds no token");
      }
      return new Token(text);
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

  /** The value of an Authorization header. */
  public String header() {
    return "Bearer " + text;
  }

  /** Whether a header is this token's; takes equally long wherever they differ. */
  public boolean matches(String header) {
    return MessageDigest.isEqual(
        header().getBytes(StandardCharsets.UTF_8), header.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "Token[...]";
  }
}
