package dev.slipway.yarn.master;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.link.DriverMessage;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.security.token.TokenIdentifier;
import org.apache.hadoop.yarn.security.AMRMTokenIdentifier;
import org.junit.jupiter.api.Test;

class ContainerTokensTest {
  private static final Text FILES = new Text("files:8020");
  private static final Text HIVE = new Text("hive:9083");
  private static final Text YARN = new Text("yarn:8030");
  private static final Text KIND = new Text("ANY");

  private final UserGroupInformation login = UserGroupInformation.createRemoteUser("alice");
  private final ContainerTokens tokens = new ContainerTokens(login);

  @Test
  void newerOnesTakeThePlaceOfThoseOfTheSameService() throws IOException {
    login.addToken(FILES, token("old", KIND));
    login.addToken(HIVE, token("hives", KIND));
    Credentials newer = new Credentials();
    newer.addToken(FILES, token("new", KIND));
    tokens.replace(message(newer));
    Credentials given = given();
    assertThat(given.getToken(FILES).getPassword()).isEqualTo("new".getBytes(UTF_8));
    assertThat(given.getToken(HIVE).getPassword()).isEqualTo("hives".getBytes(UTF_8));
    assertThat(login.getCredentials().getToken(FILES).getPassword())
        .isEqualTo("new".getBytes(UTF_8));
  }

  @Test
  void theMastersOwnIsNeitherGivenNorTaken() throws IOException {
    login.addToken(YARN, token("own", AMRMTokenIdentifier.KIND_NAME));
    Credentials foreign = new Credentials();
    foreign.addToken(YARN, token("foreign", AMRMTokenIdentifier.KIND_NAME));
    tokens.replace(message(foreign));
    assertThat(given().numberOfTokens()).isZero();
    assertThat(login.getCredentials().getToken(YARN).getPassword())
        .isEqualTo("own".getBytes(UTF_8));
  }

  @Test
  void nobodyPrintsThem() {
    assertThat(new DriverMessage.Tokens("c2VjcmV0")).asString().doesNotContain("c2VjcmV0");
  }

  private static Token<TokenIdentifier> token(String password, Text kind) {
    return new Token<>(new byte[0], password.getBytes(UTF_8), kind, new Text(""));
  }

  private static DriverMessage.Tokens message(Credentials credentials) throws IOException {
    DataOutputBuffer out = new DataOutputBuffer();
    credentials.writeTokenStorageToStream(out);
    byte[] bytes = Arrays.copyOf(out.getData(), out.getLength());
    return new DriverMessage.Tokens(Base64.getEncoder().encodeToString(bytes));
  }

  private Credentials given() throws IOException {
    ByteBuffer buffer = tokens.newest();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    Credentials read = new Credentials();
    read.readTokenStorageStream(new DataInputStream(new ByteArrayInputStream(bytes)));
    return read;
  }
}
