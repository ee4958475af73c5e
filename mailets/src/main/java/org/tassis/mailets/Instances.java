package org.tassis.mailets;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.mailet.MailetContext;
import org.tassis.mailflow.extension.ExtensionFactory.Environment;

/// Makes objects of named classes. A constructor may take what James injects and this server has: files, the context.
record Instances(ClassLoader loader, MailetContext context, Environment environment) {
    private static final List<String> MAILETS =
            List.of("", "org.apache.james.transport.mailets.", "org.apache.james.jdkim.mailets.");
    private static final List<String> MATCHERS = List.of("", "org.apache.james.transport.matchers.");

    <T> T mailet(String name, Class<T> kind) {
        return make(name, MAILETS, kind);
    }

    <T> T matcher(String name, Class<T> kind) {
        return make(name, MATCHERS, kind);
    }

    private <T> T make(String name, List<String> packages, Class<T> kind) {
        Class<?> found = packages.stream()
                .flatMap(prefix -> load(prefix + name).stream())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no class " + name));
        if (!kind.isAssignableFrom(found)) {
            throw new IllegalArgumentException(
                    found.getName() + " is no " + kind.getSimpleName().toLowerCase(java.util.Locale.ROOT));
        }
        Constructor<?>[] constructors = found.getConstructors();
        Arrays.sort(constructors, Comparator.comparingInt(Constructor::getParameterCount));
        for (Constructor<?> constructor : constructors) {
            Optional<Object[]> arguments = arguments(constructor);
            if (arguments.isPresent()) {
                try {
                    return kind.cast(constructor.newInstance(arguments.get()));
                } catch (ReflectiveOperationException e) {
                    throw new IllegalArgumentException(found.getName() + " cannot be made: " + e, e);
                }
            }
        }
        throw new IllegalArgumentException(found.getName() + " needs parts of James that are not here");
    }

    private Optional<Class<?>> load(String name) {
        try {
            return Optional.of(Class.forName(name, true, loader));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }

    private Optional<Object[]> arguments(Constructor<?> constructor) {
        Class<?>[] types = constructor.getParameterTypes();
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            if (types[i] == FileSystem.class) {
                arguments[i] = new Folder(environment.folder());
            } else if (types[i] == MailetContext.class) {
                arguments[i] = context;
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(arguments);
    }

    /// Files by path; those of James's schemes are below the folder.
    private record Folder(Path folder) implements FileSystem {
        @Override
        public InputStream getResource(String url) throws IOException {
            return Files.newInputStream(path(url));
        }

        @Override
        public File getFile(String url) throws FileNotFoundException {
            Path path = path(url);
            if (!Files.exists(path)) {
                throw new FileNotFoundException(path.toString());
            }
            return path.toFile();
        }

        private Path path(String url) {
            return folder.resolve(url.replaceFirst("^(file|classpath):(//)?((conf|var)/)?", ""));
        }

        @Override
        public File getBasedir() {
            return folder.toFile();
        }
    }
}
