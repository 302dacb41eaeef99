package io.github.cacheferry.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may use whom. */
@AnalyzeClasses(
    packages = "io.github.cacheferry",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {
  private static final String ROOT = "io.github.cacheferry.";
  private static final String[] CORE = {
    ROOT + "model..",
    ROOT + "cache..",
    ROOT + "json..",
    ROOT + "spec..",
    ROOT + "graph..",
    ROOT + "transfer..",
    ROOT + "inspect..",
    ROOT + "layout..",
    ROOT + "http..",
    ROOT + "registry..",
    ROOT + "actions..",
    ROOT + "objectstore..",
    ROOT + "serve..",
    ROOT + "scope.."
  };

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.github.cacheferry.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packagesOfTheCommandLineHaveNoCycles =
      slices().matching("io.github.cacheferry.cli.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theModelNeedsNothingButTheJdk =
      classes()
          .that()
          .resideInAPackage(ROOT + "model..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(ROOT + "model..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule coreKnowsNeitherSideNorTheCommandLine =
      noClasses()
          .that()
          .resideInAnyPackage(CORE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + "importers..", ROOT + "exporters..", ROOT + "cli..");

  @ArchTest
  static final ArchRule importersDoNotKnowExporters =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "importers..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + "exporters..", ROOT + "cli..");

  @ArchTest
  static final ArchRule exportersDoNotKnowImporters =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "exporters..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + "importers..", ROOT + "cli..");

  @ArchTest
  static final ArchRule theCommandLineKnowsBackendsByTheirEntryOnly =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              ROOT + "importers.*..",
              ROOT + "exporters.*..",
              ROOT + "http..",
              ROOT + "registry..",
              ROOT + "layout..",
              ROOT + "json..");

  @ArchTest
  static final ArchRule onlyTheCommandLineUsesPicocli =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  @ArchTest
  static final ArchRule onlyProtocolsUseOkHttp =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              ROOT + "http..", ROOT + "registry..", ROOT + "actions..", ROOT + "objectstore..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("okhttp3..", "okio..");

  @ArchTest
  static final ArchRule onlyTwoAdaptersUseJib =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(ROOT + "registry.RegistryReference")
          .and()
          .doNotHaveFullyQualifiedName(ROOT + "registry.CredentialHelper")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.google..");

  @ArchTest
  static final ArchRule onlyTheCommandLinePrints =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "cli..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class);

  /** Leaves out the fakes that core lends to other modules' tests. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }
}
