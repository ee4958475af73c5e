package org.tassis.senderauth.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.tassis.senderauth.dns.Answer.Failed;
import org.tassis.senderauth.dns.Answer.Failure;
import org.tassis.senderauth.dns.Answer.Found;
import org.tassis.senderauth.dns.Answer.NoData;
import org.tassis.senderauth.dns.Answer.NoSuchName;

/// A small world of names in memory, for demonstrations without a network and for tests: what
/// {@link ResolverDns} would find if these were all records there are. Methods that add return the same
/// object; all may be called while others ask.
public final class InMemoryDns implements Dns {
    /// What a name has or does. `record` values are of the type of the answer, or an alias's target.
    public record Entry(RecordType type, Object value) {}

    public enum RecordType {
        MX,
        IPV4,
        IPV6,
        TXT,
        PTR,
        TLSA,
        SRV,
        ALIAS
    }

    /// One question that was asked.
    public record Asked(RecordType type, String name) {}

    private static final int MAX_ALIASES = 8;
    private static final int MAX_ASKED = 10_000;

    private final Map<String, List<Entry>> names = new ConcurrentHashMap<>();
    private final Map<String, Failure> failing = new ConcurrentHashMap<>();
    private final Set<String> validated = ConcurrentHashMap.newKeySet();
    private final Map<String, CountDownLatch> silent = new ConcurrentHashMap<>();
    private final Deque<Asked> asked = new ArrayDeque<>();

    public InMemoryDns mx(String name, int preference, String host) {
        return add(name, RecordType.MX, new Mx(preference, DnsName.normal(host)));
    }

    /// @param addresses literals of either family
    public InMemoryDns host(String name, String... addresses) {
        for (String literal : addresses) {
            var address = InetAddress.ofLiteral(literal);
            add(name, address instanceof Inet4Address ? RecordType.IPV4 : RecordType.IPV6, address);
        }
        return this;
    }

    public InMemoryDns txt(String name, String text) {
        return add(name, RecordType.TXT, text);
    }

    public InMemoryDns ptr(String address, String name) {
        return add(DnsName.reverse(InetAddress.ofLiteral(address)), RecordType.PTR, DnsName.normal(name));
    }

    public InMemoryDns tlsa(String name, Tlsa record) {
        return add(name, RecordType.TLSA, record);
    }

    public InMemoryDns srv(String name, int port, String host) {
        return add(name, RecordType.SRV, new Srv(0, 1, port, DnsName.normal(host)));
    }

    public InMemoryDns alias(String name, String target) {
        return add(name, RecordType.ALIAS, DnsName.normal(target));
    }

    /// The name exists, perhaps with nothing.
    public InMemoryDns exists(String name) {
        names.computeIfAbsent(DnsName.normal(name), _ -> new CopyOnWriteArrayList<>());
        return this;
    }

    /// Answers at and below this name are validated.
    public InMemoryDns validated(String name) {
        validated.add(DnsName.normal(name));
        return this;
    }

    /// Every question for this name fails.
    public InMemoryDns fails(String name, Failure failure) {
        failing.put(DnsName.normal(name), failure);
        return this;
    }

    /// Questions for this name get no answer and no failure until {@link #speak}, or until the asking thread
    /// is interrupted.
    public InMemoryDns silent(String name) {
        silent.put(DnsName.normal(name), new CountDownLatch(1));
        return this;
    }

    public void speak(String name) {
        var waiting = silent.remove(DnsName.normal(name));
        if (waiting != null) {
            waiting.countDown();
        }
    }

    /// Forgets what the name has and does.
    public InMemoryDns remove(String name) {
        names.remove(DnsName.normal(name));
        failing.remove(DnsName.normal(name));
        return this;
    }

    /// The questions so far, aliases not counted, in order; the last ten thousand.
    public List<Asked> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    /// What a server needs to answer for this name; empty when the name does not exist. A name exists when
    /// one below it does: RFC 8020 §2.
    public Optional<List<Entry>> entries(String name) {
        String normal = DnsName.normal(name);
        var found = names.get(normal);
        if (found != null) {
            return Optional.of(List.copyOf(found));
        }
        String below = "." + normal;
        return names.keySet().stream().anyMatch(other -> other.endsWith(below))
                ? Optional.of(List.of())
                : Optional.empty();
    }

    /// How questions for this name fail, if they do.
    public Optional<Failure> failure(String name) {
        return Optional.ofNullable(failing.get(DnsName.normal(name)));
    }

    public boolean isValidated(String name) {
        String normal = DnsName.normal(name);
        return validated.stream().anyMatch(zone -> normal.equals(zone) || normal.endsWith("." + zone));
    }

    @Override
    public Answer<Mx> mx(String name) {
        Answer<Mx> answer = ask(name, RecordType.MX, Mx.class::cast);
        return answer instanceof Found<Mx>(var records, var secure)
                ? new Found<>(
                        records.stream()
                                .sorted(Comparator.comparingInt(Mx::preference))
                                .toList(),
                        secure)
                : answer;
    }

    @Override
    public Answer<Inet4Address> ipv4(String name) {
        return ask(name, RecordType.IPV4, Inet4Address.class::cast);
    }

    @Override
    public Answer<Inet6Address> ipv6(String name) {
        return ask(name, RecordType.IPV6, Inet6Address.class::cast);
    }

    @Override
    public Answer<String> txt(String name) {
        return ask(name, RecordType.TXT, String.class::cast);
    }

    @Override
    public Answer<String> ptr(InetAddress address) {
        return ask(DnsName.reverse(address), RecordType.PTR, String.class::cast);
    }

    @Override
    public Answer<Tlsa> tlsa(String name) {
        return ask(name, RecordType.TLSA, Tlsa.class::cast);
    }

    @Override
    public Answer<Srv> srv(String name) {
        return ask(name, RecordType.SRV, Srv.class::cast);
    }

    /// @param value as in {@link Entry}
    public InMemoryDns add(String name, RecordType type, Object value) {
        exists(name);
        var entries = names.get(DnsName.normal(name));
        if (entries != null) {
            entries.add(new Entry(type, value));
        }
        return this;
    }

    private <T> Answer<T> ask(String name, RecordType type, Function<Object, T> reader) {
        synchronized (asked) {
            asked.add(new Asked(type, DnsName.normal(name)));
            if (asked.size() > MAX_ASKED) {
                asked.remove();
            }
        }
        if (!DnsName.mayExist(name)) {
            return new NoSuchName<>(false);
        }
        String at = DnsName.normal(name);
        boolean secure = true;
        for (int aliases = 0; aliases <= MAX_ALIASES; aliases++) {
            var waiting = silent.get(at);
            if (waiting != null) {
                try {
                    waiting.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return new Failed<>(Failure.CANCELLED);
                }
            }
            var failure = failure(at);
            if (failure.isPresent()) {
                return new Failed<>(failure.get());
            }
            secure &= isValidated(at);
            var entries = entries(at);
            if (entries.isEmpty()) {
                return new NoSuchName<>(secure);
            }
            List<T> found = new ArrayList<>();
            Optional<String> alias = Optional.empty();
            for (Entry entry : entries.get()) {
                if (entry.type() == type) {
                    found.add(reader.apply(entry.value()));
                } else if (entry.type() == RecordType.ALIAS) {
                    alias = Optional.of((String) entry.value());
                }
            }
            if (!found.isEmpty()) {
                return new Found<>(found, secure);
            }
            if (alias.isEmpty()) {
                return new NoData<>(secure);
            }
            at = alias.get();
        }
        return new Failed<>(Failure.MALFORMED);
    }
}
