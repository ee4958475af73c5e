package org.tassis.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's certificates, ready for use. TLS 1.2 (RFC 5246) and 1.3 (RFC 8446) with forward secrecy and
/// authenticated ciphers only, as RFC 9325 asks. A client that names a host (SNI) gets the certificate of that name,
/// else of the wildcard above it, else the first one. Files that change are taken up for new sessions; open sessions
/// keep what they have; a file that is broken changes nothing. Thread-safe.
public final class TlsContexts implements AutoCloseable {
    /// What does the work.
    public enum Engine {
        /// OpenSSL (BoringSSL, in fact) where it loads, else the JDK's.
        BEST,
        OPENSSL,
        JDK
    }

    private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);

    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /// A ticket is good for between one and two of these. The key to a ticket is the key to the session's past, so
    /// it must not live long.
    private static final Duration TICKET_KEY_LIFE = Duration.ofHours(12);

    private final SslProvider provider;
    private final List<Slot> slots = new ArrayList<>(); // of whoever holds reloading
    private final ReentrantLock reloading = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private Map<String, SslContext> byName = Map.of(); // guarded by lock
    private @Nullable SslContext first; // guarded by lock
    private OpenSslSessionTicketKey[] ticketKeys; // guarded by reloading
    private long ticketKeysFrom = System.nanoTime(); // guarded by reloading

    /// @param certificates the first one is for clients that name no host, or an unknown one
    /// @throws IOException a certificate cannot be used; the message names the file and says why
    public TlsContexts(List<? extends CertificateSource> certificates) throws IOException {
        this(certificates, Engine.BEST);
    }

    public TlsContexts(List<? extends CertificateSource> certificates, Engine engine) throws IOException {
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("no certificate");
        }
        boolean openSsl = engine == Engine.OPENSSL || engine == Engine.BEST && OpenSsl.isAvailable();
        if (!openSsl && engine == Engine.BEST) {
            LOG.warn("OpenSSL does not load, TLS will cost more: {}", String.valueOf(OpenSsl.unavailabilityCause()));
        }
        this.provider = openSsl ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;
        this.ticketKeys = openSsl ? new OpenSslSessionTicketKey[] {newTicketKey()} : new OpenSslSessionTicketKey[0];
        try {
            for (var source : certificates) {
                source.renewIfDue();
                var stamp = Stamp.of(source);
                slots.add(new Slot(source, stamp, load(source)));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
        publish();
    }

    /// Takes up certificates that have been replaced. Does nothing while another thread is at it.
    public void reloadIfChanged() {
        if (!reloading.tryLock()) {
            return;
        }
        try {
            boolean changed = false;
            for (var slot : slots) {
                changed |= reloadIfChanged(slot);
            }
            if (changed) {
                publish();
            }
            rotateTicketKeys();
        } finally {
            reloading.unlock();
        }
    }

    @Override
    public void close() {
        reloading.lock();
        lock.lock();
        try {
            byName = Map.of();
            first = null;
            slots.forEach(slot -> ReferenceCountUtil.release(slot.loaded.context));
            slots.clear();
        } finally {
            lock.unlock();
            reloading.unlock();
        }
    }

    /// Under the lock, because a context that is being replaced must not go away meanwhile; the handler keeps it.
    SslHandler newHandler(ByteBufAllocator allocator, @Nullable String host) {
        lock.lock();
        try {
            var context = host == null ? null : byHost(host.toLowerCase(Locale.ROOT));
            if (context == null) {
                context = first;
            }
            if (context == null) {
                throw new IllegalStateException("closed");
            }
            return context.newHandler(allocator);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable SslContext byHost(String host) {
        var exact = byName.get(host);
        if (exact != null) {
            return exact;
        }
        int dot = host.indexOf('.');
        return dot < 0 ? null : byName.get("*" + host.substring(dot));
    }

    private boolean reloadIfChanged(Slot slot) {
        Stamp stamp;
        try {
            slot.source.renewIfDue();
            stamp = Stamp.of(slot.source);
        } catch (IOException e) {
            if (!slot.complained) {
                slot.complained = true;
                LOG.error("The certificate in use stays: {}", e.getMessage());
            }
            return false;
        }
        if (stamp.equals(slot.stamp)) {
            return false;
        }
        slot.stamp = stamp;
        try {
            slot.replaced = slot.loaded;
            slot.loaded = load(slot.source);
            slot.complained = false;
            LOG.info("New certificate from {} for {}", slot.source.chain(), slot.loaded.names);
            return true;
        } catch (IOException e) {
            slot.replaced = null;
            LOG.error("The certificate in use stays: {}", e.getMessage());
            return false;
        }
    }

    private void publish() {
        var names = new HashMap<String, SslContext>();
        for (var slot : slots) {
            for (var name : slot.loaded.names) {
                names.putIfAbsent(name, slot.loaded.context);
            }
        }
        lock.lock();
        try {
            byName = names;
            first = slots.getFirst().loaded.context;
        } finally {
            lock.unlock();
        }
        for (var slot : slots) {
            if (slot.replaced != null) {
                ReferenceCountUtil.release(slot.replaced.context);
                slot.replaced = null;
            }
        }
    }

    private Loaded load(CertificateSource source) throws IOException {
        var key = Pem.key(source.key());
        var chain = Pem.chain(source.chain());
        var leaf = chain.getFirst();
        if (!Pem.belongTogether(key, leaf)) {
            throw new IOException(source.key() + " is not the key of the certificate in " + source.chain());
        }
        SslContext context;
        try {
            context = SslContextBuilder.forServer(key, chain)
                    .sslProvider(provider)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                    .sessionTimeout(TICKET_KEY_LIFE.toSeconds())
                    .build();
        } catch (IOException | RuntimeException e) {
            throw new IOException(source.chain() + ": " + e.getMessage(), e);
        }
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            // Tickets are kept by the clients; a cache would be kept here, some kilobytes for each session ever had.
            sessions.setSessionCacheEnabled(false);
            sessions.setTicketKeys(ticketKeys);
        }
        return new Loaded(context, names(leaf, source.chain()));
    }

    private void rotateTicketKeys() {
        if (provider == SslProvider.JDK || System.nanoTime() - ticketKeysFrom < TICKET_KEY_LIFE.toNanos()) {
            return;
        }
        ticketKeys = new OpenSslSessionTicketKey[] {newTicketKey(), ticketKeys[0]};
        ticketKeysFrom = System.nanoTime();
        for (var slot : slots) {
            if (slot.loaded.context.sessionContext() instanceof OpenSslSessionContext sessions) {
                sessions.setTicketKeys(ticketKeys);
            }
        }
    }

    private static OpenSslSessionTicketKey newTicketKey() {
        var random = new SecureRandom();
        var name = new byte[OpenSslSessionTicketKey.NAME_SIZE];
        var hmac = new byte[OpenSslSessionTicketKey.HMAC_KEY_SIZE];
        var aes = new byte[OpenSslSessionTicketKey.AES_KEY_SIZE];
        random.nextBytes(name);
        random.nextBytes(hmac);
        random.nextBytes(aes);
        return new OpenSslSessionTicketKey(name, hmac, aes);
    }

    /// The DNS names of a certificate: RFC 9525 §2. The common name is none.
    private static List<String> names(X509Certificate leaf, Path file) throws IOException {
        var names = new ArrayList<String>();
        try {
            var alternatives = leaf.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (var alternative : alternatives) {
                    if (alternative.get(0) instanceof Integer kind && kind == 2) {
                        names.add(String.valueOf(alternative.get(1)).toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            throw new IOException(file + ": its names cannot be read", e);
        }
        return names;
    }

    private record Loaded(SslContext context, List<String> names) {}

    /// What tells a file from its replacement.
    private record Stamp(Object chain, Object key) {
        static Stamp of(CertificateSource source) throws IOException {
            return new Stamp(of(source.chain()), of(source.key()));
        }

        private static Object of(Path file) throws IOException {
            try {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return List.of(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
            } catch (IOException e) {
                throw new IOException(file + ": cannot be read", e);
            }
        }
    }

    private static final class Slot {
        final CertificateSource source;
        Stamp stamp;
        Loaded loaded;

        @Nullable
        Loaded replaced;

        boolean complained;

        Slot(CertificateSource source, Stamp stamp, Loaded loaded) {
            this.source = source;
            this.stamp = stamp;
            this.loaded = loaded;
        }
    }
}
