package org.tassis.admin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.servlet.HandlerInterceptor;

/// Leads who comes to administration's own port without a path to its first page.
final class FirstPage implements HandlerInterceptor {
    private final AdminSettings settings;

    FirstPage(AdminSettings settings) {
        this.settings = settings;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        if (!settings.isAdminPort().test(request.getLocalPort())) {
            return true;
        }
        response.sendRedirect("/admin");
        return false;
    }
}
