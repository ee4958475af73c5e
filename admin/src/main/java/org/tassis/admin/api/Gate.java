package org.tassis.admin.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;
import org.tassis.directory.access.TokenScopes;

/// What every request of the API passes: it has a caller, whose token is good for what the method does, and
/// no parameter that the method does not know.
final class Gate implements HandlerInterceptor, HandlerMethodArgumentResolver {
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod method)) {
            caller(request, response); // whoever may not come in learns of no path
            return true;
        }
        if (method.getMethodAnnotation(Open.class) == null) {
            Route route = method.getMethodAnnotation(Route.class);
            if (route == null) {
                throw new IllegalStateException(method + " says not what it does");
            }
            mustBeGoodFor(route, request, response, caller(request, response));
        }
        Set<String> known = Arrays.stream(method.getMethodParameters())
                .filter(parameter -> parameter.hasParameterAnnotation(RequestParam.class))
                .map(parameter -> parameter.getParameter().getName())
                .collect(Collectors.toSet());
        for (String name : request.getParameterMap().keySet()) {
            if (!known.contains(name)) {
                throw Refusal.of(
                        ProblemKind.UNKNOWN_PARAMETER,
                        "There is no parameter " + name + " here; there "
                                + (known.isEmpty()
                                        ? "is none."
                                        : "are " + known.stream().sorted().collect(Collectors.joining(", ")) + "."));
            }
        }
        return true;
    }

    private static void mustBeGoodFor(
            Route route, HttpServletRequest request, HttpServletResponse response, Caller caller) {
        TokenScopes.Access access = access(request.getMethod());
        if (!caller.scopes().allows(route.area(), access)) {
            String scope = scope(route, access);
            response.setHeader(
                    "WWW-Authenticate",
                    "Bearer realm=\"tassis\", error=\"insufficient_scope\", scope=\"" + scope + "\"");
            throw Refusal.of(ProblemKind.INSUFFICIENT_SCOPE, "This token lacks the scope " + scope + ".");
        }
    }

    static TokenScopes.Access access(String method) {
        return method.equals("GET") || method.equals("HEAD") ? TokenScopes.Access.READ : TokenScopes.Access.WRITE;
    }

    static String scope(Route route, TokenScopes.Access access) {
        return route.area().word() + ":" + access.name().toLowerCase(Locale.ROOT);
    }

    private static Caller caller(HttpServletRequest request, HttpServletResponse response) {
        if (request.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller) {
            return caller;
        }
        response.setHeader("WWW-Authenticate", "Bearer realm=\"tassis\"");
        throw Refusal.of(ProblemKind.UNAUTHENTICATED, "Send a token: Authorization: Bearer TOKEN.");
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Caller.class;
    }

    @Override
    public @Nullable Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        return request.getAttribute(Caller.ATTRIBUTE, RequestAttributes.SCOPE_REQUEST);
    }
}
