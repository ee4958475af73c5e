package org.tassis.admin.api;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ValueConstants;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;

/// The description of the API (OpenAPI 3.1), read from the methods that answer: what is not there is not
/// described, and the other way round.
final class OpenApi {
    private static final String JSON = "application/json";

    private final Schemas schemas = new Schemas();
    private final Map<String, Map<String, Object>> paths = new TreeMap<>();

    private OpenApi() {}

    static Map<String, Object> of(Map<RequestMappingInfo, HandlerMethod> methods, String version) {
        OpenApi api = new OpenApi();
        methods.forEach(api::add);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put(
                "info",
                Map.of(
                        "title",
                        "Tassis",
                        "version",
                        version,
                        "description",
                        "Administration of a mail server. Send a token as `Authorization: Bearer TOKEN`. Unknown fields"
                                + " and parameters are refused. Lists are read page by page: give `next` of one page as"
                                + " `cursor` for the next."));
        document.put("servers", List.of(Map.of("url", "/")));
        document.put("security", List.of(Map.of("token", List.of())));
        document.put("paths", api.paths);
        document.put(
                "components",
                Map.of(
                        "schemas",
                        api.schemas.all(),
                        "securitySchemes",
                        Map.of(
                                "token",
                                Map.of(
                                        "type",
                                        "http",
                                        "scheme",
                                        "bearer",
                                        "description",
                                        "A token, made with `./tassis token add`."))));
        return document;
    }

    private void add(RequestMappingInfo info, HandlerMethod method) {
        for (String path : info.getPatternValues()) {
            for (RequestMethod verb : info.getMethodsCondition().getMethods()) {
                paths.computeIfAbsent(path, _ -> new LinkedHashMap<>())
                        .put(verb.name().toLowerCase(Locale.ROOT), operation(info, method, verb));
            }
        }
    }

    private Map<String, Object> operation(RequestMappingInfo info, HandlerMethod method, RequestMethod verb) {
        Map<String, Object> operation = new LinkedHashMap<>();
        Open open = method.getMethodAnnotation(Open.class);
        Route route = method.getMethodAnnotation(Route.class);
        operation.put(
                "operationId",
                method.getBeanType().getSimpleName().replace("Controller", "") + "."
                        + method.getMethod().getName());
        if (route != null) {
            String scope = Gate.scope(route, Gate.access(verb.name()));
            operation.put("summary", route.value());
            operation.put("description", "Needs the scope `" + scope + "`.");
            operation.put("tags", List.of(route.area().word()));
        } else if (open != null) {
            operation.put("summary", open.value());
            operation.put("security", List.of());
            operation.put("tags", List.of("description"));
        }
        List<Map<String, Object>> parameters = new ArrayList<>();
        for (Parameter parameter : method.getMethod().getParameters()) {
            parameter(parameter).ifPresent(parameters::add);
            if (parameter.isAnnotationPresent(RequestBody.class)) {
                operation.put("requestBody", body(info, route, parameter));
            }
        }
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        operation.put("responses", responses(method, route, open));
        return operation;
    }

    private Optional<Map<String, Object>> parameter(Parameter parameter) {
        RequestParam query = parameter.getAnnotation(RequestParam.class);
        boolean inPath = parameter.isAnnotationPresent(PathVariable.class);
        if (query == null && !inPath) {
            return Optional.empty();
        }
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("name", parameter.getName());
        described.put("in", inPath ? "path" : "query");
        boolean optional = parameter.getType() == Optional.class
                || query != null && !query.defaultValue().equals(ValueConstants.DEFAULT_NONE);
        described.put("required", !optional);
        about(parameter).ifPresent(text -> described.put("description", text));
        Map<String, Object> schema = new LinkedHashMap<>(schemas.of(inner(parameter.getParameterizedType()), false));
        if (query != null && optional && !query.defaultValue().equals(ValueConstants.DEFAULT_NONE)) {
            schema.put("default", value(query.defaultValue(), parameter.getType()));
        }
        if (parameter.getName().equals("limit")) {
            schema.put("minimum", 1);
            schema.put("maximum", Page.MOST);
            described.put("description", "How many items a page has at most.");
        }
        if (parameter.getName().equals("cursor")) {
            described.put("description", "`next` of the page before.");
        }
        described.put("schema", schema);
        return Optional.of(described);
    }

    private static Object value(String text, Class<?> type) {
        return type == boolean.class ? Boolean.parseBoolean(text) : type == int.class ? Integer.parseInt(text) : text;
    }

    private Map<String, Object> body(RequestMappingInfo info, @Nullable Route route, Parameter parameter) {
        String other = route == null ? "" : route.takes();
        List<String> types = other.isEmpty()
                ? info.getConsumesCondition().getConsumableMediaTypes().stream()
                        .map(Object::toString)
                        .toList()
                : List.of(other);
        Map<String, Object> content = new LinkedHashMap<>();
        Map<String, Object> schema =
                other.isEmpty() ? schemas.of(parameter.getParameterizedType(), true) : Map.of("type", "string");
        for (String type : types.isEmpty() ? List.of(JSON) : types) {
            content.put(type, Map.of("schema", schema));
        }
        return Map.of("required", true, "content", content);
    }

    private Map<String, Object> responses(HandlerMethod method, @Nullable Route route, @Nullable Open open) {
        int status = route == null ? 200 : route.status();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("description", status == 201 ? "Made." : status == 204 ? "Done." : "As it is.");
        String form = route != null ? route.gives() : open != null ? open.gives() : "";
        Type type = inner(method.getMethod().getGenericReturnType());
        if (!form.isEmpty()) {
            answer.put("content", Map.of(form, Map.of("schema", Map.of("type", "string"))));
        } else if (type != void.class && type != Void.class) {
            answer.put("content", Map.of(JSON, Map.of("schema", schemas.of(type, false))));
        }
        if (status == 201) {
            answer.put(
                    "headers",
                    Map.of("Location", Map.of("description", "Where it is.", "schema", Map.of("type", "string"))));
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(Integer.toString(status), answer);
        Map<String, Object> problem = Map.of(Problem.MEDIA_TYPE, Map.of("schema", schemas.of(Problem.class, false)));
        all.put("4XX", Map.of("description", "Refused.", "content", problem));
        all.put("5XX", Map.of("description", "The server failed.", "content", problem));
        return all;
    }

    /// Of what is optional, or of an answer.
    private static Type inner(Type type) {
        return type instanceof ParameterizedType generic
                        && (generic.getRawType() == ResponseEntity.class || generic.getRawType() == Optional.class)
                ? generic.getActualTypeArguments()[0]
                : type;
    }

    static Optional<String> about(AnnotatedElement element) {
        return Optional.ofNullable(element.getAnnotation(About.class)).map(About::value);
    }
}
