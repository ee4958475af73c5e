package org.tassis.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.MessageSource;
import org.springframework.web.servlet.LocaleResolver;
import org.tassis.core.AccountId;

/// Looks at how large the body of a form with files is before anything reads it: what protects forms finds
/// its token only after the whole body is on the disk. Large ones are for who is logged in, one at a time
/// for each, where there is room. Forms that do not say how long they are (RFC 9110 §8.6) are refused:
/// browsers say it.
final class UploadGate extends HttpFilter {
    private static final long serialVersionUID = 1;
    private static final String FORM = "multipart/";

    private static final int TOO_LARGE = 413;
    private static final int INSUFFICIENT_STORAGE = 507;
    private static final int TOO_MANY = 429;

    private final transient UploadLimits limits;
    private final transient List<LargeUpload> large;
    private final transient VisitorContexts visitors;
    private final transient MessageSource messages;
    private final transient LocaleResolver languages;
    private final transient Set<AccountId> busy = ConcurrentHashMap.newKeySet();

    UploadGate(
            UploadLimits limits,
            List<LargeUpload> large,
            VisitorContexts visitors,
            MessageSource messages,
            LocaleResolver languages) {
        this.messages = messages;
        this.languages = languages;
        this.limits = limits;
        this.large = List.copyOf(large);
        this.visitors = visitors;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String type = Optional.ofNullable(request.getContentType()).orElse("").strip();
        long length = request.getContentLengthLong();
        if (!type.regionMatches(true, 0, FORM, 0, FORM.length()) || length >= 0 && length <= limits.usual()) {
            chain.doFilter(request, response);
        } else if (length < 0) {
            refuse(request, response, HttpServletResponse.SC_LENGTH_REQUIRED);
        } else if (length > limits.large() || !isLarge(request)) {
            refuse(request, response, TOO_LARGE);
        } else if (!limits.hasRoom(length)) {
            refuse(request, response, INSUFFICIENT_STORAGE);
        } else {
            large(request, response, chain);
        }
    }

    private boolean isLarge(HttpServletRequest request) {
        return large.stream()
                .anyMatch(one -> one.path().matcher(request.getRequestURI()).matches());
    }

    private void large(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<AccountId> sender =
                visitors.visitor(request).map(visitor -> visitor.account().id());
        if (sender.isEmpty()) {
            refuse(request, response, HttpServletResponse.SC_UNAUTHORIZED);
        } else if (!busy.add(sender.get())) {
            refuse(request, response, TOO_MANY);
        } else {
            try {
                chain.doFilter(request, response);
            } finally {
                busy.remove(sender.get());
            }
        }
    }

    /// What is still coming is not read, and so no page of errors is shown: what shows it would read it.
    private void refuse(HttpServletRequest request, HttpServletResponse response, int status) throws IOException {
        response.setStatus(status);
        response.setHeader("Connection", "close");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().write(messages.getMessage("error." + status, null, languages.resolveLocale(request)));
        response.flushBuffer();
    }
}
