package org.tassis.web;

import java.util.List;

/// Paths that are answered without a login. Everything else needs one. Each module may provide some as a bean.
///
/// @param patterns of Spring's path patterns, such as `/.well-known/**`
/// @param stateless of them those that other programs post to: they carry no cookie, so there is nothing to protect
public record OpenPaths(List<String> patterns, List<String> stateless) {
    public OpenPaths {
        patterns = List.copyOf(patterns);
        stateless = List.copyOf(stateless);
    }

    public static OpenPaths of(String... patterns) {
        return new OpenPaths(List.of(patterns), List.of());
    }
}
