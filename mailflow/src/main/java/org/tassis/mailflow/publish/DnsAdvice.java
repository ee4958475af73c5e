package org.tassis.mailflow.publish;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Route;
import org.tassis.directory.Router;
import org.tassis.mailflow.signing.SigningKeys;

/// What administrators are told to publish for a domain, and whether it is published. Any thread; blocks.
public final class DnsAdvice {
    private final DomainName host;
    private final Supplier<List<InetAddress>> addresses;
    private final SigningKeys keys;
    private final Router router;
    private final StsPublication sts;
    private final List<RecordsToPublish.Service> services;
    private final Supplier<Optional<String>> tlsa;
    private final RecordCheck check;

    /// @param host      of this server
    /// @param addresses of this server, as strangers see them, where they are known
    /// @param services for mail programs
    /// @param tlsa     of the certificate that is served now
    public DnsAdvice(
            DomainName host,
            Supplier<List<InetAddress>> addresses,
            SigningKeys keys,
            Router router,
            StsPublication sts,
            List<RecordsToPublish.Service> services,
            Supplier<Optional<String>> tlsa,
            RecordCheck check) {
        this.host = host;
        this.addresses = addresses;
        this.keys = keys;
        this.router = router;
        this.sts = sts;
        this.services = List.copyOf(services);
        this.tlsa = tlsa;
        this.check = check;
    }

    /// @throws org.tassis.directory.DirectoryException NoSuchDomain, or the database cannot be used
    public RecordsToPublish of(DomainName domain) {
        keys.provide(domain);
        return RecordsToPublish.of(
                domain,
                new RecordsToPublish.Facts(
                        host,
                        here(),
                        keys.of(domain),
                        reachable(domain, "dmarc-reports"),
                        reachable(domain, "tls-reports"),
                        sts.id(),
                        services,
                        tlsa.get()));
    }

    /// As {@link #of}, each with what the DNS has.
    public List<CheckedRecord> check(DomainName domain) {
        return check.check(of(domain));
    }

    /// Of this machine; behind a router, which hides them, what the DNS says of its name.
    public List<InetAddress> addresses() {
        return here();
    }

    private List<InetAddress> here() {
        List<InetAddress> known = addresses.get();
        return known.isEmpty() ? check.addressesOfHost() : known;
    }

    /// One that somebody reads, or the postmaster.
    private Optional<EmailAddress> reachable(DomainName domain, String local) {
        return List.of(local, "postmaster").stream()
                .flatMap(name -> EmailAddress.of(name, domain.ascii()).stream())
                .filter(address -> router.route(address) instanceof Route.Reaches)
                .findFirst();
    }
}
