package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.tassis.launcher.settings.Listening;
import org.tassis.launcher.settings.Settings;

/// The shipped `conf/tassis.yml` has every setting, explains it, and nothing else; and every setting does
/// something.
class SettingsTest {
    private static final Path SHIPPED = Path.of("..", "conf", "tassis.yml");
    private static final Pattern KEY = Pattern.compile("^( *)([a-z0-9-]+):(.*)$");

    /// Read by `Settings.trusted()`, `Listening.toListener()`, `Settings.Dns.servers()` and
    /// `Settings.Delivery.from()`.
    private static final Set<String> BY_OTHER_WAYS =
            Set.of("trustedNetworks", "proxyProtocol", "resolvers", "fromAddresses");

    /// A key of the file with the comment lines just above it.
    private record Key(String name, boolean explained) {}

    /// An operator edits `conf/tassis.yml`; what a setting is when it is left out must not follow.
    @Test
    void theShippedFileSaysTheDefaults() {
        assertThat(SHIPPED)
                .as("what stands in conf/tassis.yml is packaged from launcher/src/main/resources: change both")
                .hasSameTextualContentAs(Path.of("..", "launcher", "src", "main", "resources", "tassis.yml"));
    }

    @Test
    void theShippedFileHasEverySettingAndNoOther() throws Exception {
        List<String> expected = new ArrayList<>();
        settings(Settings.class, "", expected);
        assertThat(keys().stream().map(Key::name).filter(key -> !key.startsWith("listeners.")))
                .containsExactlyInAnyOrderElementsOf(expected.stream()
                        .filter(key -> !key.equals("listeners"))
                        .toList());
    }

    @Test
    void everyListenerHasEverySetting() throws Exception {
        List<String> expected = new ArrayList<>();
        settings(Listening.class, "", expected);
        for (String line : Files.readAllLines(SHIPPED)) {
            if (line.contains("{ service:")) {
                assertThat(Stream.of(line.substring(line.indexOf('{') + 1).split(","))
                                .map(part -> part.strip().split(":", 2)[0]))
                        .as(line)
                        .containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }

    @Test
    void everySettingIsExplained() throws Exception {
        assertThat(keys().stream()
                        .filter(key -> !key.explained && !key.name.startsWith("listeners."))
                        .map(Key::name))
                .isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> everySettingIsUsed() {
        JavaClasses launcher = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.tassis.launcher");
        return Stream.of(
                        Settings.class,
                        Settings.Database.class,
                        Settings.Tls.class,
                        Settings.Tls.Pair.class,
                        Settings.Acme.class,
                        Settings.Limits.class,
                        Settings.Smtp.class,
                        Settings.Imap.class,
                        Settings.Pop3.class,
                        Settings.Passwords.class,
                        Settings.Store.class,
                        Settings.Dns.class,
                        Settings.SenderAuth.class,
                        Settings.Checks.class,
                        Settings.DnsLists.class,
                        Settings.Greylisting.class,
                        Settings.Rates.class,
                        Settings.Spam.class,
                        Settings.Program.class,
                        Settings.Trace.class,
                        Settings.Backup.class,
                        Settings.Queue.class,
                        Settings.Delivery.class,
                        Settings.RouteTo.class,
                        Settings.RelayTo.class,
                        Listening.class)
                .flatMap(type -> Stream.of(type.getRecordComponents())
                        .filter(component -> !BY_OTHER_WAYS.contains(component.getName()))
                        .map(component ->
                                DynamicTest.dynamicTest(type.getSimpleName() + "." + component.getName(), () -> {
                                    JavaMethod accessor = launcher.get(type).getMethod(component.getName());
                                    assertThat(accessor.getAccessesToSelf().stream()
                                                    .map(access -> access.getOriginOwner()
                                                            .getPackageName()))
                                            .as("packages that read it")
                                            .anyMatch(name -> !name.endsWith(".settings"));
                                })));
    }

    private static void settings(Class<?> type, String prefix, List<String> found) {
        for (RecordComponent component : type.getRecordComponents()) {
            String key =
                    prefix + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
            if (component.getType().isRecord()) {
                settings(component.getType(), key + ".", found);
            } else {
                found.add(key);
            }
        }
    }

    /// The keys with values, in the order of the file, which is written in two levels and flow maps.
    private static List<Key> keys() throws Exception {
        List<Key> keys = new ArrayList<>();
        String section = "";
        boolean comment = false;
        for (String line : Files.readAllLines(SHIPPED)) {
            Matcher key = KEY.matcher(line);
            if (line.strip().startsWith("#")) {
                comment = true;
                continue;
            }
            if (key.matches()) {
                boolean nested = !key.group(1).isEmpty();
                if (key.group(3).isBlank()) {
                    section = key.group(2) + ".";
                } else {
                    keys.add(new Key((nested ? section : "") + key.group(2), comment));
                }
            }
            comment = false;
        }
        assertThat(keys).hasSizeGreaterThan(20);
        return keys;
    }
}
