package org.tassis.admin.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.directory.Account;
import org.tassis.directory.access.TokenScopes;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/// How values of the program are written in JSON: all of these are texts.
final class JsonValues {
    /// One kind of text.
    ///
    /// @param expected what is wanted, for a sentence
    /// @param schema   what OpenAPI says of it
    record Kind<T>(
            Class<T> type,
            Function<String, Optional<T>> parser,
            Function<T, String> text,
            String expected,
            Map<String, Object> schema) {}

    static final java.util.List<Kind<?>> KINDS = java.util.List.of(
            new Kind<>(
                    Login.class,
                    Login::parse,
                    Login::value,
                    "a login of 1 to 64 letters, digits, dots, dashes or underscores",
                    Map.of("type", "string", "pattern", "^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$")),
            new Kind<>(
                    EmailAddress.class,
                    text -> EmailAddress.parse(text.strip()),
                    EmailAddress::toString,
                    "an e-mail address such as info@example.org",
                    Map.of("type", "string", "format", "idn-email", "maxLength", 520)),
            new Kind<>(
                    DomainName.class,
                    text -> DomainName.parse(text.strip()),
                    DomainName::unicode,
                    "a domain name such as example.org",
                    Map.of("type", "string", "format", "idn-hostname", "maxLength", 253)),
            new Kind<>(
                    Locale.class,
                    JsonValues::language,
                    Locale::toLanguageTag,
                    "a language: en, fr or nl",
                    Map.of("type", "string", "pattern", "^[a-z]{2}$")),
            new Kind<>(
                    TokenScopes.class,
                    TokenScopes::parse,
                    TokenScopes::text,
                    "all, read, or words such as mailboxes:read and domains:write",
                    Map.of("type", "string", "maxLength", 1000)),
            words(Account.PopDelete.class));

    private JsonValues() {}

    private static Optional<Locale> language(String text) {
        return text.matches("[a-z]{2}") ? Optional.of(Locale.forLanguageTag(text)) : Optional.empty();
    }

    private static <E extends Enum<E>> Kind<E> words(Class<E> type) {
        java.util.List<String> all =
                Arrays.stream(type.getEnumConstants()).map(JsonValues::word).toList();
        return new Kind<>(
                type,
                text -> Arrays.stream(type.getEnumConstants())
                        .filter(one -> word(one).equals(text))
                        .findFirst(),
                JsonValues::word,
                "one of " + String.join(", ", all),
                Map.of("type", "string", "enum", all));
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Something that was typed is not what it should be.
    static final class Unparsable extends MismatchedInputException {
        private static final long serialVersionUID = 1;

        private final String sentence;

        Unparsable(@Nullable JsonParser parser, String sentence, Class<?> target) {
            super(parser, sentence, target);
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }
    }

    static SimpleModule module() {
        SimpleModule module = new SimpleModule("tassis");
        KINDS.forEach(kind -> add(module, kind));
        module.addDeserializer(Patch.class, new PatchReader(null));
        return module;
    }

    private static <T> void add(SimpleModule module, Kind<T> kind) {
        module.addSerializer(kind.type(), new StdSerializer<T>(kind.type()) {
            @Override
            public void serialize(T value, JsonGenerator out, SerializationContext context) {
                out.writeString(kind.text().apply(value));
            }
        });
        module.addDeserializer(kind.type(), new StdDeserializer<T>(kind.type()) {
            @Override
            public T deserialize(JsonParser in, DeserializationContext context) {
                String text = in.getValueAsString();
                if (!in.hasToken(tools.jackson.core.JsonToken.VALUE_STRING) || text == null) {
                    throw new Unparsable(in, "This must be " + kind.expected() + ".", kind.type());
                }
                return kind.parser()
                        .apply(text)
                        .orElseThrow(() -> new Unparsable(in, "This is not " + kind.expected() + ".", kind.type()));
            }
        });
    }

    /// Tells null from what is not there.
    private static final class PatchReader extends StdDeserializer<Patch<?>> {
        private final @Nullable JavaType inner;

        PatchReader(@Nullable JavaType inner) {
            super(Patch.class);
            this.inner = inner;
        }

        @Override
        public ValueDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
            JavaType type = property == null ? context.getContextualType() : property.getType();
            return new PatchReader(type.containedType(0));
        }

        @Override
        public Patch<?> deserialize(JsonParser in, DeserializationContext context) {
            if (inner == null) {
                throw new IllegalStateException("not contextual");
            }
            return new Patch<>(true, Optional.of(context.readValue(in, inner)));
        }

        @Override
        public Object getNullValue(DeserializationContext context) {
            return new Patch<>(true, Optional.empty());
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return new Patch<>(false, Optional.empty());
        }
    }
}
