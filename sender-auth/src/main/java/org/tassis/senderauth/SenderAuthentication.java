package org.tassis.senderauth;

import java.io.IOException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.tassis.core.EmailAddress;
import org.tassis.message.MessageContent;
import org.tassis.senderauth.dkim.ArcOutcome;
import org.tassis.senderauth.dkim.ArcReason;
import org.tassis.senderauth.dkim.ArcResult;
import org.tassis.senderauth.dkim.ArcVerifier;
import org.tassis.senderauth.dkim.BodyHashes;
import org.tassis.senderauth.dkim.DkimResult;
import org.tassis.senderauth.dkim.DkimVerifier;
import org.tassis.senderauth.dmarc.Author;
import org.tassis.senderauth.dmarc.Dmarc;
import org.tassis.senderauth.dmarc.PublicSuffixes;
import org.tassis.senderauth.dns.Dns;
import org.tassis.senderauth.header.MessageHeader;
import org.tassis.senderauth.spf.Spf;
import org.tassis.senderauth.spf.SpfResult;

/// Finds out whether a message comes from whom it says: SPF, DKIM, ARC and the DMARC policy at the same
/// time, each on a virtual thread, all under one time limit; then DMARC from their results. What is not
/// ready in time is a temporary error. Any number of threads.
public final class SenderAuthentication {
    private final AuthenticationSettings settings;
    private final Spf spf;
    private final DkimVerifier dkim;
    private final ArcVerifier arc;
    private final Dmarc dmarc;

    public SenderAuthentication(
            Dns dns, AuthenticationSettings settings, Supplier<PublicSuffixes> suffixes, InstantSource clock) {
        this.settings = settings;
        this.spf = new Spf(dns, settings.host().ascii(), clock);
        this.dkim = new DkimVerifier(dns, settings.dkim(), clock);
        this.arc = new ArcVerifier(dns, settings.dkim());
        this.dmarc = new Dmarc(dns, suffixes, () -> ThreadLocalRandom.current().nextInt(100));
    }

    /// SPF alone, for who needs it before there is a message; under the same time limit.
    ///
    /// @param helo   as the client said it
    /// @param sender of the envelope; empty for `<>`
    public SpfResult checkSpf(InetAddress client, String helo, Optional<EmailAddress> sender)
            throws InterruptedException {
        var clock = new Stopwatch();
        return clock.result(clock.start(() -> spf.check(client, helo, sender)), () -> late(helo, sender));
    }

    /// @throws IOException          the content cannot be read
    /// @throws InterruptedException all checks were given up
    public AuthenticationResult check(
            InetAddress client, String helo, Optional<EmailAddress> sender, MessageContent content)
            throws IOException, InterruptedException {
        var clock = new Stopwatch();
        try {
            var spfCheck = clock.start(() -> spf.check(client, helo, sender));
            var header = MessageHeader.read(content);
            var author = Author.of(header, content);
            var policy = clock.start(() -> dmarc.find(author));
            var bodies = new BodyHashes();
            var signatures = dkim.prepare(header, bodies);
            var arcCheck = clock.start(arc.prepare(header, bodies));
            List<FutureTask<DkimResult>> dkimChecks = new ArrayList<>();
            for (var check : signatures.checks()) {
                dkimChecks.add(clock.start(check.run()));
            }
            bodies.read(content); // here, while the others ask the DNS: content is read by one thread

            var spfResult = clock.result(spfCheck, () -> late(helo, sender));
            List<DkimResult> dkimResults = new ArrayList<>();
            for (int i = 0; i < dkimChecks.size(); i++) {
                dkimResults.add(
                        clock.result(dkimChecks.get(i), signatures.checks().get(i)::outOfTime));
            }
            var arcResult = clock.result(arcCheck, () -> ArcResult.of(ArcOutcome.TEMPERROR, new ArcReason.OutOfTime()));
            var published = clock.result(policy, () -> Dmarc.outOfTime(author));
            return new AuthenticationResult(
                    spfResult,
                    dkimResults,
                    signatures.ignored(),
                    arcResult,
                    dmarc.judge(published, spfResult, dkimResults));
        } finally {
            clock.giveUp();
        }
    }

    private static SpfResult late(String helo, Optional<EmailAddress> sender) {
        return sender.isPresent()
                ? SpfResult.outOfTime(
                        SpfResult.Identity.MAIL_FROM, sender.get().domain().ascii())
                : SpfResult.outOfTime(SpfResult.Identity.HELO, helo);
    }

    /// What runs for one message, until its time is over. One thread.
    private final class Stopwatch {
        private final long end = System.nanoTime() + settings.limit().toNanos();
        private final List<FutureTask<?>> running = new ArrayList<>();

        <T> FutureTask<T> start(Callable<T> check) {
            var task = new FutureTask<>(check);
            running.add(task);
            Thread.ofVirtual().name("sender-auth").start(task);
            return task;
        }

        /// @param late what to say when there is no time left
        <T> T result(FutureTask<T> task, Supplier<T> late) throws InterruptedException {
            try {
                return task.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                task.cancel(true);
                return late.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a check of the sender failed", e.getCause());
            }
        }

        void giveUp() {
            running.forEach(task -> task.cancel(true));
        }
    }
}
