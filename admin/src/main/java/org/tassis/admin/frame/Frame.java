package org.tassis.admin.frame;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;
import org.tassis.directory.desk.Actor;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Visit;
import org.tassis.web.Visitor;

/// Lets operators and domain administrators in, and nobody else; gives every page what its frame shows:
/// `actor`, `operator`, `navigation`, and `note` when there is something to tell.
final class Frame implements HandlerInterceptor {
    private static final String VISIT = Frame.class.getName();

    private final Desk desk;
    private final List<NavEntry> entries;
    private final Notes notes;

    Frame(Desk desk, List<NavEntry> entries, Notes notes) {
        this.desk = desk;
        this.entries = List.copyOf(entries);
        this.notes = notes;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws ServletException, IOException {
        Optional<Visit> visit = Visitor.current()
                .map(visitor -> visitor.visit(desk))
                .filter(one -> !(one.actor() instanceof Actor.MailboxUser));
        if (visit.isEmpty()) {
            request.getRequestDispatcher(StartController.REFUSED).forward(request, response);
            return false;
        }
        request.setAttribute(VISIT, visit.get());
        response.setHeader("Cache-Control", "no-store");
        return true;
    }

    @Override
    public void postHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable ModelAndView page) {
        if (page == null
                || !(request.getAttribute(VISIT) instanceof Visit visit)
                || String.valueOf(page.getViewName()).startsWith("redirect:")) {
            return;
        }
        page.addObject("actor", visit.actor());
        page.addObject("operator", visit.actor() instanceof Actor.Operator);
        page.addObject("navigation", Navigation.of(entries, visit.actor(), request.getRequestURI()));
        Visitor.current().flatMap(notes::take).ifPresent(note -> page.addObject("note", note));
    }

    /// Hands a {@link Visit} to a controller's method.
    static final class Resolver implements HandlerMethodArgumentResolver {
        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == Visit.class;
        }

        @Override
        public @Nullable Object resolveArgument(
                MethodParameter parameter,
                @Nullable ModelAndViewContainer container,
                NativeWebRequest request,
                @Nullable WebDataBinderFactory factory) {
            return request.getAttribute(VISIT, RequestAttributes.SCOPE_REQUEST);
        }
    }
}
