package org.tassis.testkit.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.tassis.senderauth.dns.Answer.Failure;
import org.tassis.senderauth.dns.InMemoryDns;
import org.tassis.senderauth.dns.Mx;
import org.tassis.senderauth.dns.Srv;
import org.tassis.senderauth.dns.Tlsa;
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
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;

/// Serves a zone in memory on loopback, over UDP and TCP on one free port, as a recursive resolver would:
/// aliases are followed, the AD bit is set for validated names. A name that fails with TIMEOUT gets no
/// answer, with MALFORMED an answer of three octets, with anything else SERVFAIL. Answers over 512 octets,
/// or what EDNS allows, are truncated over UDP. Changes of the zone show at once.
public final class FakeDnsServer implements AutoCloseable {
    private static final int PORTS_TRIED = 50;
    private static final int MAX_ALIASES = 8;

    private final InMemoryDns zone;
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final InetSocketAddress address;
    private final long ttl;
    private final boolean followsAliases;
    private final AtomicInteger udpQuestions = new AtomicInteger();
    private final AtomicInteger tcpQuestions = new AtomicInteger();

    public FakeDnsServer(InMemoryDns zone) {
        this(zone, 300, true);
    }

    /// @param ttl            of every record, in seconds
    /// @param followsAliases false: an alias alone is the answer, as from a forwarder that does not look
    ///                       further
    public FakeDnsServer(InMemoryDns zone, long ttl, boolean followsAliases) {
        this.zone = zone;
        this.ttl = ttl;
        this.followsAliases = followsAliases;
        var loopback = InetAddress.getLoopbackAddress();
        Optional<ServerSocket> listening = Optional.empty();
        Optional<DatagramSocket> bound = Optional.empty();
        for (int i = 0; i < PORTS_TRIED && bound.isEmpty(); i++) {
            try {
                var server = new ServerSocket(0, 50, loopback);
                try {
                    bound = Optional.of(new DatagramSocket(server.getLocalPort(), loopback));
                    listening = Optional.of(server);
                } catch (IOException taken) {
                    server.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        this.udp = bound.orElseThrow(() -> new IllegalStateException("no port that is free for UDP and TCP"));
        this.tcp = listening.orElseThrow();
        this.address = new InetSocketAddress(loopback, tcp.getLocalPort());
        Thread.ofVirtual().name("fake-dns-udp").start(this::serveUdp);
        Thread.ofVirtual().name("fake-dns-tcp").start(this::serveTcp);
    }

    public InetSocketAddress address() {
        return address;
    }

    public int udpQuestions() {
        return udpQuestions.get();
    }

    public int tcpQuestions() {
        return tcpQuestions.get();
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serveUdp() {
        byte[] buffer = new byte[4096];
        while (!udp.isClosed()) {
            try {
                var packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                udpQuestions.incrementAndGet();
                var query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                var opt = query.getOPT();
                int room = opt == null ? 512 : Math.max(512, opt.getPayloadSize());
                var reply = reply(query, room);
                if (reply.isPresent()) {
                    udp.send(new DatagramPacket(reply.get(), reply.get().length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                // closed, or somebody else's nonsense
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try {
                var socket = tcp.accept();
                Thread.ofVirtual().name("fake-dns-tcp-client").start(() -> serve(socket));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            var out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                byte[] octets = new byte[in.readUnsignedShort()];
                in.readFully(octets);
                tcpQuestions.incrementAndGet();
                var reply = reply(new Message(octets), Message.MAXLENGTH);
                if (reply.isEmpty()) {
                    return;
                }
                out.writeShort(reply.get().length);
                out.write(reply.get());
                out.flush();
            }
        } catch (IOException e) {
            // the client left
        }
    }

    private Optional<byte[]> reply(Message query, int room) throws IOException {
        var question = query.getQuestion();
        var reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.RD);
        reply.getHeader().setFlag(Flags.RA);
        reply.addRecord(question, Section.QUESTION);
        boolean secure = true;
        Name at = question.getName();
        for (int aliases = 0; aliases <= MAX_ALIASES; aliases++) {
            String name = plain(at);
            var failure = zone.failure(name);
            if (failure.isPresent()) {
                if (failure.get() == Failure.TIMEOUT) {
                    return Optional.empty();
                }
                if (failure.get() == Failure.MALFORMED) {
                    return Optional.of(new byte[] {0, 1, 2});
                }
                reply.getHeader().setRcode(Rcode.SERVFAIL);
                return Optional.of(reply.toWire(room));
            }
            secure &= zone.isValidated(name);
            var entries = zone.entries(name);
            if (entries.isEmpty()) {
                reply.getHeader().setRcode(Rcode.NXDOMAIN);
                break;
            }
            int before = reply.getSection(Section.ANSWER).size();
            Optional<Name> target = Optional.empty();
            for (InMemoryDns.Entry entry : entries.get()) {
                Record record = record(at, entry);
                if (record.getType() == question.getType()) {
                    reply.addRecord(record, Section.ANSWER);
                } else if (record instanceof CNAMERecord alias) {
                    target = Optional.of(alias.getTarget());
                }
            }
            if (reply.getSection(Section.ANSWER).size() > before || target.isEmpty()) {
                break;
            }
            reply.addRecord(new CNAMERecord(at, DClass.IN, ttl, target.get()), Section.ANSWER);
            if (!followsAliases) {
                break;
            }
            at = target.get();
        }
        if (secure) {
            reply.getHeader().setFlag(Flags.AD);
        }
        if (reply.getSection(Section.ANSWER).stream().noneMatch(r -> r.getType() == question.getType())) {
            reply.addRecord(
                    new SOARecord(Name.root, DClass.IN, ttl, Name.root, Name.root, 1, 1, 1, 1, ttl), Section.AUTHORITY);
        }
        return Optional.of(reply.toWire(room));
    }

    private Record record(Name owner, InMemoryDns.Entry entry) throws TextParseException {
        return switch (entry.type()) {
            case MX -> {
                var mx = (Mx) entry.value();
                yield new MXRecord(owner, DClass.IN, ttl, mx.preference(), name(mx.host()));
            }
            case IPV4 -> new ARecord(owner, DClass.IN, ttl, (InetAddress) entry.value());
            case IPV6 -> new AAAARecord(owner, DClass.IN, ttl, (InetAddress) entry.value());
            case TXT -> new TXTRecord(owner, DClass.IN, ttl, strings((String) entry.value()));
            case PTR -> new PTRRecord(owner, DClass.IN, ttl, name((String) entry.value()));
            case SRV -> {
                var srv = (Srv) entry.value();
                yield new SRVRecord(owner, DClass.IN, ttl, srv.priority(), srv.weight(), srv.port(), name(srv.host()));
            }
            case TLSA -> {
                var tlsa = (Tlsa) entry.value();
                yield new TLSARecord(
                        owner, DClass.IN, ttl, tlsa.usage(), tlsa.selector(), tlsa.matchingType(), tlsa.data());
            }
            case ALIAS -> new CNAMERecord(owner, DClass.IN, ttl, name((String) entry.value()));
        };
    }

    /// Strings of 255 octets, in the escapes of zone files.
    private static List<String> strings(String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        List<String> strings = new ArrayList<>();
        for (int from = 0; from == 0 || from < octets.length; from += 255) {
            var string = new StringBuilder();
            for (int i = from; i < Math.min(octets.length, from + 255); i++) {
                string.append(escaped(octets[i] & 0xff));
            }
            strings.add(string.toString());
        }
        return strings;
    }

    private static Name name(String name) throws TextParseException {
        if (name.isEmpty()) {
            return Name.root;
        }
        var text = new StringBuilder();
        for (char c : name.toCharArray()) {
            text.append(c == '.' ? "." : escaped(c));
        }
        return Name.fromString(text.toString(), Name.root);
    }

    private static String escaped(int octet) {
        return Character.isLetterOrDigit(octet) && octet < 128 || octet == '-' || octet == '_'
                ? String.valueOf((char) octet)
                : "\\" + octet / 100 + octet / 10 % 10 + octet % 10;
    }

    /// Octets as Latin-1, without escapes; what a label with a dot inside means is nobody's matter here.
    private static String plain(Name name) {
        var text = new StringBuilder();
        for (int i = 0; i < name.labels() - 1; i++) {
            byte[] label = name.getLabel(i);
            text.append(i == 0 ? "" : ".").append(new String(label, 1, label.length - 1, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }
}
