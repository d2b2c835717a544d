package dev.inet.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.inet.cli.option.ConfigOptions;
import dev.inet.cli.option.ConnectionOptions;
import dev.inet.cli.option.CredentialOptions;
import dev.inet.cli.option.OutputOptions;
import dev.inet.cli.option.ProxyOptions;
import dev.inet.cli.option.ResultOptions;
import dev.inet.cli.option.TlsOptions;
import dev.inet.cli.option.TraceOptions;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLConnection;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.NullMarked;
import picocli.CommandLine.Option;

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

  /** What two protocols' commands share stands in {@code cli.option} or {@code cli.output}. */
  @ArchTest
  static void commandsOfOneProtocolDoNotKnowAnothers(JavaClasses all) {
    var rooms = new ArrayList<String>();
    Catalogue.entries().stream()
        .filter(entry -> !entry.schemes().isEmpty())
        .forEach(entry -> rooms.add(entry.name()));
    assertTrue(rooms.size() > 7, rooms::toString);
    for (String room : rooms) {
      String[] others =
          rooms.stream()
              .filter(other -> !other.equals(room))
              .map(other -> "dev.inet.cli." + other + "..")
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage("dev.inet.cli." + room + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others)
          .check(all);
    }
  }

  /** What is missing where a protocol was begun. */
  @ArchTest
  static void everyProtocolHasItsRooms(JavaClasses all) {
    for (Catalogue.Entry entry : Catalogue.entries()) {
      String room = entry.name();
      assertTrue(
          all.stream().anyMatch(each -> each.getPackageName().equals("dev.inet.cli." + room)),
          () -> "no commands of " + room);
      if (entry.schemes().isEmpty() || room.equals("raw")) {
        continue;
      }
      for (String kind : new String[] {"Url", "Options", "Client", "Exception", "Wire"}) {
        String name = Character.toUpperCase(room.charAt(0)) + room.substring(1) + kind;
        assertTrue(all.contain("dev.inet." + room + "." + name), name);
      }
    }
  }

  /** So that no public signature names a type of a library. */
  @ArchTest
  static final ArchRule wiresAreNobodysBusiness =
      classes().that().haveNameMatching(".*Wire").should().bePackagePrivate();

  /** A package without the mark is not checked for null at all. */
  @ArchTest
  static void everyPackageIsMarkedForTheNullCheck(JavaClasses all) {
    var unmarked = new TreeSet<String>();
    for (JavaClass each : all) {
      if (!each.getPackage().isAnnotatedWith(NullMarked.class)) {
        unmarked.add(each.getPackageName());
      }
    }
    assertEquals(Set.of(), unmarked);
  }

  /** The options of every networked command have one place and one meaning. */
  @ArchTest
  static void sharedOptionsAreDeclaredOnce(JavaClasses all) {
    var shared = new TreeSet<String>();
    for (Class<?> each :
        List.of(
            ConnectionOptions.class,
            TlsOptions.class,
            ConfigOptions.class,
            TraceOptions.class,
            CredentialOptions.class,
            OutputOptions.class,
            ProxyOptions.class,
            ResultOptions.class)) {
      shared.addAll(options(all.get(each)));
    }
    assertTrue(
        shared.containsAll(Set.of("-4", "-k", "-u", "-o", "-v", "--proxy")), shared::toString);
    for (JavaClass each : all) {
      if (!each.getPackageName().equals("dev.inet.cli.option")) {
        Set<String> again = options(each);
        again.retainAll(shared);
        assertEquals(Set.of(), again, each.getName());
      }
    }
  }

  private static Set<String> options(JavaClass declaring) {
    var names = new TreeSet<String>();
    for (JavaMember member : declaring.getMembers()) {
      member
          .tryGetAnnotationOfType(Option.class)
          .ifPresent(option -> names.addAll(List.of(option.names())));
    }
    return names;
  }

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
          .callMethod(SocketChannel.class, "open", java.net.SocketAddress.class)
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(
              ServerSocket.class,
              ServerSocketChannel.class,
              DatagramSocket.class,
              DatagramChannel.class,
              AsynchronousSocketChannel.class,
              URLConnection.class)
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage("java.net.http..");

  @ArchTest
  static final ArchRule namesAreAskedForByTheResolver =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.inet.core.resolve..", "dev.inet.sandbox..")
          .should()
          .callMethod(InetAddress.class, "getByName", String.class)
          .orShould()
          .callMethod(InetAddress.class, "getAllByName", String.class)
          .orShould()
          .callMethod(InetAddress.class, "getLocalHost")
          .orShould()
          .callMethod(InetAddress.class, "getHostName")
          .orShould()
          .callMethod(InetAddress.class, "getCanonicalHostName")
          .orShould()
          .callMethod(InetSocketAddress.class, "getHostName");

  /** Of a name this constructor makes an address by asking the system. */
  @ArchTest
  static final ArchRule addressesAreNotMadeOfNames =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.inet.core.resolve..", "dev.inet.core.bridge..", "dev.inet.sandbox..")
          .should()
          .callConstructor(InetSocketAddress.class, String.class, int.class);

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
