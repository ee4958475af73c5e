package org.tassis.senderauth.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.tassis.senderauth.TestContent;
import org.tassis.senderauth.dns.InMemoryDns;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The public suite `arc-draft-validation-tests.yml` (not shipped here): `-Darc.suite=FILE`.
/// {@link ArcVerifierTest} has chains of our own.
@EnabledIfSystemProperty(
        named = "arc.suite",
        matches = ".+",
        disabledReason = "give -Darc.suite=arc-draft-validation-tests.yml")
class ArcSuiteTest {
    /// Where we read RFC 8617 otherwise. The first three say nothing of the result; our chain is broken.
    /// Without `c=` the suite means relaxed, RFC 6376 §3.5 simple. An empty `h=` would sign nothing, not
    /// even From (RFC 6376 §5.4).
    private static final Set<String> FAIL_HERE = Set.of(
            "cv_fail_i1_as_cv_fail",
            "cv_fail_i2_as2_fail",
            "cv_fail_i2_as1_fail",
            "ams_fields_c_na",
            "ams_fields_h_empty");

    @TestFactory
    Stream<DynamicTest> cases() throws Exception {
        List<DynamicTest> all = new ArrayList<>();
        var yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        for (Object section : yaml.loadAll(Files.readString(Path.of(System.getProperty("arc.suite"))))) {
            var map = map(section);
            var dns = new InMemoryDns();
            map(map.get("txt-records")).forEach((name, text) -> dns.txt(name, String.valueOf(text)));
            map(map.get("tests"))
                    .forEach((name, test) -> all.add(DynamicTest.dynamicTest(
                            map.get("description") + ": " + name, () -> run(name, dns, map(test)))));
        }
        return all.stream();
    }

    private static void run(String name, InMemoryDns dns, Map<String, Object> test) throws Exception {
        var content = TestContent.of(String.valueOf(test.get("message")));
        var result = new ArcVerifier(dns, DkimSettings.DEFAULT).verify(content);
        Object wanted = test.get("cv");
        assertThat(result.outcome().word())
                .as("%s: %s", test.get("description"), result)
                .isEqualTo(
                        FAIL_HERE.contains(name)
                                ? "fail"
                                : String.valueOf(wanted).toLowerCase(Locale.ROOT));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
