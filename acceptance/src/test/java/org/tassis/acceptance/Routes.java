package org.tassis.acceptance;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// What browsers may ask the pages for, as the controllers say it; the API is not among it.
final class Routes {
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)(?::(?:[^{}]|\\{[^{}]*\\})*)?\\}");

    /// They do not end.
    private static final Set<String> STREAMS = Set.of("/webmail/events");

    private Routes() {}

    /// Patterns such as `/admin/mailboxes/{login}`, without those of streams.
    static SortedSet<String> all() {
        SortedSet<String> routes = new TreeSet<>();
        new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("org.tassis.admin", "org.tassis.web", "org.tassis.webmail")
                        .stream()
                        .filter(one -> !one.isAnnotatedWith(RestController.class))
                        .flatMap(one -> one.getMethods().stream())
                        .filter(method -> method.isAnnotatedWith(GetMapping.class))
                        .forEach(method -> add(routes, method));
        return routes;
    }

    private static void add(SortedSet<String> routes, JavaMethod method) {
        GetMapping mapping = method.getAnnotationOfType(GetMapping.class);
        Stream.concat(Arrays.stream(mapping.value()), Arrays.stream(mapping.path()))
                .filter(route -> !STREAMS.contains(route))
                .forEach(routes::add);
    }

    /// The path that a route has for these examples.
    ///
    /// @param examples the beginning of a route up to and with a variable, such as
    ///     `/admin/mailboxes/{login}`, and what stands for the variable
    /// @return empty when a variable has no example
    static Optional<String> path(String route, Map<String, String> examples) {
        Matcher variable = VARIABLE.matcher(route);
        StringBuilder path = new StringBuilder();
        StringBuilder known = new StringBuilder();
        int at = 0;
        while (variable.find()) {
            String between = route.substring(at, variable.start());
            known.append(between).append('{').append(variable.group(1)).append('}');
            String example = examples.get(known.toString());
            if (example == null) {
                return Optional.empty();
            }
            path.append(between).append(example);
            at = variable.end();
        }
        return Optional.of(path.append(route.substring(at)).toString());
    }
}
