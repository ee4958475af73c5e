package org.tassis.mailflow.report.told;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.DirectoryException;
import org.tassis.mailflow.Aftermath;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.Recipient;
import org.tassis.mailflow.report.Tallies;
import org.tassis.mailflow.report.Tally;
import org.tassis.message.BodyPart;
import org.tassis.message.MessageContent;
import org.tassis.message.TransferDecoder;
import org.tassis.senderauth.AuthenticationResult;
import org.tassis.senderauth.spf.SpfResult;
import org.tassis.store.StoreException;

/// Reads reports out of mail to the addresses for them, and counts what they say about domains of this server. Whoever
/// sends must have been authenticated; what is too large, broken or comes twice is only delivered. Any thread.
public final class IncomingReports implements Aftermath {
    /// Local parts that reports may be sent to. The first two are those that this server advises to publish.
    public static final Set<String> ADDRESSES = Set.of("dmarc-reports", "tls-reports", "postmaster");

    private static final Logger LOG = LoggerFactory.getLogger(IncomingReports.class);
    private static final long MAX_MESSAGE = 10 << 20;
    private static final int MAX_PARTS = 20;
    private static final int MOST_KNOWN = 10_000;
    private static final int AT_ONCE = 4;
    private static final long OLDEST_DAYS = 30;

    private final Tallies tallies;
    private final Predicate<DomainName> own;
    private final Executor background;
    private final InstantSource clock;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Map<List<String>, Boolean> known = new LinkedHashMap<>() { // guarded by itself
                @Override
                protected boolean removeEldestEntry(Map.Entry<List<String>, Boolean> eldest) {
                    return size() > MOST_KNOWN;
                }
            };

    /// @param own        whether a domain is one of this server
    /// @param background where reports are parsed
    public IncomingReports(Tallies tallies, Predicate<DomainName> own, Executor background, InstantSource clock) {
        this.tallies = tallies;
        this.own = own;
        this.background = background;
        this.clock = clock;
    }

    @Override
    public void delivered(Reception reception, MessageContent content) {
        Optional<DomainName> about = reception.recipients().stream()
                .map(Recipient::address)
                .filter(address -> ADDRESSES.contains(address.base().toLowerCase(Locale.ROOT)))
                .map(EmailAddress::domain)
                .findFirst();
        if (about.isEmpty()
                || content.size() > MAX_MESSAGE
                || reception.client().account().isPresent()
                || reception.authentication().filter(IncomingReports::isNobodys).isPresent()
                || !places.tryAcquire()) {
            return;
        }
        boolean handedOn = false;
        try {
            List<byte[]> packed = attachments(content);
            if (!packed.isEmpty()) {
                background.execute(() -> {
                    try {
                        packed.forEach(octets -> read(reception.id(), about.get(), octets));
                    } finally {
                        places.release();
                    }
                });
                handedOn = true;
            }
        } catch (IOException | StoreException e) {
            LOG.info("{}: the report in it cannot be read: {}", reception.id(), e.toString());
        } finally {
            if (!handedOn) {
                places.release();
            }
        }
    }

    /// Nothing says who sent it. Clients that are trusted were not asked.
    private static boolean isNobodys(AuthenticationResult result) {
        SpfResult spf = result.spf();
        return !result.dmarc().passes() && !result.anySignaturePasses() && !spf.passes();
    }

    private static List<byte[]> attachments(MessageContent content) throws IOException {
        List<byte[]> found = new ArrayList<>();
        collect(content, content.structure().root(), found, new int[] {MAX_PARTS});
        return found;
    }

    private static void collect(MessageContent content, BodyPart part, List<byte[]> found, int[] left)
            throws IOException {
        if (left[0]-- <= 0) {
            return;
        }
        if (part.isMultipart()) {
            for (BodyPart child : part.children()) {
                collect(content, child, found, left);
            }
        } else if (isCandidate(part)) {
            try (InputStream in = content.open()) {
                in.skipNBytes(part.bodyStart());
                Optional<InputStream> decoded =
                        TransferDecoder.decode(part.encoding(), new java.io.ByteArrayInputStream(in.readNBytes((int)
                                Math.min(MAX_MESSAGE, part.bodySize()))));
                if (decoded.isPresent()) {
                    found.add(decoded.get().readAllBytes());
                }
            }
        }
    }

    private static boolean isCandidate(BodyPart part) {
        return switch (part.type() + "/" + part.subtype()) {
            case "application/gzip",
                    "application/x-gzip",
                    "application/zip",
                    "application/x-zip-compressed",
                    "application/xml",
                    "text/xml",
                    "application/tlsrpt+gzip",
                    "application/tlsrpt+json",
                    "application/octet-stream" -> true;
            default -> false;
        };
    }

    private void read(String id, DomainName about, byte[] octets) {
        try {
            ToldReport report = parse(octets);
            synchronized (known) {
                if (known.put(
                                List.of(
                                        report.reporter(),
                                        report.id(),
                                        report.kind().name()),
                                true)
                        != null) {
                    LOG.info("{}: the report {} of {} came before", id, report.id(), report.reporter());
                    return;
                }
            }
            LocalDate day = day(report.begin());
            List<Tally> rows = new ArrayList<>();
            for (ToldReport.Row row : report.rows()) {
                Optional<DomainName> named = DomainName.parse(row.domain()).filter(own);
                // with DANE a report names the server instead
                Optional<DomainName> domain = report.kind() == Tally.Kind.TLS_TOLD
                        ? named.or(() -> Optional.of(about).filter(own))
                        : named;
                domain.ifPresent(one -> rows.add(new Tally(report.kind(), day, one, row.facts(), row.count())));
            }
            tallies.add(rows);
            LOG.info("{}: a report of {} with {} entries", id, report.reporter(), rows.size());
        } catch (IOException | StoreException | DirectoryException e) {
            LOG.info("{}: the report in it cannot be used: {}", id, e.toString());
        }
    }

    /// @throws IOException it is neither
    static ToldReport parse(byte[] octets) throws IOException {
        try (PushbackInputStream in = new PushbackInputStream(Unpacking.open(octets))) {
            return switch (Unpacking.first(in)) {
                case '<' -> DmarcXml.read(in);
                case '{' -> TlsJson.read(in);
                default -> throw new IOException("neither XML nor JSON");
            };
        }
    }

    /// When a report says nothing sensible about its time, today.
    private LocalDate day(Instant begin) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        LocalDate day = LocalDate.ofInstant(begin, ZoneOffset.UTC);
        return day.isAfter(today) || day.isBefore(today.minusDays(OLDEST_DAYS)) ? today : day;
    }
}
