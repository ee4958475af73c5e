package org.tassis.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;
import org.springframework.core.io.ClassPathResource;

/// Style sheets, scripts and pictures by an address that changes with their content, so that a browser may keep them
/// for ever. For templates: `${assets.of('/web/tassis.css')}`.
public final class Assets {
    private final Map<String, String> addresses = new ConcurrentHashMap<>();

    Assets() {}

    /// @param path below `static/` of the class path
    /// @throws UncheckedIOException there is none
    public String of(String path) {
        return addresses.computeIfAbsent(path, Assets::address);
    }

    private static String address(String path) {
        CRC32C sum = new CRC32C();
        try {
            sum.update(new ClassPathResource("static" + path).getContentAsByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return path + "?v=" + Long.toString(sum.getValue(), 36);
    }
}
