package dev.inet.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;

/** What each layer must never use. */
@AnalyzeClasses(packages = "dev.inet", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String[] LIBRARIES = {
    "okhttp3..", "okio..", "org.apache.commons.net..", "jakarta.mail..", "org.eclipse.angus.."
  };
  private static final String[] SHARED = {
    "dev.inet.core..", "dev.inet.dns..", "dev.inet.mail..", "dev.inet.sasl.."
  };

  @ArchTest
  static void sawTheHouse(JavaClasses all) {
    assertTrue(all.size() > 200, () -> "only " + all.size() + " classes");
    for (String room : new String[] {"core.dial", "dns", "gopher", "sandbox", "cli"}) {
      assertTrue(
          all.stream().anyMatch(each -> each.getPackageName().equals("dev.inet." + room)), room);
    }
  }

  @ArchTest
  static final ArchRule coreUsesTheJdkAlone =
      noClasses()
          .that()
          .resideInAPackage("dev.inet.core..")
          .should()
          .dependOnClassesThat(
              not(
                  resideInAnyPackage(
                      "java..",
                      "javax.net..",
                      "javax.crypto..",
                      "javax.security..",
                      "org.jspecify.annotations..",
                      "dev.inet.core..")));

  @ArchTest
  static final ArchRule coreHasNoCycle =
      slices().matching("dev.inet.core.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule librariesStayInWires =
      noClasses()
          .that()
          .resideInAPackage("dev.inet..")
          .and()
          .resideOutsideOfPackages("dev.inet.mail..", "dev.inet.sandbox..")
          .and()
          .haveNameNotMatching(".*Wire(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(LIBRARIES);

  @ArchTest
  static final ArchRule protocolsDoNotKnowEachOther =
      slices()
          .matching("dev.inet.(*)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(resideInAPackage("dev.inet.cli.."), resideInAPackage("dev.inet.."))
          .ignoreDependency(resideInAPackage("dev.inet.."), resideInAnyPackage(SHARED));

  @ArchTest
  static final ArchRule protocolsDoNotKnowTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.inet.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.inet.cli..", "picocli..");

  @ArchTest
  static final ArchRule onlyTheCommandLineKnowsTheSandbox =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.inet.cli..", "dev.inet.sandbox..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.inet.sandbox..");

  @ArchTest
  static final ArchRule theSandboxKnowsNobody =
      noClasses()
          .that()
          .resideInAPackage("dev.inet.sandbox..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.inet..").and(not(resideInAPackage("dev.inet.sandbox.."))));

  @ArchTest
  static final ArchRule theCommandLineOpensNoSocket =
      noClasses()
          .that()
          .resideInAPackage("dev.inet.cli..")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Socket.class);

  @ArchTest
  static final ArchRule socketsAreMadeByTheRoad =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.inet.core.dial..", "dev.inet.core.bridge..", "dev.inet.sandbox..")
          .should()
          .callConstructor(Socket.class)
          .orShould()
          .callConstructor(Socket.class, String.class, int.class)
          .orShould()
          .callConstructor(Socket.class, InetAddress.class, int.class)
          .orShould()
          .callMethod(SocketChannel.class, "open")
          .orShould()
          .callMethod(SocketChannel.class, "open", java.net.ProtocolFamily.class)
          .orShould()
          .callMethod(SocketChannel.class, "open", java.net.SocketAddress.class);

  @ArchTest
  static final ArchRule namesAreAskedForByTheResolver =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.inet.core.resolve..", "dev.inet.sandbox..")
          .should()
          .callMethod(InetAddress.class, "getByName", String.class)
          .orShould()
          .callMethod(InetAddress.class, "getAllByName", String.class);

  @ArchTest
  static final ArchRule contextsAreMadeByTls =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.inet.core.tls..", "dev.inet.sandbox..")
          .should()
          .callMethod(SSLContext.class, "getInstance", String.class)
          .orShould()
          .callMethod(SSLContext.class, "getDefault");

  @ArchTest
  static final ArchRule theProcessBelongsToMain =
      noClasses()
          .that()
          .doNotBelongToAnyOf(Main.class, Surroundings.class)
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .accessField(System.class, "in")
          .orShould()
          .callMethod(System.class, "exit", int.class);
}
