package dev.slipway.standalone.submit;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.LogSource;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.link.Protocol;
import dev.slipway.link.ServerMessage.Problem;
import dev.slipway.standalone.driver.ServerAddress;
import dev.slipway.standalone.driver.Token;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/**
 * Calls the server's HTTP API. Thread-safe; every call is bounded. By Java's older client: the
 * newer one takes longer to load than most commands take to run.
 */
final class ServerClient {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration UPLOAD = Duration.ofMinutes(30);

  private final ServerAddress address;
  private final Token token;
  private final Optional<SSLContext> tls;

  ServerClient(ServerAddress address, Token token) {
    this.address = address;
    this.token = token;
    this.tls = token.trust().isPlainText() ? Optional.empty() : token.trust().context();
  }

  /**
   * @param logOffset where the body begins, when it is a part of a log; else negative
   */
  private record Answer(int status, byte[] body, long logOffset) {}

  /** What goes with a call. */
  private interface Body {
    void write(OutputStream out) throws IOException;
  }

  <T extends Record> T get(String path, Class<T> type) {
    return decode(type, good(call("GET", path, PATIENCE, -1, out -> {})).body());
  }

  LogSource.Part log(String path, long offset) {
    Answer answer = good(call("GET", path, PATIENCE, -1, out -> {}));
    return new LogSource.Part(answer.logOffset() < 0 ? offset : answer.logOffset(), answer.body());
  }

  <T extends Record> T post(String path, Record body, Class<T> type) {
    byte[] json = RecordCodec.encode(body).getBytes(StandardCharsets.UTF_8);
    return decode(
        type, good(call("POST", path, PATIENCE, json.length, out -> out.write(json))).body());
  }

  boolean exists(String path) {
    Answer answer = call("HEAD", path, PATIENCE, -1, out -> {});
    return switch (answer.status()) {
      case 200 -> true;
      case 404 -> false;
      default -> throw problem(answer);
    };
  }

  void put(String path, Path file) {
    long size;
    try {
      size = Files.size(file);
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.RESOURCE_MISSING, file + " cannot be read", "check the path", e);
    }
    good(call("PUT", path, UPLOAD, size, out -> Files.copy(file, out)));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Answer good(Answer answer) {
    if (answer.status() / 100 != 2) {
      throw problem(answer);
    }
    return answer;
  }

  /**
   * @param size of the body; negative: none
   */
  private Answer call(String method, String path, Duration patience, long size, Body body) {
    try {
      HttpURLConnection connection = open(method, path, patience);
      if (size >= 0) {
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(size);
        try (OutputStream out = connection.getOutputStream()) {
          body.write(out);
        }
      }
      int status = connection.getResponseCode();
      try (InputStream in =
          status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
        return new Answer(
            status,
            in == null ? new byte[0] : in.readAllBytes(),
            connection.getHeaderFieldLong(Protocol.LOG_OFFSET, -1));
      }
    } catch (HttpRetryException refused) {
      return new Answer(refused.responseCode(), new byte[0], -1);
    } catch (IOException e) {
      throw address.failed(e);
    }
  }

  private HttpURLConnection open(String method, String path, Duration patience) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) address.http(path, token.trust()).toURL().openConnection();
    if (connection instanceof HttpsURLConnection secure) {
      tls.ifPresent(context -> secure.setSSLSocketFactory(context.getSocketFactory()));
    }
    connection.setRequestMethod(method);
    connection.setRequestProperty("Authorization", token.header());
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout(Math.toIntExact(CONNECT.toMillis()));
    connection.setReadTimeout(Math.toIntExact(patience.toMillis()));
    return connection;
  }

  private SlipwayException problem(Answer answer) {
    if (answer.status() == 401) {
      return new SlipwayException(
          ErrorCode.UNAUTHORIZED,
          "the server of " + address.master() + " does not accept our token",
          "name its token's file by " + Token.PROPERTY + " or " + Token.VARIABLE);
    }
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    try {
      return RecordCodec.decode(Problem.class, body).exception();
    } catch (IllegalArgumentException e) {
      return new SlipwayException(
          ErrorCode.PROTOCOL,
          "the server of " + address.master() + " answered with status " + answer.status(),
          "check that it is a Slipway server of this version",
          e);
    }
  }

  private <T extends Record> T decode(Class<T> type, byte[] text) {
    try {
      return RecordCodec.decode(type, new String(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new SlipwayException(
          ErrorCode.PROTOCOL,
          "the server of " + address.master() + " says what is not understood: " + e.getMessage(),
          "run the same version of Slipway on both sides",
          e);
    }
  }
}
