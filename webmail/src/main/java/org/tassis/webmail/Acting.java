package org.tassis.webmail;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import org.tassis.store.journal.Actor;
import org.tassis.store.journal.Via;
import org.tassis.web.Visitor;

/// Says to the store for whom a request is answered, for the history of the mailbox.
final class Acting implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            Visitor.current().map(Acting::actor).orElse(Actor.SERVER).call(() -> {
                chain.doFilter(request, response);
                return true;
            });
        } catch (IOException | ServletException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    private static Actor actor(Visitor visitor) {
        return Actor.of(
                Via.WEBMAIL,
                Browser.name(visitor.session().agent()),
                visitor.from(),
                visitor.account().login().value());
    }
}
