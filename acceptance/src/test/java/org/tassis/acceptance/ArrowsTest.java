package org.tassis.acceptance;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The arrows of docs/architecture.md.
class ArrowsTest {
    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("testkit"))
            .importPackages("org.tassis");

    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            Map.entry("core", List.of()),
            Map.entry("message", List.of("core")),
            Map.entry("net", List.of("core")),
            Map.entry("certificates", List.of("core", "net")),
            Map.entry("directory", List.of("core")),
            Map.entry("store", List.of("core", "message")),
            Map.entry("greylist", List.of("core")),
            Map.entry("senderauth", List.of("core", "message")),
            Map.entry("mailflow", List.of("core", "message", "directory", "store", "greylist", "senderauth")),
            Map.entry("backup", List.of("core", "message", "directory", "store")),
            Map.entry("migration", List.of("core", "message", "directory", "store")),
            Map.entry(
                    "sql",
                    List.of("core", "message", "directory", "store", "greylist", "mailflow", "backup", "migration")),
            Map.entry("search", List.of("core", "message", "store")),
            Map.entry("extract", List.of()),
            Map.entry("smtp", List.of("net", "core", "message", "directory", "mailflow")),
            Map.entry("mailets", List.of("core", "message", "mailflow")),
            Map.entry("imap", List.of("net", "core", "message", "directory", "store")),
            Map.entry("pop3", List.of("net", "core", "message", "directory", "store")),
            Map.entry("managesieve", List.of("net", "core", "directory", "mailflow")),
            Map.entry("web", List.of("core", "directory")),
            Map.entry(
                    "webmail",
                    List.of("core", "message", "directory", "store", "migration", "mailflow", "greylist", "web")),
            Map.entry(
                    "admin",
                    List.of("core", "message", "directory", "store", "migration", "mailflow", "greylist", "web")));

    @TestFactory
    Stream<DynamicTest> modulesUseOnlyWhatTheyMay() {
        return MAY_USE.entrySet().stream()
                .map(module -> DynamicTest.dynamicTest(module.getKey(), () -> {
                    String own = "org.tassis." + module.getKey() + "..";
                    String[] allowed = Stream.concat(
                                    Stream.of(own), module.getValue().stream().map(name -> "org.tassis." + name + ".."))
                            .toArray(String[]::new);
                    classes()
                            .that()
                            .resideInAPackage(own)
                            .should()
                            .onlyDependOnClassesThat(
                                    resideInAnyPackage(allowed).or(not(resideInAnyPackage("org.tassis.."))))
                            .allowEmptyShould(true)
                            .check(CODE);
                }));
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.tassis.(**)").should().beFreeOfCycles().check(CODE);
    }

    @ParameterizedTest
    @CsvSource({
        "io.netty.., net",
        "org.apache.mailet.., mailets",
        "java.sql.., sql",
        "javax.sql.., sql",
        "org.flywaydb.., sql",
        "org.bouncycastle.cert.., net",
        "org.bouncycastle.operator.., net",
        "org.bouncycastle.crypto.generators.., directory",
        "com.ibm.icu.., core",
        "com.google.re2j.., mailflow",
        "com.nulabinc.., directory",
        "ezvcard.., directory",
        "org.xbill.DNS.., senderauth",
        "org.shredzone.acme4j.., certificates",
        "org.bouncycastle.cms.., net",
        "com.amazon.corretto.., launcher",
        "org.springframework.security.., web",
        "com.google.zxing.., web",
        "com.webauthn4j.., web",
        "org.owasp.html.., webmail",
        "org.jsoup.., webmail",
        "biweekly.., webmail",
        "org.apache.hc.., webmail",
        "org.eclipse.angus.mail.imap.., migration",
        "org.apache.commons.compress.., migration",
        "org.apache.lucene.., search",
        "org.apache.tika.., extract",
        "org.apache.commons.codec.., directory"
    })
    void aLibraryHasOneUser(String library, String module) {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.tassis." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CODE);
    }

    @Test
    void springStaysInLauncherAndPages() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "org.tassis.launcher..", "org.tassis.web..", "org.tassis.webmail..", "org.tassis.admin..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(CODE);
    }

    /// So that every page has the same style of them.
    @Test
    void datesAndTimesOfPagesAreWrittenInOnePlace() {
        noClasses()
                .that()
                .resideInAnyPackage("org.tassis.web..", "org.tassis.webmail..", "org.tassis.admin..")
                .and()
                .doNotHaveFullyQualifiedName("org.tassis.web.Times")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.format.FormatStyle")
                .check(CODE);
    }
}
