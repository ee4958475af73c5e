package org.tassis.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.tassis.admin.certificates.CertificateShelf;
import org.tassis.certificates.Renewals;
import org.tassis.net.Pem;

/// The certificates of a running server, for its page. Any thread.
final class Shelf implements CertificateShelf {
    private static final int DNS_NAME = 2;

    private final Supplier<Path> main;
    private final boolean mainIsFile;
    private final Path made;
    private final List<Path> more;
    private final Optional<Renewals> renewals;
    private final Optional<String> authority;

    /// @param main       chain of the server's own, as it is shown now
    /// @param mainIsFile whether the settings name it
    /// @param made       chain of the one that is made here
    /// @param more       further ones that the settings name
    Shelf(
            Supplier<Path> main,
            boolean mainIsFile,
            Path made,
            List<Path> more,
            Optional<Renewals> renewals,
            Optional<String> authority) {
        this.main = main;
        this.mainIsFile = mainIsFile;
        this.made = made;
        this.more = List.copyOf(more);
        this.renewals = renewals;
        this.authority = authority;
    }

    @Override
    public List<Shown> all() {
        List<Shown> all = new ArrayList<>();
        List<Renewals.Status> orders = renewals.map(Renewals::status).orElse(List.of());
        Path own = main.get();
        Optional<Renewals.Status> first = orders.stream().findFirst();
        if (first.isEmpty() || own.equals(made)) {
            all.add(shown(own, true, mainIsFile ? Source.FILE : Source.OWN, first));
        } else {
            all.add(ordered(first.get(), Optional.of(own), true));
        }
        more.forEach(chain -> all.add(shown(chain, false, Source.FILE, Optional.empty())));
        orders.stream()
                .skip(1)
                .forEach(status -> all.add(ordered(status, renewals.flatMap(known -> known.chain(status)), false)));
        return all;
    }

    private Shown ordered(Renewals.Status status, Optional<Path> chain, boolean isMain) {
        if (chain.isPresent()) {
            return shown(chain.get(), isMain, Source.ORDERED, Optional.of(status));
        }
        return new Shown(
                status.wanted().name(),
                status.wanted().hosts(),
                isMain,
                Source.ORDERED,
                "",
                Optional.empty(),
                Optional.empty(),
                true,
                isOrdering(status),
                status.renewed(),
                failure(status),
                Optional.empty());
    }

    private boolean isOrdering(Renewals.Status status) {
        return renewals.filter(known -> known.isOrdering(status.wanted().name()))
                .isPresent();
    }

    private Shown shown(Path chain, boolean isMain, Source source, Optional<Renewals.Status> order) {
        Optional<X509Certificate> leaf = Optional.empty();
        Optional<String> fault = Optional.empty();
        try {
            leaf = Optional.of(Pem.chain(chain).getFirst());
        } catch (IOException e) {
            fault = Optional.of(String.valueOf(e.getMessage()));
        }
        List<String> hosts = leaf.map(Shelf::hosts)
                .filter(found -> !found.isEmpty())
                .or(() -> order.map(status -> status.wanted().hosts()))
                .orElse(List.of(String.valueOf(chain.getFileName())));
        return new Shown(
                order.map(status -> status.wanted().name()).orElse(hosts.getFirst()),
                hosts,
                isMain,
                source,
                leaf.map(Shelf::issuer).orElse(""),
                leaf.map(one -> one.getNotBefore().toInstant()),
                leaf.map(one -> one.getNotAfter().toInstant()),
                order.isPresent(),
                order.filter(this::isOrdering).isPresent(),
                order.flatMap(Renewals.Status::renewed),
                order.flatMap(Shelf::failure),
                fault);
    }

    private static Optional<Failure> failure(Renewals.Status status) {
        return status.failure()
                .map(known -> new Failure(known.why(), known.at(), known.times(), known.again(), remedy(known.why())));
    }

    /// By what authorities say.
    static Remedy remedy(String why) {
        String text = why.toLowerCase(Locale.ROOT);
        if (contains(text, "takes no more orders", "ratelimited", "rate limit")) {
            return Remedy.WAIT;
        }
        if (text.contains("the authority at ") && text.contains("cannot be reached")) {
            return Remedy.AUTHORITY;
        }
        if (contains(
                text,
                "nxdomain",
                "no valid a records",
                "no such host",
                "could not resolve",
                "dns problem",
                "no valid ip",
                "servfail",
                "error:dns")) {
            return Remedy.DNS;
        }
        if (contains(
                text,
                "connection refused",
                "timeout",
                "timed out",
                "no route",
                "error:connection",
                "connection reset")) {
            return Remedy.PORT;
        }
        if (contains(text, "404", "invalid response", "unauthorized", "did not match", "does not match", "incorrect")) {
            return Remedy.ELSEWHERE;
        }
        return Remedy.OTHER;
    }

    private static boolean contains(String text, String... parts) {
        for (String part : parts) {
            if (text.contains(part)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> hosts(X509Certificate leaf) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> others = leaf.getSubjectAlternativeNames();
            if (others != null) {
                for (List<?> one : others) {
                    if (one.get(0) instanceof Integer kind && kind == DNS_NAME) {
                        names.add(String.valueOf(one.get(1)));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            return List.of();
        }
        return names;
    }

    /// What people call it: the organization, or the name.
    private static String issuer(X509Certificate leaf) {
        String whole = leaf.getIssuerX500Principal().getName();
        try {
            String organization = "";
            String common = "";
            for (Rdn part : new LdapName(whole).getRdns()) {
                switch (part.getType().toUpperCase(Locale.ROOT)) {
                    case "O" -> organization = String.valueOf(part.getValue());
                    case "CN" -> common = String.valueOf(part.getValue());
                    default -> {}
                }
            }
            String name = organization.isEmpty() || common.isEmpty()
                    ? organization + common
                    : organization + " (" + common + ")";
            return name.isEmpty() ? whole : name;
        } catch (InvalidNameException e) {
            return whole;
        }
    }

    @Override
    public Optional<String> authority() {
        return renewals.isPresent() ? authority : Optional.empty();
    }

    @Override
    public int order(Optional<String> name) {
        return renewals.map(known -> known.ask(name)).orElse(0);
    }
}
