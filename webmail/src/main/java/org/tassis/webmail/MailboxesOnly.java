package org.tassis.webmail;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.servlet.HandlerInterceptor;
import org.tassis.web.Visitor;

/// Leads operators, who have no mail, to administration.
final class MailboxesOnly implements HandlerInterceptor {
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        if (Visitor.current().filter(visitor -> !visitor.record().isMailbox()).isEmpty()) {
            return true;
        }
        if (request.getMethod().equals("GET")) {
            response.sendRedirect("/admin");
        } else {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        }
        return false;
    }
}
