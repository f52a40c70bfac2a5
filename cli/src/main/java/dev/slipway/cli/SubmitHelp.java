package dev.slipway.cli;

/** What {@code slipway submit --help} prints. */
final class SubmitHelp {
  static final String TEXT =
      """
      Usage: slipway submit [options] <application jar | python file> [application arguments]

      The options are spark-submit's, with its defaults and its precedence: an option, then --conf, then
      the properties file, then spark-defaults.conf.

        --master URL                local[n], local[*], slipway://host:port (default: local[*])
        --deploy-mode MODE          client: the driver runs here (default);
                                    cluster: on the cluster (slipway:// only)
        --class CLASS               main class; default: the jar's manifest names it
        --name NAME                 name of the application
        --conf, -c KEY=VALUE        any spark.* or slipway.* property
        --properties-file FILE      default: spark-defaults.conf in SPARK_CONF_DIR
        --load-spark-defaults       read spark-defaults.conf beside --properties-file too
        --jars JARS                 on the class path of driver and executors
        --py-files FILES            .zip, .egg and .py on the Python path
        --files FILES               into every executor's working directory
        --archives ARCHIVES         unpacked there; x.zip#name gives the folder's name
        --packages PACKAGES         group:artifact:version, from Maven repositories, with what they need
        --exclude-packages NAMES    group:artifact, left out of that
        --repositories URLS         where to look besides Maven's default
        --driver-memory MEM         default: 1g
        --driver-cores NUM
        --driver-java-options OPTS
        --driver-class-path PATH
        --driver-library-path PATH
        --executor-memory MEM       default: 1g
        --executor-cores NUM        default: 1
        --num-executors NUM         default: 2
        --total-executor-cores NUM  upper limit of all executors' cores together
        --principal NAME            whom Kerberos knows us by, on yarn; with --keytab FILE
        --keytab FILE
        --proxy-user NAME           submit for somebody else, on yarn
        --supervise                 start the driver again when it fails (cluster mode)
        --verbose, -v               print what was understood, secrets hidden
        --kill ID, --status ID      the same as slipway kill, slipway status; with --master
        --version
        --help, -h

      Exit code: the application's own; 1 for an uncaught exception, 128+n for a signal; 2 when the
      command line cannot be understood.
      """;

  private SubmitHelp() {}
}
