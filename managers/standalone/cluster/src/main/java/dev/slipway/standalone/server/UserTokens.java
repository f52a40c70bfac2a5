package dev.slipway.standalone.server;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tokens of users, one each: a file with lines of an account and its token's SHA-256. It is
 * read at each use, so that a token may be given and taken back while the server runs.
 */
public record UserTokens(Path file) {
  private static final int BYTES = 32;

  public static UserTokens in(Path data) {
    return new UserTokens(data.resolve("users"));
  }

  /**
   * Gives a user a token, in the place of an earlier one.
   *
   * @return it; only its hash is kept
   * @throws SlipwayException INVALID_VALUE, SYSTEM
   */
  public String give(String account) {
    if (!account.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}") || account.equals("root")) {
      throw new SlipwayException(
          ErrorCode.INVALID_VALUE,
          "'" + account + "' is no account that containers may run under",
          "name a user of the nodes' machines, who is not root");
    }
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String token = HexFormat.of().formatHex(random);
    Map<String, String> all = read();
    all.put(account, hash(token));
    write(all);
    return token;
  }

  /**
   * @return whether there was one
   * @throws SlipwayException SYSTEM
   */
  public boolean takeBack(String account) {
    Map<String, String> all = read();
    boolean was = all.remove(account) != null;
    write(all);
    return was;
  }

  /** Whose token it is. */
  Optional<String> account(String token) {
    String hash = hash(token);
    return read().entrySet().stream()
        .filter(each -> each.getValue().equals(hash))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private Map<String, String> read() {
    Map<String, String> all = new TreeMap<>();
    if (!Files.exists(file)) {
      return all;
    }
    try {
      for (String line : Files.readAllLines(file)) {
        String[] words = line.strip().split(" ");
        if (words.length == 2) {
          all.put(words[0], words[1]);
        }
      }
      return all;
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  private void write(Map<String, String> all) {
    StringBuilder lines = new StringBuilder();
    all.forEach((account, hash) -> lines.append(account).append(' ').append(hash).append('\n'));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path aside = Path.of(file + ".new");
      Files.deleteIfExists(aside);
      Files.createFile(
          aside,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(aside, lines);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed("write", e);
    }
  }

  private static String hash(String token) {
    try {
      byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  private SlipwayException failed(String what, IOException e) {
    return new SlipwayException(
        ErrorCode.SYSTEM,
        "cannot " + what + " " + file + ": " + e.getMessage(),
        "run it on the server's machine, as the server's user",
        e);
  }
}
