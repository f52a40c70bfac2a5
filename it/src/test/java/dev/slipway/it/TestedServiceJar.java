package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testkit.Checkout;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A user's jar that tells Spark of a service with delegation tokens: of the kind TESTED. */
final class TestedServiceJar {
  private static final String SOURCE =
      """
      import org.apache.hadoop.conf.Configuration;
      import org.apache.hadoop.io.Text;
      import org.apache.hadoop.security.Credentials;
      import org.apache.hadoop.security.token.Token;
      import org.apache.spark.SparkConf;
      import org.apache.spark.security.HadoopDelegationTokenProvider;
      import scala.Option;

      public class Tested implements HadoopDelegationTokenProvider {
        public String serviceName() {
          return "tested";
        }

        public boolean delegationTokensRequired(SparkConf conf, Configuration hadoop) {
          return true;
        }

        public Option<Object> obtainDelegationTokens(
            Configuration hadoop, SparkConf conf, Credentials tokens) {
          byte[] secret = hadoop.get("fs.defaultFS").getBytes();
          tokens.addToken(
              new Text("tested"),
              new Token<>(secret, secret, new Text("TESTED"), new Text("tested")));
          return Option.empty();
        }
      }
      """;

  private TestedServiceJar() {}

  private static String sparksJars() throws IOException {
    try (Stream<Path> jars = Files.list(Checkout.sparkHome().resolve("jars"))) {
      return jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
  }

  static Path in(Path folder) throws IOException {
    Path source = Files.writeString(folder.resolve("Tested.java"), SOURCE);
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-cp", sparksJars(), source.toString());
    assertThat(result).as("compiling the service").isZero();
    Path jar = folder.resolve("tested.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("Tested.class"));
      Files.copy(folder.resolve("Tested.class"), out);
      out.putNextEntry(
          new JarEntry(
              "META-INF/services/org.apache.spark.security.HadoopDelegationTokenProvider"));
      out.write("Tested".getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }
}
