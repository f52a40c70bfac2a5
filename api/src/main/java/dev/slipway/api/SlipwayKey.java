package dev.slipway.api;

/**
 * Every {@code slipway.*} key that a user may set; docs/configuration.md is made from it. All
 * {@code spark.*} keys mean what they mean to Spark.
 */
public enum SlipwayKey {
  TOKEN_FILE(
      "slipway.token.file",
      "cluster/token in the state folder",
      "The file with the cluster's token, for submit. The variable SLIPWAY_TOKEN_FILE names it for"
          + " every command that speaks to a slipway:// server; the key wins."),
  TLS_TRUST(
      "slipway.tls.trust",
      "the second line of the token's file",
      "By what a slipway:// server is recognised, see clusters.md: sha256: and its certificate's"
          + " fingerprint, system for the authorities that Java trusts, or the absolute path of a PEM"
          + " file with authorities. Without it, and without that line, a server is spoken with in plain"
          + " text, and on this machine's loopback only."),
  TLS_CERTIFICATE(
      "slipway.tls.certificate",
      "one is made in the data folder",
      "A PEM file with the server's certificate and those of the authorities between it and the root."
          + " Off loopback a server has a certificate in any case. An option of slipway server (--conf)."),
  TLS_KEY(
      "slipway.tls.key",
      "none",
      "The PEM file with the private key of slipway.tls.certificate, in the form PKCS #8 and not"
          + " encrypted. An option of slipway server (--conf)."),
  ARCHIVE_AUTO(
      "slipway.archive.auto",
      "true",
      "Whether submit makes the class-data archive in the background when this Java and this Spark have"
          + " none yet: once, at the lowest priority, about half a minute of work. slipway archive build"
          + " makes it by hand. As an option of slipway node and slipway cluster start (--conf): whether"
          + " nodes make theirs when they start."),
  LAUNCH_EARLY(
      "slipway.launch.early",
      "true",
      "Whether the first executors are asked for together with the driver. They boot while"
          + " it does, and wait for it; when its code changed their settings they are replaced."),
  LAUNCH_EARLY_TIMEOUT(
      "slipway.launch.earlyTimeout",
      "100s",
      "How long executors that were started early wait for their driver's SparkContext, before they"
          + " are ended and their resources go back. An option of slipway server (--conf), and on yarn"
          + " of the application."),
  SUBMIT_WAIT(
      "slipway.submit.wait",
      "true",
      "Whether slipway submit in cluster mode waits for the application's end. When false it prints"
          + " the application's id and returns."),
  PROXY_USER(
      "slipway.proxyUser",
      "none",
      "On YARN: the user for whom an application runs, in place of whoever submits; Hadoop must allow it"
          + " (hadoop.proxyuser.*). What --proxy-user sets."),
  DRIVER_ENV(
      "slipway.driverEnv.NAME",
      "none",
      "The variable NAME of the driver's environment in cluster mode, as spark.executorEnv.NAME is one"
          + " of executors'. In client mode the driver has the environment that submit has."),
  DRIVER_SILENCE_TIMEOUT(
      "slipway.driver.silenceTimeout",
      "120s",
      "How long the server waits for a driver that is connected but says nothing, before it ends the"
          + " driver's executors. A connection that breaks is another matter: that is evidence, and acts"
          + " within 3 s. An option of slipway server (--conf)."),
  DRIVER_SERVER_TIMEOUT(
      "slipway.driver.serverTimeout",
      "30min",
      "How long a driver on slipway:// goes on while its server cannot be reached: with the executors it"
          + " has, and without new ones. Then it gives up, and the application has failed."),
  NODE_SILENCE_TIMEOUT(
      "slipway.node.silenceTimeout",
      "60s",
      "How long a node may be unknown before its containers are lost. An option of slipway server"
          + " (--conf)."),
  DECOMMISSION_TIMEOUT(
      "slipway.node.decommissionTimeout",
      "1h",
      "How long containers of a node that is decommissioned may go on before they are ended. An option of"
          + " slipway server (--conf)."),
  BACKFILL_PATIENCE(
      "slipway.scheduler.backfillPatience",
      "30s",
      "How long later requests for containers may use what an earlier one that does not fit leaves"
          + " free. Then what it could use is kept for it until it fits. An option of slipway server"
          + " (--conf)."),
  LOGS_MAX_SIZE(
      "slipway.logs.maxSize",
      "64m",
      "How long a container's stdout or stderr may become before its front is cut off and kept as a"
          + " piece. An option of slipway node (--conf)."),
  LOGS_KEEP(
      "slipway.logs.keep",
      "4",
      "How many such pieces of each stay; the oldest leave. An option of slipway node (--conf)."),
  RETENTION_MAX_AGE(
      "slipway.retention.maxAge",
      "168h",
      "How long what nothing uses any more stays: uploaded files, on the server and on nodes, from their"
          + " last use; logs of ended containers from their last line. An option of slipway server and of"
          + " slipway node (--conf)."),
  RETENTION_MAX_SIZE(
      "slipway.retention.maxSize",
      "20g",
      "How much may stay of each of these: the server's uploaded files, a node's, a node's logs. What was"
          + " used longest ago leaves first, and nothing that an application needs which has not ended. An"
          + " option of slipway server and of slipway node (--conf)."),
  NODE_RUN_AS(
      "slipway.node.runAs",
      "agent",
      "Under which account a node's containers run, see clusters.md. agent: the agent's own, so that"
          + " the cluster is for one trusted user. submitter: that of whoever submitted, as a user's token"
          + " names it; the agent must be root's. An option of slipway node (--conf)."),
  YARN_TIMEOUT(
      "slipway.yarn.timeout",
      "none",
      "How long an application may take on YARN, from its submission on, before YARN ends it."),
  POOL_DRIVERS(
      "slipway.pool.drivers",
      "0",
      "How many drivers' JVMs a node keeps started and warm for applications in cluster mode, see"
          + " clusters.md. They use what of its memory its containers leave. An option of slipway node"
          + " and slipway cluster start (--conf)."),
  POOL_EXECUTORS("slipway.pool.executors", "0", "The same for executors."),
  ISOLATION(
      "slipway.isolation",
      "auto",
      "How a node holds its containers to their memory and cores, see clusters.md. auto: by control"
          + " groups where the machine has them, memory as a limit and cores by weight. strict: cores"
          + " are a hard quota too, and a node that cannot do it does not start. none: not at all."
          + " An option of slipway node and slipway cluster start (--conf).");

  private final String key;
  private final String otherwise;
  private final String meaning;

  SlipwayKey(String key, String otherwise, String meaning) {
    this.key = key;
    this.otherwise = otherwise;
    this.meaning = meaning;
  }

  public String key() {
    return key;
  }

  /** Its default, in words where it is no plain value. */
  public String otherwise() {
    return otherwise;
  }

  public String meaning() {
    return meaning;
  }
}
