package org.tassis.pop3;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.UidSet;
import org.tassis.directory.Account;
import org.tassis.message.Spool;
import org.tassis.net.BoundListener;
import org.tassis.net.Listener;
import org.tassis.net.NetSettings;
import org.tassis.net.Network;
import org.tassis.net.SelfSigned;
import org.tassis.net.TlsContexts;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.store.NewMessage;
import org.tassis.store.PopIds;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.testkit.TestDirectory;

/// The engine on free ports of loopback, over the reference store and a directory with ann and bob in it.
final class Pop3Server implements AutoCloseable {
    private static final SelfSigned CERTIFICATE = certificate();

    final TestDirectory people = new TestDirectory();
    final MailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, InstantSource.system());
    final PopIds ids = PopIds.inMemory();
    /// Methods of the store that fail from now on.
    final Set<String> broken = ConcurrentHashMap.newKeySet();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private final TlsContexts tls;
    private final Network network;
    private final BoundListener plain;
    private final BoundListener startTls;
    private final BoundListener implicit;

    Pop3Server() throws IOException {
        this(Pop3Settings.DEFAULT);
    }

    Pop3Server(Pop3Settings settings) throws IOException {
        tls = new TlsContexts(List.of(CERTIFICATE));
        network = new Network(NetSettings.defaults(), tls, meters);
        var protocol = new Pop3Protocol(settings, breakable(), ids, people.authenticator, meters);
        plain = network.bind(new Listener("plain", Optional.empty(), 0, Listener.TlsMode.NONE, false), protocol);
        startTls = network.bind(new Listener("pop3", Optional.empty(), 0, Listener.TlsMode.STARTTLS, false), protocol);
        implicit = network.bind(new Listener("pop3s", Optional.empty(), 0, Listener.TlsMode.IMPLICIT, false), protocol);
    }

    /// On a listener that takes passwords in clear.
    Talk connect() throws IOException {
        return Talk.to(plain.port());
    }

    int port(boolean withStartTls) {
        return withStartTls ? startTls.port() : plain.port();
    }

    Talk connectTls() throws IOException {
        return Talk.to(implicit.port()).tls(CERTIFICATE.issuer());
    }

    Talk login() throws IOException {
        return login(connect());
    }

    Talk login(Talk talk) throws IOException {
        talk.play("S: +OK *");
        talk.send("USER ann\r\nPASS " + TestDirectory.ANN_PASSWORD + "\r\n");
        talk.play("S: +OK *").play("S: +OK *");
        return talk;
    }

    MailboxId inbox(Account account) {
        store.mailboxes(account.id());
        return store.mailbox(account.id(), MailboxName.INBOX).orElseThrow().id();
    }

    /// Appends to ann's INBOX; `|` stands for CRLF.
    long deliver(String message) {
        return deliver(message.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    long deliver(byte[] message) {
        try (var spool = new Spool(Path.of(System.getProperty("java.io.tmpdir")))) {
            spool.write(message, 0, message.length);
            spool.finish();
            return store.append(
                            inbox(people.ann),
                            List.of(new NewMessage(spool, Flags.NONE, Instant.parse("2026-11-21T10:00:00Z"))))
                    .getFirst()
                    .uid();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void expungeByImap(long uid) {
        store.expunge(inbox(people.ann), UidSet.of(uid));
    }

    int messagesInInbox() {
        return store.snapshot(inbox(people.ann)).count();
    }

    void stop() {
        network.stop(Duration.ofSeconds(5));
    }

    @Override
    public void close() {
        stop();
        tls.close();
    }

    private MailStore breakable() {
        return (MailStore) Proxy.newProxyInstance(
                MailStore.class.getClassLoader(), new Class<?>[] {MailStore.class}, (_, method, arguments) -> {
                    if (broken.contains(method.getName())) {
                        throw new StoreException(new StoreFailure.Unavailable());
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static SelfSigned certificate() {
        try {
            return new SelfSigned(
                    Files.createTempDirectory("pop3-test").resolve("tls"),
                    List.of("mail.example.org"),
                    InstantSource.system());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
