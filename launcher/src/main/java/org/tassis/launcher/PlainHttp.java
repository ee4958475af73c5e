package org.tassis.launcher;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.tassis.certificates.Challenges;
import org.tassis.core.DomainName;

/// What listeners without TLS for everybody answer: files by which an authority sees that a name leads
/// here, and for everything else where it is over TLS. No page is ever served in clear there.
final class PlainHttp implements Filter {
    private static final int MOVED_KEEPING_METHOD = 308; // RFC 9110 §15.4.9
    private static final int HTTPS = 443;

    private final IntPredicate isPlain;
    private final IntSupplier https;
    private final String host;
    private final Challenges challenges;
    private final Predicate<String> covered;

    /// @param isPlain whether a local port is one of these listeners
    /// @param https   the port of the pages
    /// @param host    of this server
    /// @param covered whether there is a certificate for a name
    PlainHttp(IntPredicate isPlain, IntSupplier https, String host, Challenges challenges, Predicate<String> covered) {
        this.isPlain = isPlain;
        this.https = https;
        this.host = host;
        this.challenges = challenges;
        this.covered = covered;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!isPlain.test(request.getLocalPort())) {
            chain.doFilter(request, response);
            return;
        }
        HttpServletRequest asked = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        String path = asked.getRequestURI();
        if (path.startsWith(Challenges.PATH)) {
            Optional<String> file = challenges.file(path.substring(Challenges.PATH.length()));
            if (file.isPresent()) {
                answer.setContentType("application/octet-stream");
                answer.getOutputStream().write(file.get().getBytes(StandardCharsets.US_ASCII));
            } else {
                answer.setStatus(HttpServletResponse.SC_NOT_FOUND);
            }
            return;
        }
        int port = https.getAsInt();
        if (port <= 0) {
            answer.setStatus(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        String query = asked.getQueryString();
        boolean reads = asked.getMethod().equals("GET") || asked.getMethod().equals("HEAD");
        answer.setStatus(reads ? HttpServletResponse.SC_FOUND : MOVED_KEEPING_METHOD);
        answer.setHeader(
                "Location",
                "https://" + name(asked) + (port == HTTPS ? "" : ":" + port) + path
                        + (query == null ? "" : "?" + query));
    }

    /// The name that was asked where there is a certificate for it, else this server's.
    private String name(HttpServletRequest request) {
        return Optional.ofNullable(request.getServerName())
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> DomainName.parse(name).isPresent() && covered.test(name))
                .orElse(host);
    }
}
