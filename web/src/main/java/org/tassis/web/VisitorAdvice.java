package org.tassis.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.directory.Sizes;
import org.tassis.directory.desk.Desk;

/// What every page may ask for: who looks at it, and where it is.
@ControllerAdvice
final class VisitorAdvice {
    private final Assets assets;
    private final Times times;
    private final Sizes sizes;
    private final Desk desk;
    private final Tastes tastes;

    VisitorAdvice(Assets assets, Times times, Sizes sizes, Desk desk, Tastes tastes) {
        this.assets = assets;
        this.times = times;
        this.sizes = sizes;
        this.desk = desk;
        this.tastes = tastes;
    }

    @ModelAttribute("assets")
    Assets assets() {
        return assets;
    }

    @ModelAttribute("times")
    Times times() {
        return times;
    }

    @ModelAttribute("sizes")
    Sizes sizes() {
        return sizes;
    }

    /// Nothing without a login; a template asks `${visitor != null}`.
    @ModelAttribute("visitor")
    @Nullable
    Visitor visitor() {
        return VisitorContexts.current().orElse(null);
    }

    /// Looked up when a page asks: `${doors.administration}`.
    @ModelAttribute("doors")
    Doors doors() {
        return new Doors(desk, VisitorContexts.current());
    }

    /// Whether the visitor wants dense lists.
    @ModelAttribute("compact")
    boolean compact() {
        return tastes.now().compact();
    }

    @ModelAttribute("languages")
    Iterable<Locale> languages() {
        return Languages.ALL;
    }

    /// This page's own path with its query, to come back to.
    @ModelAttribute("here")
    String here(HttpServletRequest request) {
        String query = Optional.ofNullable(request.getQueryString())
                .map(text -> "?" + text)
                .orElse("");
        return LocalPath.of(request.getRequestURI() + query).orElse("/");
    }

    /// Hands a {@link Visitor} to a controller's method.
    static final class Resolver implements HandlerMethodArgumentResolver {
        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == Visitor.class;
        }

        @Override
        public Object resolveArgument(
                MethodParameter parameter,
                @Nullable ModelAndViewContainer container,
                NativeWebRequest request,
                @Nullable WebDataBinderFactory factory) {
            return VisitorContexts.current().orElseThrow(() -> new ResponseStatusException(HttpStatus.UNAUTHORIZED));
        }
    }
}
