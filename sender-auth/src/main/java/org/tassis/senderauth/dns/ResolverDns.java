package org.tassis.senderauth.dns;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.tassis.senderauth.dns.Answer.Failed;
import org.tassis.senderauth.dns.Answer.Failure;
import org.tassis.senderauth.dns.Answer.Found;
import org.tassis.senderauth.dns.Answer.NoData;
import org.tassis.senderauth.dns.Answer.NoSuchName;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Asks recursive resolvers by UDP, and by TCP when the answer is too long for that, and remembers answers
/// for as long as they allow (a day at most; that there is nothing, an hour at most: RFC 2308 §5). Failures
/// are not remembered.
public final class ResolverDns implements Dns {
    private static final int MAX_ALIASES = 8;
    /// Octets of a UDP answer that come through unbroken nearly everywhere.
    private static final int UDP_PAYLOAD = 1232;

    private static final long MAX_TTL = 86_400;
    private static final long MAX_NEGATIVE_TTL = 3_600;
    private static final long ENTRY_OCTETS = 200;

    private record Question(Name name, int type) {}

    private final List<SimpleResolver> resolvers;
    private final DnsSettings settings;
    private final AnswerCache<Question, Answer<Record>> cache;

    /// @throws IllegalStateException no resolver is set and the operating system has none
    public ResolverDns(DnsSettings settings, InstantSource clock) {
        this.settings = settings;
        var servers = settings.resolvers().isEmpty()
                ? ResolverConfig.getCurrentConfig().servers()
                : settings.resolvers();
        if (servers.isEmpty()) {
            throw new IllegalStateException("no DNS resolver: set one, or see /etc/resolv.conf");
        }
        this.resolvers = servers.stream()
                .map(server -> {
                    var resolver = new SimpleResolver(server);
                    resolver.setTimeout(settings.timeout());
                    resolver.setEDNS(0, UDP_PAYLOAD, 0, List.of());
                    return resolver;
                })
                .toList();
        this.cache = new AnswerCache<>(clock, settings.cacheEntries(), settings.cacheOctets());
    }

    @Override
    public Answer<Mx> mx(String name) {
        Answer<Mx> answer = ask(
                name,
                Type.MX,
                record -> record instanceof MXRecord mx
                        ? Optional.of(new Mx(mx.getPriority(), text(mx.getTarget())))
                        : Optional.empty());
        return answer instanceof Found<Mx>(var records, var validated)
                ? new Found<>(
                        records.stream()
                                .sorted(Comparator.comparingInt(Mx::preference))
                                .toList(),
                        validated)
                : answer;
    }

    @Override
    public Answer<Inet4Address> ipv4(String name) {
        return ask(
                name,
                Type.A,
                record -> record instanceof ARecord a && a.getAddress() instanceof Inet4Address address
                        ? Optional.of(address)
                        : Optional.empty());
    }

    @Override
    public Answer<Inet6Address> ipv6(String name) {
        // An IPv4 address inside an AAAA record reads as IPv4: nobody can be reached there by IPv6.
        return ask(
                name,
                Type.AAAA,
                record -> record instanceof AAAARecord aaaa && aaaa.getAddress() instanceof Inet6Address address
                        ? Optional.of(address)
                        : Optional.empty());
    }

    @Override
    public Answer<String> txt(String name) {
        return ask(name, Type.TXT, record -> {
            if (!(record instanceof TXTRecord txt)) {
                return Optional.empty();
            }
            var joined = new StringBuilder();
            for (byte[] string : txt.getStringsAsByteArrays()) {
                joined.append(new String(string, StandardCharsets.ISO_8859_1));
            }
            return Optional.of(joined.toString());
        });
    }

    @Override
    public Answer<String> ptr(InetAddress address) {
        return ask(
                DnsName.reverse(address),
                Type.PTR,
                record -> record instanceof PTRRecord ptr ? Optional.of(text(ptr.getTarget())) : Optional.empty());
    }

    @Override
    public Answer<Tlsa> tlsa(String name) {
        return ask(
                name,
                Type.TLSA,
                record -> record instanceof TLSARecord tlsa
                        ? Optional.of(new Tlsa(
                                tlsa.getCertificateUsage(),
                                tlsa.getSelector(),
                                tlsa.getMatchingType(),
                                tlsa.getCertificateAssociationData()))
                        : Optional.empty());
    }

    @Override
    public Answer<Srv> srv(String name) {
        return ask(
                name,
                Type.SRV,
                record -> record instanceof SRVRecord srv
                        ? Optional.of(new Srv(srv.getPriority(), srv.getWeight(), srv.getPort(), text(srv.getTarget())))
                        : Optional.empty());
    }

    private <T> Answer<T> ask(String name, int type, Function<Record, Optional<T>> reader) {
        if (!DnsName.mayExist(name)) {
            return new NoSuchName<>(false);
        }
        Name parsed;
        try {
            parsed = parse(DnsName.normal(name));
        } catch (TextParseException e) {
            return new NoSuchName<>(false);
        }
        return switch (answer(new Question(parsed, type))) {
            case Found<Record>(var records, var validated) -> {
                var read =
                        records.stream().flatMap(r -> reader.apply(r).stream()).toList();
                yield read.isEmpty() ? new NoData<>(validated) : new Found<>(read, validated);
            }
            case NoSuchName<Record>(var validated) -> new NoSuchName<>(validated);
            case NoData<Record>(var validated) -> new NoData<>(validated);
            case Failed<Record>(var failure) -> new Failed<>(failure);
        };
    }

    private Answer<Record> answer(Question question) {
        var known = cache.get(question);
        if (known.isPresent()) {
            return known.get();
        }
        try {
            return lookUp(question);
        } catch (NoAnswer e) {
            return new Failed<>(e.failure);
        }
    }

    private Answer<Record> lookUp(Question question) throws NoAnswer {
        Name at = question.name();
        boolean validated = true;
        long ttl = MAX_TTL;
        for (int asked = 0; asked < MAX_ALIASES; asked++) {
            Message reply = exchange(at, question.type());
            validated &= reply.getHeader().getFlag(Flags.AD);
            Name owner = at;
            List<Record> found = new ArrayList<>();
            for (int aliases = 0; aliases <= MAX_ALIASES; aliases++) {
                Optional<CNAMERecord> alias = Optional.empty();
                for (Record record : reply.getSection(Section.ANSWER)) {
                    if (record.getDClass() != DClass.IN || !record.getName().equals(owner)) {
                        continue;
                    }
                    if (record.getType() == question.type()) {
                        found.add(record);
                        ttl = Math.min(ttl, record.getTTL());
                    } else if (record instanceof CNAMERecord cname) {
                        alias = Optional.of(cname);
                    }
                }
                if (!found.isEmpty() || alias.isEmpty()) {
                    break;
                }
                ttl = Math.min(ttl, alias.get().getTTL());
                owner = alias.get().getTarget();
            }
            if (!found.isEmpty()) {
                return remember(question, new Found<>(found, validated), ttl);
            }
            if (reply.getRcode() == Rcode.NXDOMAIN) {
                return remember(question, new NoSuchName<>(validated), Math.min(ttl, negativeTtl(reply)));
            }
            if (owner.equals(at)) {
                return remember(question, new NoData<>(validated), Math.min(ttl, negativeTtl(reply)));
            }
            at = owner; // the resolver did not follow the alias to its end
        }
        throw new NoAnswer(Failure.MALFORMED);
    }

    private Answer<Record> remember(Question question, Answer<Record> answer, long ttl) {
        long size = ENTRY_OCTETS + question.name().length();
        for (Record record : answer.records()) {
            size += ENTRY_OCTETS + record.rdataToWireCanonical().length;
        }
        cache.put(question, answer, ttl, size);
        return answer;
    }

    /// RFC 2308 §5; without a SOA the answer is not kept.
    private static long negativeTtl(Message reply) {
        for (Record record : reply.getSection(Section.AUTHORITY)) {
            if (record instanceof SOARecord soa) {
                return Math.min(MAX_NEGATIVE_TTL, Math.min(soa.getTTL(), soa.getMinimum()));
            }
        }
        return 0;
    }

    /// The first reply that says something. A resolver that failed is not asked the same again, one that was
    /// silent is.
    private Message exchange(Name name, int type) throws NoAnswer {
        var failure = Failure.UNREACHABLE;
        Set<SimpleResolver> failed = new HashSet<>();
        for (int attempt = 0; attempt < settings.attempts(); attempt++) {
            for (SimpleResolver resolver : resolvers) {
                if (failed.contains(resolver)) {
                    continue;
                }
                try {
                    Message reply = send(resolver, name, type);
                    int code = reply.getRcode();
                    if (code == Rcode.NOERROR || code == Rcode.NXDOMAIN) {
                        if (!isBelieved(resolver)) {
                            reply.getHeader().unsetFlag(Flags.AD);
                        }
                        return reply;
                    }
                    failed.add(resolver);
                    failure = Failure.SERVER_FAILURE;
                } catch (SocketTimeoutException e) {
                    failure = Failure.TIMEOUT;
                } catch (IOException e) {
                    failure = isTimeout(e) ? Failure.TIMEOUT : Failure.UNREACHABLE;
                }
            }
        }
        throw new NoAnswer(failure);
    }

    private boolean isBelieved(SimpleResolver resolver) {
        InetAddress address = resolver.getAddress().getAddress();
        return settings.believed().stream().anyMatch(network -> network.contains(address));
    }

    private Message send(SimpleResolver resolver, Name name, int type) throws IOException, NoAnswer {
        var query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        query.getHeader().setFlag(Flags.AD); // RFC 6840 §5.7: tell us whether it is validated
        var reply = resolver.sendAsync(query).toCompletableFuture();
        try {
            return reply.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("no answer");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoAnswer(Failure.CANCELLED);
        } finally {
            reply.cancel(true);
        }
    }

    private static boolean isTimeout(IOException e) {
        return String.valueOf(e.getMessage()).startsWith("Timed out");
    }

    /// Octets that mean something in a zone file are escaped.
    private static Name parse(String name) throws TextParseException {
        var escaped = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.') {
                escaped.append(c);
            } else {
                escaped.append('\\').append(c / 100).append(c / 10 % 10).append(c % 10);
            }
        }
        return Name.fromString(escaped.toString(), Name.root);
    }

    private static String text(Name name) {
        return DnsName.normal(name.toString());
    }

    private static final class NoAnswer extends Exception {
        private final Failure failure;

        private NoAnswer(Failure failure) {
            super(failure.name(), null, false, false);
            this.failure = failure;
        }
    }
}
