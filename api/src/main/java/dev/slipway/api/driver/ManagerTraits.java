package dev.slipway.api.driver;

/**
 * Where managers differ in what Spark expects of them.
 *
 * @param defaultExecutors how many when nobody says: YARN's 2
 * @param honoursCoresMax whether {@code spark.cores.max} caps the sum of executor cores
 * @param generatesSecret whether Slipway makes the authentication secret; Spark does on YARN and
 *     Kubernetes
 * @param profilesNeedPermission whether Spark must be told that resource profiles work here
 * @param laysFiles whether the manager lays the application's files into its containers, so that
 *     Spark does not have to distribute them
 */
public record ManagerTraits(
    int defaultExecutors,
    boolean honoursCoresMax,
    boolean generatesSecret,
    boolean profilesNeedPermission,
    boolean laysFiles) {}
