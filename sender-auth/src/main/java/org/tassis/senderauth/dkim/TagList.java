package org.tassis.senderauth.dkim;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// `name=value; name=value`: RFC 6376 §3.2. Values may hold UTF-8 (RFC 8616 §4), read here as Latin-1.
final class TagList {
    private static final int MAX_TAGS = 64;

    /// @param value without white space around it
    /// @param start of everything between `=` and `;` in the text
    private record Tag(String value, int start, int end) {}

    private final Map<String, Tag> tags = new LinkedHashMap<>();

    private TagList() {}

    /// Empty when it is no such list, or a name comes twice: RFC 6376 §3.2.
    static Optional<TagList> parse(String text) {
        var list = new TagList();
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf(';', at);
            end = end < 0 ? text.length() : end;
            int equals = text.indexOf('=', at);
            if (equals < 0 || equals >= end) {
                boolean rest = end == text.length() && text.substring(at).isBlank();
                return rest && !list.tags.isEmpty() ? Optional.of(list) : Optional.empty();
            }
            String name = text.substring(at, equals).strip();
            String value = text.substring(equals + 1, end).strip();
            if (!isName(name)
                    || !isValue(value)
                    || list.tags.size() == MAX_TAGS
                    || list.tags.put(name, new Tag(value, equals + 1, end)) != null) {
                return Optional.empty();
            }
            at = end + 1;
        }
        return list.tags.isEmpty() ? Optional.empty() : Optional.of(list);
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && (i == 0 || !(c >= '0' && c <= '9' || c == '_'))) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean isValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' && c != '\r' && c != '\n' || c == 0x7f) {
                return false;
            }
        }
        return true;
    }

    boolean has(String name) {
        return tags.containsKey(name);
    }

    /// The name of the first tag.
    String first() {
        return tags.keySet().iterator().next();
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(tags.get(name)).map(Tag::value);
    }

    /// Without any white space.
    Optional<String> compact(String name) {
        return get(name).map(TagList::withoutSpace);
    }

    /// Empty when absent or no Base64. An empty value is no octets.
    Optional<byte[]> base64(String name) {
        try {
            return compact(name).map(text -> Base64.getDecoder().decode(text.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// The text it was made from, with nothing as this tag's value: RFC 6376 §3.7. White space around the
    /// value goes too.
    String without(String name, String text) {
        var tag = tags.get(name);
        return tag == null ? text : text.substring(0, tag.start()) + text.substring(tag.end());
    }

    private static String withoutSpace(String text) {
        var compact = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
                compact.append(c);
            }
        }
        return compact.toString();
    }
}
