package dev.slipway.cli.application;

import dev.slipway.api.submit.ApplicationRef;
import dev.slipway.api.submit.SubmissionId;
import dev.slipway.api.submit.Submitter;
import dev.slipway.cli.Output;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What all commands on applications take. */
final class ApplicationOptions {
  // The server finds applications by their id alone.
  private static final SubmissionId ANY = new SubmissionId("any");

  @Option(
      names = "--master",
      description =
          "slipway://host:port or yarn (default: this user's own cluster on this machine)")
  private @Nullable String master;

  @Option(
      names = "--output",
      defaultValue = "text",
      description = "text or json (${DEFAULT-VALUE})")
  private Output output = Output.text;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "as of submit, by which the cluster is spoken with: spark.kerberos.keytab, ...")
  private Map<String, String> conf = new HashMap<>();

  Submitter open(Masters masters) {
    return masters.open(Optional.ofNullable(master), conf);
  }

  boolean isJson() {
    return output == Output.json;
  }

  static ApplicationRef named(String id) {
    return new ApplicationRef(ANY, id);
  }
}
