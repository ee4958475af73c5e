package org.tassis.admin.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// What the API is, for programs and people: `/api/v1/openapi.json`, `/api/v1/docs`, and what its problems
/// mean.
@RestController
final class DescriptionController {
    private final java.util.function.Supplier<RequestMappingHandlerMapping> mapping;
    private volatile Optional<Map<String, Object>> document = Optional.empty();

    DescriptionController(java.util.function.Supplier<RequestMappingHandlerMapping> mapping) {
        this.mapping = mapping;
    }

    @About("A kind of problem.")
    record KindOfProblem(
            String type,
            String title,
            int status,
            @About("What to do about it.") String meaning) {}

    @GetMapping(path = "/api/v1/openapi.json", produces = "application/json")
    @Open(value = "This description, as OpenAPI 3.1.", gives = "application/json")
    Map<String, Object> openApi() {
        Optional<Map<String, Object>> known = document;
        if (known.isEmpty()) {
            known = Optional.of(OpenApi.of(methods(), version()));
            document = known;
        }
        return known.get();
    }

    private Map<RequestMappingInfo, HandlerMethod> methods() {
        Map<RequestMappingInfo, HandlerMethod> own = new LinkedHashMap<>();
        mapping.get().getHandlerMethods().forEach((info, method) -> {
            if (method.getBeanType().getPackageName().equals(DescriptionController.class.getPackageName())) {
                own.put(info, method);
            }
        });
        return own;
    }

    private static String version() {
        String version = DescriptionController.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @GetMapping(path = "/api/v1/docs", produces = "text/html;charset=UTF-8")
    @Open(value = "This description, for people.", gives = "text/html")
    String page() {
        return DescriptionPage.of(openApi());
    }

    @GetMapping("/api/v1/problems/{kind}")
    @Open("What a kind of problem means.")
    KindOfProblem problem(@PathVariable String kind) {
        return ProblemKind.of(kind)
                .map(known -> new KindOfProblem(known.type(), known.title(), known.status(), known.meaning()))
                .orElseThrow(() -> Refusal.notFound("There is no such kind of problem."));
    }
}
