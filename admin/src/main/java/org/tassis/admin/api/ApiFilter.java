package org.tassis.admin.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.Secret;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.access.TokenScopes;
import org.tassis.directory.desk.Actor;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.TokenCheck;
import org.tassis.directory.desk.Visit;
import org.tassis.web.UploadLimits;

/// Lets programs in by their bearer token (RFC 6750 §2.1), and the command line by the key of this process,
/// which counts on the control port only. Nothing else lets in: no cookie, no parameter. What is not the
/// API is not there on the control port.
final class ApiFilter extends HttpFilter {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(ApiFilter.class);
    private static final String ROOT = "/api/";
    private static final String SCHEME = "bearer ";
    private static final int MAX_TOKEN = 200;
    private static final Pattern MAIL_FILES = Pattern.compile("/api/v1/mailboxes/[^/]{1,300}/files");

    private final transient Desk desk;
    private final transient ControlAccess control;
    private final transient Problems problems;
    private final transient UploadLimits limits;

    ApiFilter(Desk desk, ControlAccess control, Problems problems, UploadLimits limits) {
        this.limits = limits;
        this.desk = desk;
        this.control = control;
        this.problems = problems;
    }

    static boolean isApi(HttpServletRequest request) {
        return request.getRequestURI().startsWith(ROOT);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!isApi(request)) {
            if (control.isControlPort(request.getLocalPort())) {
                problems.write(response, Problem.of(ProblemKind.NOT_FOUND, "There is nothing here but the API."));
            } else {
                chain.doFilter(request, response);
            }
            return;
        }
        String given = Optional.ofNullable(request.getHeader("Authorization")).orElse("");
        if (!given.isEmpty() && !enter(request, response, given)) {
            return;
        }
        long most = most(request.getRequestURI());
        if (request.getContentLengthLong() > most) {
            response.setHeader("Connection", "close");
            problems.write(response, Problem.of(ProblemKind.TOO_LARGE, new Bounded.TooLarge(most).sentence()));
            return;
        }
        chain.doFilter(new Bounded(request, most), response);
    }

    private long most(String path) {
        if (path.equals(CommandController.PATH)) {
            return Bounded.COMMAND;
        }
        if (MAIL_FILES.matcher(path).matches()) {
            return limits.large();
        }
        return path.startsWith(ROOT + "v1/imports/") ? Bounded.CSV : Bounded.JSON;
    }

    /// @return whether it goes on
    private boolean enter(HttpServletRequest request, HttpServletResponse response, String given) throws IOException {
        boolean bearer = given.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        String text = bearer ? given.substring(SCHEME.length()).strip() : "";
        if (control.isControlPort(request.getLocalPort()) && control.isKey(text)) {
            request.setAttribute(
                    Caller.ATTRIBUTE,
                    new Caller(new Visit(Actor.Operator.CONSOLE, "api", ""), TokenScopes.ALL, Optional.empty()));
            return true;
        }
        if (!bearer || text.isEmpty() || text.length() > MAX_TOKEN) {
            refuse(response);
            return false;
        }
        InetAddress from = InetAddress.ofLiteral(request.getRemoteAddr());
        TokenCheck.Outcome outcome;
        try (Secret token = new Secret(text)) {
            outcome = desk.tokenCheck().check(token, from);
        } catch (DirectoryException e) {
            LOG.warn("a token cannot be looked up: {}", e.toString());
            problems.write(response, Problem.of(ProblemKind.UNAVAILABLE, "Tokens cannot be looked up now."));
            return false;
        }
        return switch (outcome) {
            case TokenCheck.Outcome.Granted(var token, var actor) -> {
                request.setAttribute(
                        Caller.ATTRIBUTE,
                        new Caller(
                                new Visit(actor, "api", request.getRemoteAddr()), token.scopes(), Optional.of(token)));
                yield true;
            }
            case TokenCheck.Outcome.Refused _ -> {
                refuse(response);
                yield false;
            }
            case TokenCheck.Outcome.Slow(var time) -> {
                response.setHeader("Retry-After", Long.toString(time.toSeconds()));
                problems.write(
                        response,
                        Problem.of(
                                ProblemKind.TOO_MANY_REQUESTS,
                                "Too many wrong tokens came from this network. Wait, and look at the token."));
                yield false;
            }
        };
    }

    /// RFC 6750 §3.1.
    private void refuse(HttpServletResponse response) throws IOException {
        response.setHeader("WWW-Authenticate", "Bearer realm=\"tassis\", error=\"invalid_token\"");
        problems.write(
                response,
                Problem.of(
                        ProblemKind.UNAUTHENTICATED,
                        "There is no such token, its time is over, or its owner administers nothing any more."));
    }
}
