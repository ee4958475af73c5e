package org.tassis.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.SecurityContextRepository;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectoryException;

/// Knows visitors by their cookie. Looks when somebody first asks, so that style sheets cost no lookup.
final class VisitorContexts implements SecurityContextRepository {
    private static final Logger LOG = LoggerFactory.getLogger(VisitorContexts.class);

    private final Sessions sessions;
    private final Directory directory;

    VisitorContexts(Sessions sessions, Directory directory) {
        this.sessions = sessions;
        this.directory = directory;
    }

    static Optional<Visitor> current() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication instanceof VisitorAuthentication visitor
                ? Optional.of(visitor.visitor())
                : Optional.empty();
    }

    /// Of a session that still is one, of an account that still may.
    Optional<Visitor> visitor(HttpServletRequest request) {
        try {
            return SessionCookie.token(request).flatMap(sessions::use).flatMap(session -> directory
                    .visitor(session.account())
                    .filter(record -> record.account().enabled())
                    .map(record -> new Visitor(record, session, request.getRemoteAddr())));
        } catch (DirectoryException e) {
            LOG.warn("a visitor cannot be looked up: {}", e.toString());
            return Optional.empty();
        }
    }

    @Override
    @Deprecated
    public SecurityContext loadContext(org.springframework.security.web.context.HttpRequestResponseHolder both) {
        return loadDeferredContext(both.getRequest()).get();
    }

    @Override
    public DeferredSecurityContext loadDeferredContext(HttpServletRequest request) {
        return new DeferredSecurityContext() {
            private Optional<SecurityContext> found = Optional.empty();
            private boolean generated;

            @Override
            public SecurityContext get() {
                if (found.isEmpty()) {
                    Optional<Visitor> visitor = visitor(request);
                    generated = visitor.isEmpty();
                    SecurityContextImpl context = new SecurityContextImpl();
                    visitor.ifPresent(one -> context.setAuthentication(new VisitorAuthentication(one)));
                    found = Optional.of(context);
                }
                return found.get();
            }

            @Override
            public boolean isGenerated() {
                get();
                return generated;
            }
        };
    }

    /// A session is opened and ended by who does so, never by the way.
    @Override
    public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {}

    @Override
    public boolean containsContext(HttpServletRequest request) {
        return SessionCookie.token(request).isPresent();
    }
}
