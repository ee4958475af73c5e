package org.tassis.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;

/// Leads who is not logged in to the login page, and from there back. A part of a page that is asked for by a script
/// makes the whole page go there.
final class EntryPoint implements AuthenticationEntryPoint {
    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
            throws IOException {
        boolean part = request.getHeader("HX-Request") != null;
        boolean get = request.getMethod().equals("GET");
        String query = Optional.ofNullable(request.getQueryString())
                .map(text -> "?" + text)
                .orElse("");
        String to = get && !part ? LocalPath.of(request.getRequestURI() + query).orElse("") : "";
        String login = to.isEmpty() ? "/login" : "/login?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8);
        if (part) {
            response.setHeader("HX-Redirect", login);
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        } else {
            response.sendRedirect(login);
        }
    }
}
