package org.tassis.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.launcher.settings.Settings;
import org.tassis.mailflow.extension.ExtensionFactory;
import org.tassis.mailflow.extension.Extensions;
import org.tassis.mailflow.extension.Plugged;

/// What the operator has plugged into mail flow, in a class loader of its own that sees of this program only what it
/// needs: its libraries are none of ours. Where nothing is plugged in, no file is opened.
final class Plugins {
    private Plugins() {}

    /// @throws StartFailed something cannot be found or does not start
    static Extensions open(
            Settings settings,
            String hostname,
            Storage storage,
            Supplier<Optional<DomainName>> mainDomain,
            Path spool) {
        Settings.Mailets given = settings.mailets();
        if (given.flow().isEmpty()) {
            return Extensions.NONE;
        }
        List<URL> jars = new ArrayList<>(jars(shipped()));
        if (!given.folder().isEmpty()) {
            jars.addAll(jars(Path.of(given.folder())));
        }
        URLClassLoader loader = new URLClassLoader("mailets", jars.toArray(URL[]::new), new Shared());
        ExtensionFactory factory = ServiceLoader.load(ExtensionFactory.class, loader)
                .findFirst()
                .orElseThrow(
                        () -> new StartFailed("mailets: the folder " + shipped() + " is not complete; build again"));
        try {
            return factory.open(
                    given.flow().stream()
                            .map(step -> new Plugged(
                                    step.stage(),
                                    step.matcher(),
                                    step.mailet(),
                                    step.parameters(),
                                    step.ignoreFailure()))
                            .toList(),
                    new ExtensionFactory.Environment(
                            hostname,
                            Path.of(given.folder()).toAbsolutePath(),
                            spool,
                            given.timeLimit(),
                            (int) given.memory().toBytes(),
                            domain -> storage.directory().domains(false).stream()
                                    .anyMatch(one -> one.name().equals(domain)),
                            () -> mainDomain.get().flatMap(domain -> EmailAddress.of("postmaster", domain.ascii()))),
                    loader);
        } catch (IllegalArgumentException e) {
            throw new StartFailed("mailets.flow: " + e.getMessage(), e);
        }
    }

    /// Beside the program's own jar.
    private static Path shipped() {
        try {
            Path own = Path.of(Plugins.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return own.resolveSibling("mailets");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<URL> jars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<URL> jars = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(".jar")) {
                    jars.add(file.toUri().toURL());
                }
            }
            return jars;
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        } catch (IOException | UncheckedIOException e) {
            throw new StartFailed("mailets.folder: " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// The part of this program that extensions share.
    private static final class Shared extends ClassLoader {
        private final ClassLoader program = Plugins.class.getClassLoader();

        Shared() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("org.slf4j.")
                    || name.startsWith("org.jspecify.")
                    || name.startsWith("org.tassis.") && !name.startsWith("org.tassis.mailets.")) {
                return program.loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
