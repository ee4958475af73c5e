package org.tassis.imap;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.tassis.core.AccountId;
import org.tassis.core.Quota;
import org.tassis.directory.Account;
import org.tassis.directory.Authenticator;
import org.tassis.imap.session.ImapSettings;
import org.tassis.imap.session.Sharing;
import org.tassis.imap.url.UrlAuthority;
import org.tassis.net.BoundListener;
import org.tassis.net.Listener;
import org.tassis.net.Listener.TlsMode;
import org.tassis.net.NetSettings;
import org.tassis.net.Network;
import org.tassis.net.SelfSigned;
import org.tassis.net.TlsContexts;
import org.tassis.store.InMemoryAnnotations;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.InMemoryShares;
import org.tassis.store.InMemoryUrlKeys;
import org.tassis.store.MailStore;
import org.tassis.store.Shares;
import org.tassis.store.SharingMailStore;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.UrlKeys;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.TestDirectory;

/// The IMAP engine on a free port, with an empty store and the people of {@link TestDirectory}.
public final class TestServer implements AutoCloseable {
    public final TestDirectory people = new TestDirectory();
    public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    public final MailStore store;
    public final Shares shares = new InMemoryShares();
    public final UrlKeys urlKeys = new InMemoryUrlKeys();
    /// Of URLs that expire.
    public final TestClock clock = new TestClock();
    /// What methods of the store, by name, answer to the engine instead of working.
    public final Map<String, RuntimeException> faults = new ConcurrentHashMap<>();
    /// Called with a method's name before the engine's call of the store: for what others do at that moment.
    public volatile Consumer<String> meanwhile = _ -> {};

    private final @Nullable TlsContexts tls;
    private final Network network;
    private final BoundListener listener;

    public TestServer() {
        this(TlsMode.NONE);
    }

    public TestServer(TlsMode mode) {
        this(mode, UnaryOperator.identity(), Set.of(), Quota.ofBytes(10 << 20), NetSettings.defaults());
    }

    /// @param hidden capabilities hidden from everybody
    public TestServer(
            TlsMode mode, UnaryOperator<ImapSettings> settings, Set<String> hidden, Quota quota, NetSettings limits) {
        this(mode, settings, hidden, quota, limits, InstantSource.system());
    }

    /// A server on which each look at the clock finds it eleven seconds later, so that everything takes long.
    ///
    /// @param hidden capabilities hidden from everybody
    public static TestServer slow(Set<String> hidden) {
        AtomicLong looks = new AtomicLong();
        return new TestServer(
                TlsMode.NONE,
                UnaryOperator.identity(),
                hidden,
                Quota.UNLIMITED,
                NetSettings.defaults(),
                () -> Instant.EPOCH.plusSeconds(11 * looks.incrementAndGet()));
    }

    private TestServer(
            TlsMode mode,
            UnaryOperator<ImapSettings> settings,
            Set<String> hidden,
            Quota quota,
            NetSettings limits,
            InstantSource time) {
        try {
            store = new SharingMailStore(new InMemoryMailStore(_ -> quota, InstantSource.system()), shares);
            tls = mode == TlsMode.NONE ? null : new TlsContexts(List.of(certificate()));
            network = new Network(limits, tls, meters);
            Authenticator authenticator =
                    hidden.isEmpty() ? people.authenticator : hiding(people.authenticator, hidden);
            MailStore faulty = faulty();
            ImapProtocol imap = new ImapProtocol(
                    settings.apply(ImapSettings.defaults(Files.createTempDirectory("imap-spool"))),
                    faulty,
                    new InMemoryAnnotations(),
                    new Sharing(shares, people.directory),
                    urlKeys,
                    new UrlAuthority(faulty, urlKeys, people.directory::identify, clock),
                    authenticator,
                    meters,
                    time);
            listener = network.bind(
                    new Listener("imap", Optional.of(InetAddress.getLoopbackAddress()), 0, mode, false), imap);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MailStore faulty() {
        return (MailStore) Proxy.newProxyInstance(
                MailStore.class.getClassLoader(), new Class<?>[] {MailStore.class}, (_, method, arguments) -> {
                    RuntimeException fault = faults.get(method.getName());
                    if (fault != null) {
                        throw fault;
                    }
                    meanwhile.accept(method.getName());
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    public void fail(String method, StoreFailure failure) {
        faults.put(method, new StoreException(failure));
    }

    private static Authenticator hiding(Authenticator authenticator, Set<String> hidden) {
        return (identity, password, client, protocol) -> switch (authenticator.authenticate(
                identity, password, client, protocol)) {
            case Authenticator.Outcome.Granted(Account a) ->
                new Authenticator.Outcome.Granted(new Account(
                        a.id(),
                        a.login(),
                        a.realName(),
                        a.quota(),
                        a.enabled(),
                        a.primary(),
                        a.addresses(),
                        a.popDelete(),
                        hidden,
                        a.language()));
            case Authenticator.Outcome other -> other;
        };
    }

    private static SelfSigned certificate() throws IOException {
        Path directory = Files.createTempDirectory("imap-tls");
        return new SelfSigned(directory.resolve("tls"), List.of("localhost"), InstantSource.system());
    }

    public AccountId ann() {
        return people.ann.id();
    }

    public int port() {
        return listener.port();
    }

    public ImapClient connect() {
        return new ImapClient(port());
    }

    /// Connected and logged in as ann.
    public ImapClient login() {
        ImapClient client = connect();
        client.ok("LOGIN ann " + TestDirectory.ANN_PASSWORD);
        return client;
    }

    /// Logged in as ann, INBOX selected.
    public ImapClient select() {
        ImapClient client = login();
        client.ok("SELECT INBOX");
        return client;
    }

    public void stop() {
        network.stop(Duration.ofSeconds(2));
    }

    @Override
    public void close() {
        stop();
        if (tls != null) {
            tls.close();
        }
        store.close();
    }
}
