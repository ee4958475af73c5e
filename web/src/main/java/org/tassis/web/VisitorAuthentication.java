package org.tassis.web;

import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/// A visitor as Spring Security wants to know one.
final class VisitorAuthentication extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1;

    private final transient Visitor visitor;

    VisitorAuthentication(Visitor visitor) {
        super(List.of());
        this.visitor = visitor;
        setAuthenticated(true);
    }

    Visitor visitor() {
        return visitor;
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public Object getPrincipal() {
        return visitor;
    }

    @Override
    public String getName() {
        return visitor.account().login().toString();
    }
}
