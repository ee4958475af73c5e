package org.tassis.launcher.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.convert.ConverterNotFoundException;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/// Reads `tassis.yml`. The shipped file is packaged as the lowest layer, so that what it says about defaults is
/// true by construction; the operator's file lies above it, and what the command line says above both.
public final class SettingsFile {
    private static final String SHIPPED = "tassis.yml";
    private static final String ROOT = "tassis";

    private SettingsFile() {}

    /// The settings are not usable. The message says in which file, at which key, what is wrong and what is allowed.
    public static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String message) {
            super(message);
        }
    }

    /// @param file      the operator's file; empty for defaults alone
    /// @param overrides keys and values from the command line, e.g. `data-directory`
    public static Settings load(Optional<Path> file, Map<String, Object> overrides) throws Unusable {
        List<PropertySource<?>> layers = new ArrayList<>();
        layers.add(new MapPropertySource("command line", prefixed(overrides)));
        if (file.isPresent()) {
            layers.addAll(read(new FileSystemResource(file.get()), file.get().toString()));
        }
        layers.addAll(read(new ClassPathResource(SHIPPED), "the defaults"));
        return bind(layers, file.map(Path::toString).orElse("the defaults"));
    }

    private static Map<String, Object> prefixed(Map<String, Object> values) {
        Map<String, Object> prefixed = new LinkedHashMap<>();
        values.forEach((key, value) -> prefixed.put(ROOT + "." + key, value));
        return prefixed;
    }

    private static List<PropertySource<?>> read(Resource resource, String name) throws Unusable {
        try {
            if (resource instanceof FileSystemResource && !Files.isReadable(resource.getFilePath())) {
                throw new Unusable(name + ": there is no such file, or it may not be read.");
            }
            List<PropertySource<?>> read = new ArrayList<>();
            for (PropertySource<?> source : new YamlPropertySourceLoader().load(name, resource)) {
                read.add(new Below(source));
            }
            return read;
        } catch (NoSuchFileException e) {
            throw new Unusable(name + ": there is no such file.");
        } catch (IOException | RuntimeException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new Unusable(name + ": is no valid YAML: " + reason);
        }
    }

    /// The file's keys below one common root, which binding needs; origins (line and column) are kept.
    private static final class Below extends EnumerablePropertySource<PropertySource<?>>
            implements OriginLookup<String> {
        Below(PropertySource<?> source) {
            super(source.getName(), source);
        }

        @Override
        public String[] getPropertyNames() {
            String[] names = ((EnumerablePropertySource<?>) source).getPropertyNames();
            String[] below = new String[names.length];
            for (int i = 0; i < names.length; i++) {
                below[i] = ROOT + "." + names[i];
            }
            return below;
        }

        @Override
        public @Nullable Object getProperty(String name) {
            return name.startsWith(ROOT + ".") ? source.getProperty(name.substring(ROOT.length() + 1)) : null;
        }

        @Override
        @SuppressWarnings("unchecked")
        public @Nullable Origin getOrigin(String name) {
            return source instanceof OriginLookup<?> lookup && name.startsWith(ROOT + ".")
                    ? ((OriginLookup<String>) lookup).getOrigin(name.substring(ROOT.length() + 1))
                    : null;
        }
    }

    private static Settings bind(List<PropertySource<?>> layers, String file) throws Unusable {
        Iterable<ConfigurationPropertySource> sources = ConfigurationPropertySources.from(layers);
        Binder binder = new Binder(sources, null, ApplicationConversionService.getSharedInstance());
        try {
            return binder.bind(
                            ROOT,
                            Bindable.of(Settings.class),
                            new NoUnboundElementsBindHandler(BindHandler.DEFAULT, source -> true))
                    .get();
        } catch (BindException e) {
            throw new Unusable(explain(e, sources, file));
        }
    }

    private static String explain(BindException failure, Iterable<ConfigurationPropertySource> sources, String file) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Allowed.Refused refused) {
                return place(find(sources, refused.key()), file) + refused.key() + ": " + refused.getMessage();
            }
            if (cause instanceof UnboundConfigurationPropertiesException unbound) {
                ConfigurationProperty first = unbound.getUnboundProperties().stream()
                        .min(Comparator.comparing(p -> p.getName().toString()))
                        .orElseThrow();
                String key = withoutRoot(first.getName());
                return place(Optional.of(first), file) + key + ": there is no such setting. "
                        + suggestion(key, sources);
            }
        }
        ConfigurationProperty property = failure.getProperty();
        String key = withoutRoot(failure.getName());
        Object value = property == null ? null : property.getValue();
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String reason = root instanceof ConverterNotFoundException
                ? "expected " + failure.getTarget().getType()
                : String.valueOf(root.getMessage());
        return place(Optional.ofNullable(property), file) + key + ": '" + value + "' is not allowed: "
                + allowed(failure, reason);
    }

    private static String allowed(BindException failure, String reason) {
        Class<?> type = failure.getTarget().getType().resolve(Object.class);
        if (type.isEnum()) {
            List<String> words = new ArrayList<>();
            for (Object constant : type.getEnumConstants()) {
                words.add(constant.toString().toLowerCase(Locale.ROOT));
            }
            return "one of " + String.join(", ", words);
        }
        return switch (type.getSimpleName()) {
            case "Duration" -> "a time such as 30s, 5m, 12h or 30d";
            case "DataSize" -> "a size such as 512KB, 12MB or 3GB";
            case "int", "long", "Integer", "Long" -> "a whole number";
            case "boolean", "Boolean" -> "true or false";
            default -> reason;
        };
    }

    private static Optional<ConfigurationProperty> find(Iterable<ConfigurationPropertySource> sources, String key) {
        for (ConfigurationPropertySource source : sources) {
            for (String name : List.of(key, key + "[0]")) { // a list has a place only by its elements
                ConfigurationProperty property =
                        source.getConfigurationProperty(ConfigurationPropertyName.of(ROOT + "." + name));
                if (property != null) {
                    return Optional.of(property);
                }
            }
        }
        return Optional.empty();
    }

    private static String place(Optional<ConfigurationProperty> property, String file) {
        Origin origin = property.map(ConfigurationProperty::getOrigin).orElse(null);
        if (origin instanceof PropertySourceOrigin inSource) {
            origin = inSource.getOrigin();
        }
        if (origin instanceof TextResourceOrigin text && text.getLocation() != null) {
            return file + ", line " + (text.getLocation().getLine() + 1) + ": ";
        }
        return property.isPresent() && origin == null ? "command line: " : file + ": ";
    }

    /// The known key that is nearest to what was written, by letters changed.
    private static String suggestion(String key, Iterable<ConfigurationPropertySource> sources) {
        String nearest = "";
        int least = Math.max(2, key.length() / 3);
        for (ConfigurationPropertySource source : sources) {
            if (!(source instanceof IterableConfigurationPropertySource names)
                    || !String.valueOf(source.getUnderlyingSource()).contains("the defaults")) {
                continue;
            }
            for (ConfigurationPropertyName name : names) {
                String known = withoutRoot(name);
                int distance = distance(key, known);
                if (distance < least) {
                    least = distance;
                    nearest = known;
                }
            }
        }
        return nearest.isEmpty()
                ? "conf/tassis.yml lists all settings."
                : "Did you mean " + nearest + "? conf/tassis.yml lists all settings.";
    }

    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }

    private static String withoutRoot(ConfigurationPropertyName name) {
        String text = name.toString();
        return text.startsWith(ROOT + ".") ? text.substring(ROOT.length() + 1) : text;
    }
}
