package org.tassis.admin.api;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// JSON Schema of the records that the API reads and writes. What is read may leave out what is optional;
/// what is written has every field, null where there is nothing. Only problems leave out what does not
/// matter.
final class Schemas {
    private final Map<String, Object> all = new TreeMap<>();
    private final Map<String, Class<?>> owners = new HashMap<>();

    /// By their names.
    Map<String, Object> all() {
        return all;
    }

    /// @param read whether a client writes it
    Map<String, Object> of(Type type, boolean read) {
        return switch (type) {
            case ParameterizedType generic -> generic(generic, read);
            case Class<?> plain -> plain(plain, read);
            default -> throw new IllegalArgumentException("no schema for " + type);
        };
    }

    private Map<String, Object> generic(ParameterizedType type, boolean read) {
        Type[] inner = type.getActualTypeArguments();
        if (type.getRawType() == List.class) {
            return Map.of("type", "array", "items", of(inner[0], read));
        }
        if (type.getRawType() == Optional.class || type.getRawType() == Patch.class) {
            return nullable(of(inner[0], read));
        }
        if (type.getRawType() == Page.class && inner[0] instanceof Class<?> item) {
            String name = item.getSimpleName() + "Page";
            Map<String, Object> page = new LinkedHashMap<>();
            page.put("type", "object");
            page.put("required", List.of("items", "next"));
            page.put("additionalProperties", false);
            page.put(
                    "properties",
                    Map.of(
                            "items",
                            Map.of("type", "array", "items", of(item, read)),
                            "next",
                            Map.of(
                                    "type",
                                    List.of("string", "null"),
                                    "description",
                                    "For `cursor`; null on the last page.")));
            all.put(name, page);
            return reference(name);
        }
        if (type.getRawType() instanceof Class<?> raw && Map.class.isAssignableFrom(raw)) {
            return Map.of("type", "object", "additionalProperties", of(inner[1], read));
        }
        throw new IllegalArgumentException("no schema for " + type);
    }

    private Map<String, Object> plain(Class<?> type, boolean read) {
        for (JsonValues.Kind<?> kind : JsonValues.KINDS) {
            if (kind.type() == type) {
                return kind.schema();
            }
        }
        if (type == String.class) {
            return Map.of("type", "string");
        }
        if (type == boolean.class || type == Boolean.class) {
            return Map.of("type", "boolean");
        }
        if (type == int.class || type == Integer.class) {
            return Map.of("type", "integer", "format", "int32");
        }
        if (type == long.class || type == Long.class) {
            return Map.of("type", "integer", "format", "int64");
        }
        if (type == Instant.class) {
            return Map.of("type", "string", "format", "date-time");
        }
        if (type.isRecord()) {
            record(type, read);
            return reference(type.getSimpleName());
        }
        throw new IllegalArgumentException("no schema for " + type);
    }

    private void record(Class<?> type, boolean read) {
        String name = type.getSimpleName();
        Class<?> owner = owners.putIfAbsent(name, type);
        if (owner != null) {
            if (owner != type) {
                throw new IllegalStateException("two records are called " + name);
            }
            return;
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        OpenApi.about(type).ifPresent(text -> schema.put("description", text));
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Map<String, Object> property = new LinkedHashMap<>(of(component.getGenericType(), read));
            OpenApi.about(component).ifPresent(text -> property.put("description", text));
            properties.put(component.getName(), property);
            boolean optional = component.getType() == Optional.class || component.getType() == Patch.class;
            if (!optional || !read && type != Problem.class) {
                required.add(component.getName());
            }
        }
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        schema.put("properties", properties);
        all.put(name, schema);
    }

    private static Map<String, Object> nullable(Map<String, Object> schema) {
        if (schema.containsKey("$ref")) {
            return Map.of("anyOf", List.of(schema, Map.of("type", "null")));
        }
        Map<String, Object> wider = new LinkedHashMap<>(schema);
        wider.put("type", List.of(String.valueOf(schema.get("type")), "null"));
        if (schema.get("enum") instanceof List<?> values) {
            List<Object> all = new ArrayList<>(values);
            all.addAll(Arrays.asList((Object) null));
            wider.put("enum", all);
        }
        return wider;
    }

    private static Map<String, Object> reference(String name) {
        return Map.of("$ref", "#/components/schemas/" + name);
    }
}
