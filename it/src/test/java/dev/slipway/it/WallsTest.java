package dev.slipway.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The walls between the modules. What a user's class path sees must hold nothing that could clash.
 */
@AnalyzeClasses(packages = "dev.slipway", importOptions = DoNotIncludeTests.class)
class WallsTest {
  private static final String[] JDK = {"java..", "javax..", "org.jspecify.annotations.."};

  @ArchTest
  static final ArchRule apiSeesTheJdkOnly =
      classes()
          .that()
          .resideInAPackage("dev.slipway.api..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(with("dev.slipway.api.."));

  @ArchTest
  static final ArchRule launchSeesTheJdkAndApi =
      classes()
          .that()
          .resideInAPackage("dev.slipway.launch..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(with("dev.slipway.api..", "dev.slipway.launch.."));

  @ArchTest
  static final ArchRule sparkSeesTheJdkApiLaunchAndSpark =
      classes()
          .that()
          .resideInAPackage("dev.slipway.spark..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              with(
                  "dev.slipway.api..",
                  "dev.slipway.launch..",
                  "dev.slipway.spark..",
                  // Spark's own, and what its signatures are made of.
                  "org.apache.spark..",
                  "org.apache.hadoop..",
                  "org.apache.logging.log4j..",
                  "org.slf4j..",
                  "scala.."));

  @ArchTest
  static final ArchRule driversSidesSeeTheJdkApiAndLaunch =
      classes()
          .that()
          .resideInAPackage("dev.slipway.standalone.driver..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              with("dev.slipway.api..", "dev.slipway.launch..", "dev.slipway.standalone.driver.."));

  @ArchTest
  static final ArchRule onlySparkKnowsSpark =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.slipway.spark..", "dev.slipway.examples..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..");

  @ArchTest
  static final ArchRule sparksOwnBackEndsAreNotUsed =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "org\\.apache\\.spark\\.(deploy\\.(SparkSubmit|Client|yarn|k8s|master|worker|rest).*"
                  + "|scheduler\\.cluster\\.(Standalone|Yarn|k8s).*)");

  @ArchTest
  static final ArchRule nobodyDependsOnTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.slipway.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.slipway.cli..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.slipway.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noStaticMutableState =
      noFields()
          .that()
          .areDeclaredInClassesThat()
          .resideInAPackage("dev.slipway..")
          .should()
          .beStatic()
          .andShould()
          .notBeFinal();

  private static String[] with(String... more) {
    String[] all = new String[JDK.length + more.length];
    System.arraycopy(JDK, 0, all, 0, JDK.length);
    System.arraycopy(more, 0, all, JDK.length, more.length);
    return all;
  }
}
