package org.tassis.senderauth.dkim;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.tassis.message.MessageContent;
import org.tassis.senderauth.dns.Dns;
import org.tassis.senderauth.header.MessageHeader;

/// Judges the signatures of messages: RFC 6376 §6. Any number of threads.
public final class DkimVerifier {
    /// One signature that is to be judged.
    ///
    /// @param signature what is known before the DNS is asked
    /// @param run       may run on a thread of its own; asks the DNS and waits for the body to be read
    public record Check(Optional<DkimResult.Signed> signature, Callable<DkimResult> run) {
        /// When it took too long.
        public DkimResult outOfTime() {
            return new DkimResult(DkimOutcome.TEMPERROR, new DkimReason.OutOfTime(), signature);
        }
    }

    /// @param checks  from the top
    /// @param ignored signatures beyond {@link DkimSettings#maxSignatures}
    public record Prepared(List<Check> checks, int ignored) {
        public Prepared {
            checks = List.copyOf(checks);
        }
    }

    private final Dns dns;
    private final DkimSettings settings;
    private final InstantSource clock;

    public DkimVerifier(Dns dns, DkimSettings settings, InstantSource clock) {
        this.dns = dns;
        this.settings = settings;
        this.clock = clock;
    }

    /// All on this thread, one after the other.
    ///
    /// @throws IOException the content cannot be read
    public List<DkimResult> verify(MessageContent content) throws IOException, InterruptedException {
        var bodies = new BodyHashes();
        var prepared = prepare(MessageHeader.read(content), bodies);
        bodies.read(content);
        List<DkimResult> results = new ArrayList<>();
        try {
            for (var check : prepared.checks()) {
                results.add(check.run().call());
            }
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e); // checks throw nothing else
        }
        return results;
    }

    /// Reads the signatures and says which hashes of the body they need.
    public Prepared prepare(MessageHeader header, BodyHashes bodies) {
        var fields = header.named("dkim-signature");
        List<Check> checks = new ArrayList<>();
        for (var field : fields.subList(0, Math.min(fields.size(), settings.maxSignatures()))) {
            checks.add(prepare(header, field, bodies));
        }
        return new Prepared(checks, fields.size() - checks.size());
    }

    private Check prepare(MessageHeader header, MessageHeader.Field field, BodyHashes bodies) {
        try {
            if (!header.isComplete()) {
                throw new Refused(DkimOutcome.NEUTRAL, new DkimReason.HeaderTooLarge());
            }
            var signature = Signature.parse(header, field, Signature.Kind.DKIM);
            checkTimes(signature);
            var body = bodies.want(signature.canonicalization().body(), signature.bodyLimit());
            return new Check(Optional.of(signature.shown(0, false)), () -> judge(header, signature, body));
        } catch (Refused e) {
            var result = new DkimResult(e.outcome(), e.reason(), Optional.empty());
            return new Check(Optional.empty(), () -> result);
        }
    }

    private DkimResult judge(MessageHeader header, Signature signature, CompletableFuture<BodyHashes.BodyHash> body)
            throws InterruptedException {
        Optional<KeyRecord> key = Optional.empty();
        try {
            var record = KeyRecord.find(dns, signature, settings);
            key = Optional.of(record);
            var reason = checkMessage(header, signature, record, body, settings.trustPartialBodies());
            return result(DkimOutcome.PASS, reason, signature, key);
        } catch (Refused e) {
            return result(e.outcome(), e.reason(), signature, key);
        }
    }

    private static DkimResult result(
            DkimOutcome outcome, DkimReason reason, Signature signature, Optional<KeyRecord> key) {
        return new DkimResult(
                outcome,
                reason,
                Optional.of(signature.shown(
                        key.map(KeyRecord::bits).orElse(0),
                        key.map(KeyRecord::testing).orElse(false))));
    }

    private void checkTimes(Signature signature) throws Refused {
        var now = clock.instant();
        if (signature.expires().isPresent()
                && signature.expires().get().plus(settings.clockTolerance()).isBefore(now)) {
            throw new Refused(
                    DkimOutcome.POLICY,
                    new DkimReason.Expired(signature.expires().get()));
        }
        if (signature.signedAt().isPresent()
                && signature.signedAt().get().minus(settings.clockTolerance()).isAfter(now)) {
            throw new Refused(
                    DkimOutcome.POLICY,
                    new DkimReason.FromTheFuture(signature.signedAt().get()));
        }
    }

    /// RFC 6376 §6.1.3: the hash of the body, then the signature.
    static DkimReason checkMessage(
            MessageHeader header,
            Signature signature,
            KeyRecord key,
            CompletableFuture<BodyHashes.BodyHash> body,
            boolean trustPartialBodies)
            throws Refused, InterruptedException {
        byte[] signed = SignedHeader.octets(
                header,
                signature.fields(),
                signature.field(),
                SignedHeader.unsigned(header, signature),
                signature.canonicalization().header());
        boolean holds = PublicKeys.verify(key.key(), signature.algorithm(), signed, signature.value());
        var hash = BodyHashes.await(body);
        boolean whole = signature.bodyLimit() == BodyHasher.WHOLE;
        if (!whole && signature.bodyLimit() > hash.length()
                || !java.security.MessageDigest.isEqual(hash.sha256(), signature.bodyHash())) {
            throw new Refused(DkimOutcome.FAIL, new DkimReason.BodyChanged());
        }
        if (!holds) {
            throw new Refused(DkimOutcome.FAIL, new DkimReason.HeaderChanged());
        }
        if (!whole && signature.bodyLimit() < hash.length()) {
            var reason = new DkimReason.BodyPartlySigned(hash.length() - signature.bodyLimit());
            if (!trustPartialBodies) {
                throw new Refused(DkimOutcome.POLICY, reason);
            }
            return reason;
        }
        return new DkimReason.Verified();
    }
}
