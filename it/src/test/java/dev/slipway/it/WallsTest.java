package dev.slipway.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The walls between the modules. What a user's class path sees must hold nothing that could clash.
 */
class WallsTest {
  private static JavaClasses ours;

  @BeforeAll
  static void read() {
    ours =
        new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests())
            .importPackages("dev.slipway");
    assertThat(ours.contain("dev.slipway.spark.DriverMain")).isTrue();
  }

  private static final String[] JDK = {"java..", "javax..", "org.jspecify.annotations.."};

  @Test
  void apiSeesTheJdkOnly() {
    ArchRule rule =
        classes()
            .that()
            .resideInAPackage("dev.slipway.api..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(with("dev.slipway.api.."));
    rule.check(ours);
  }

  @Test
  void launchSeesTheJdkAndApi() {
    ArchRule rule =
        classes()
            .that()
            .resideInAPackage("dev.slipway.launch..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(with("dev.slipway.api..", "dev.slipway.launch.."));
    rule.check(ours);
  }

  @Test
  void sparkSeesTheJdkApiLaunchAndSpark() {
    ArchRule rule =
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
    rule.check(ours);
  }

  @Test
  void driversSidesSeeTheJdkApiAndLaunch() {
    ArchRule rule =
        classes()
            .that()
            .resideInAnyPackage("dev.slipway.link..", "dev.slipway.standalone.driver..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                with(
                    "dev.slipway.api..",
                    "dev.slipway.launch..",
                    "dev.slipway.link..",
                    "dev.slipway.standalone.driver.."));
    rule.check(ours);
  }

  @Test
  void yarnSeesTheJdkApiLaunchLinkAndTheHadoopThatSparkShips() {
    ArchRule rule =
        classes()
            .that()
            .resideInAPackage("dev.slipway.yarn..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                with(
                    "dev.slipway.api..",
                    "dev.slipway.launch..",
                    "dev.slipway.link..",
                    "dev.slipway.yarn..",
                    "org.apache.hadoop..",
                    "org.apache.commons.compress..",
                    "jakarta.servlet..",
                    "org.slf4j.."));
    rule.check(ours);
  }

  @Test
  void packagesSeeTheJdkApiAndMaven() {
    ArchRule rule =
        classes()
            .that()
            .resideInAPackage("dev.slipway.packages..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                with(
                    "dev.slipway.api..",
                    "dev.slipway.packages..",
                    "org.eclipse.aether..",
                    "org.apache.maven.."));
    rule.check(ours);
  }

  @Test
  void onlySparkKnowsSpark() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "dev.slipway.spark..", "dev.slipway.examples..", "dev.slipway.testkit.shuffle..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "scala..");
    rule.check(ours);
  }

  @Test
  void sparksOwnBackEndsAreNotUsed() {
    ArchRule rule =
        noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                "org\\.apache\\.spark\\.(deploy\\.(SparkSubmit|Client|yarn|k8s|master|worker|rest).*"
                    + "|scheduler\\.cluster\\.(Standalone|Yarn|k8s).*)");
    rule.check(ours);
  }

  @Test
  void nobodyDependsOnTheCommandLine() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.slipway.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.slipway.cli..");
    rule.check(ours);
  }

  @Test
  void packagesHaveNoCycles() {
    ArchRule rule = slices().matching("dev.slipway.(*)..").should().beFreeOfCycles();
    rule.check(ours);
  }

  @Test
  void noStaticMutableState() {
    ArchRule rule =
        noFields()
            .that()
            .areDeclaredInClassesThat()
            .resideInAPackage("dev.slipway..")
            .should()
            .beStatic()
            .andShould()
            .notBeFinal();
    rule.check(ours);
  }

  private static String[] with(String... more) {
    String[] all = new String[JDK.length + more.length];
    System.arraycopy(JDK, 0, all, 0, JDK.length);
    System.arraycopy(more, 0, all, JDK.length, more.length);
    return all;
  }
}
