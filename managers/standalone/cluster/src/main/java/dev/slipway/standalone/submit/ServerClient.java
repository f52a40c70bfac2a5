package dev.slipway.standalone.submit;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.LogSource;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.standalone.driver.Protocol;
import dev.slipway.standalone.driver.ServerAddress;
import dev.slipway.standalone.driver.ServerMessage.Problem;
import dev.slipway.standalone.driver.Token;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** Calls the server's HTTP API. Thread-safe; every call is bounded. */
final class ServerClient {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration UPLOAD = Duration.ofMinutes(30);

  private final ServerAddress address;
  private final Token token;
  private final HttpClient http;

  ServerClient(ServerAddress address, Token token) {
    this.address = address;
    this.token = token;
    this.http = token.client().build();
  }

  <T extends Record> T get(String path, Class<T> type) {
    return decode(type, text(request(path).GET()));
  }

  LogSource.Part log(String path, long offset) {
    HttpResponse<byte[]> response = sent(request(path).GET());
    long begins = response.headers().firstValueAsLong(Protocol.LOG_OFFSET).orElse(offset);
    return new LogSource.Part(begins, response.body());
  }

  <T extends Record> T post(String path, Record body, Class<T> type) {
    return decode(
        type,
        text(request(path).POST(HttpRequest.BodyPublishers.ofString(RecordCodec.encode(body)))));
  }

  boolean exists(String path) {
    HttpResponse<byte[]> response =
        call(request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()));
    return switch (response.statusCode()) {
      case 200 -> true;
      case 404 -> false;
      default -> throw problem(response);
    };
  }

  void put(String path, Path file) {
    try {
      send(request(path).timeout(UPLOAD).PUT(HttpRequest.BodyPublishers.ofFile(file)));
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.RESOURCE_MISSING, file + " cannot be read", "check the path", e);
    }
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.http(path, token.trust()))
        .timeout(PATIENCE)
        .header("Authorization", token.header());
  }

  private String text(HttpRequest.Builder request) {
    return new String(send(request), StandardCharsets.UTF_8);
  }

  private byte[] send(HttpRequest.Builder request) {
    return sent(request).body();
  }

  private HttpResponse<byte[]> sent(HttpRequest.Builder request) {
    HttpResponse<byte[]> response = call(request);
    if (response.statusCode() / 100 != 2) {
      throw problem(response);
    }
    return response;
  }

  private HttpResponse<byte[]> call(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw address.failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw address.unreachable("interrupted", e);
    }
  }

  private SlipwayException problem(HttpResponse<byte[]> response) {
    if (response.statusCode() == 401) {
      return new SlipwayException(
          ErrorCode.UNAUTHORIZED,
          "the server of " + address.master() + " does not accept our token",
          "name its token's file by " + Token.PROPERTY + " or " + Token.VARIABLE);
    }
    String body = new String(response.body(), StandardCharsets.UTF_8);
    try {
      return RecordCodec.decode(Problem.class, body).exception();
    } catch (IllegalArgumentException e) {
      return new SlipwayException(
          ErrorCode.PROTOCOL,
          "the server of " + address.master() + " answered with status " + response.statusCode(),
          "check that it is a Slipway server of this version",
          e);
    }
  }

  private <T extends Record> T decode(Class<T> type, String text) {
    try {
      return RecordCodec.decode(type, text);
    } catch (IllegalArgumentException e) {
      throw new SlipwayException(
          ErrorCode.PROTOCOL,
          "the server of " + address.master() + " says what is not understood: " + e.getMessage(),
          "run the same version of Slipway on both sides",
          e);
    }
  }
}
