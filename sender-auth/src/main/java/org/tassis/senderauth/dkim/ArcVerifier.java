package org.tassis.senderauth.dkim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.tassis.message.HeaderFields;
import org.tassis.message.MessageContent;
import org.tassis.senderauth.dkim.ArcReason.Part;
import org.tassis.senderauth.dns.Dns;
import org.tassis.senderauth.header.MessageHeader;

/// Judges ARC chains: RFC 8617 §5.2. Any number of threads.
public final class ArcVerifier {
    /// RFC 8617 §4.2.1.
    private static final int MAX_INSTANCE = 50;

    private static final int MAX_RESULTS = 4096;
    private static final Pattern INSTANCE = Pattern.compile("\\s*i\\s*=\\s*(\\d{1,3})\\s*;(.*)", Pattern.DOTALL);
    private static final Map<Part, String> NAMES = Map.of(
            Part.AUTHENTICATION_RESULTS, "arc-authentication-results",
            Part.MESSAGE_SIGNATURE, "arc-message-signature",
            Part.SEAL, "arc-seal");

    private record Set(int instance, Map<Part, MessageHeader.Field> fields) {
        MessageHeader.Field field(Part part) {
            var field = fields.get(part);
            if (field == null) {
                throw new IllegalStateException("checked before: " + part);
            }
            return field;
        }
    }

    private final Dns dns;
    private final DkimSettings settings;

    public ArcVerifier(Dns dns, DkimSettings settings) {
        this.dns = dns;
        this.settings = settings;
    }

    /// All on this thread.
    ///
    /// @throws IOException the content cannot be read
    public ArcResult verify(MessageContent content) throws IOException, InterruptedException {
        var bodies = new BodyHashes();
        var check = prepare(MessageHeader.read(content), bodies);
        bodies.read(content);
        try {
            return check.call();
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e); // it throws nothing else
        }
    }

    /// Reads the chain and says which hash of the body it needs. The check may run on a thread of its own;
    /// it asks the DNS and waits for the body to be read.
    public Callable<ArcResult> prepare(MessageHeader header, BodyHashes bodies) {
        try {
            var sets = sets(header);
            if (sets.isEmpty()) {
                var none = ArcResult.of(ArcOutcome.NONE, new ArcReason.NoChain());
                return () -> none;
            }
            List<Signature> seals = new ArrayList<>();
            for (var set : sets) {
                seals.add(signature(header, set, Part.SEAL));
            }
            checkStatus(seals);
            var newest = sets.getLast();
            var message = signature(header, newest, Part.MESSAGE_SIGNATURE);
            var body = bodies.want(message.canonicalization().body(), message.bodyLimit());
            return () -> judge(header, sets, seals, message, body);
        } catch (Broken e) {
            var broken = ArcResult.of(e.outcome, e.reason);
            return () -> broken;
        }
    }

    /// RFC 8617 §5.2 steps 1 and 3: instances 1 to n, each with one field of each kind.
    private static List<Set> sets(MessageHeader header) throws Broken {
        var found = new TreeMap<Integer, Map<Part, MessageHeader.Field>>();
        for (var part : Part.values()) {
            var fields = header.named(name(part));
            if (fields.size() > MAX_INSTANCE) {
                throw Broken.because(new ArcReason.TooLong(fields.size()));
            }
            for (var field : fields) {
                int instance = instance(header, field, part);
                var set = found.computeIfAbsent(instance, _ -> new EnumMap<>(Part.class));
                if (set.put(part, field) != null) {
                    throw Broken.because(new ArcReason.Twice(instance, part));
                }
            }
        }
        List<Set> sets = new ArrayList<>();
        int last = found.isEmpty() ? 0 : found.lastKey();
        for (int instance = 1; instance <= last; instance++) {
            var fields = found.getOrDefault(instance, Map.of());
            for (var part : Part.values()) {
                if (!fields.containsKey(part)) {
                    throw Broken.because(new ArcReason.Missing(instance, part));
                }
            }
            sets.add(new Set(instance, fields));
        }
        if (last > 0 && !header.isComplete()) {
            throw Broken.because(
                    new ArcReason.NotVerified(last, Part.MESSAGE_SIGNATURE, new DkimReason.HeaderTooLarge()));
        }
        return sets;
    }

    private static String name(Part part) {
        return NAMES.getOrDefault(part, "");
    }

    private static int instance(MessageHeader header, MessageHeader.Field field, Part part) throws Broken {
        Optional<String> digits;
        if (part == Part.AUTHENTICATION_RESULTS) {
            var matcher = INSTANCE.matcher(value(header, field));
            digits = matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
        } else {
            try {
                digits = Signature.tags(header, field).compact("i");
            } catch (Refused e) {
                digits = Optional.empty();
            }
        }
        int instance = digits.filter(text -> text.matches("[0-9]{1,3}"))
                .map(Integer::parseInt)
                .orElse(0);
        if (instance < 1 || instance > MAX_INSTANCE) {
            throw Broken.because(new ArcReason.NoInstance(part));
        }
        return instance;
    }

    private static String value(MessageHeader header, MessageHeader.Field field) {
        var fields = new HeaderFields(header.octets(), field.start(), field.end() - field.start());
        return fields.next() ? fields.value(MAX_RESULTS) : "";
    }

    private static Signature signature(MessageHeader header, Set set, Part part) throws Broken {
        try {
            return Signature.parse(
                    header, set.field(part), part == Part.SEAL ? Signature.Kind.ARC_SEAL : Signature.Kind.ARC_MESSAGE);
        } catch (Refused e) {
            throw Broken.because(new ArcReason.NotVerified(set.instance(), part, e.reason()));
        }
    }

    /// RFC 8617 §5.2 steps 2 and 3: the first found no chain, each other a whole one.
    private static void checkStatus(List<Signature> seals) throws Broken {
        if (status(seals.getLast()).equals("fail")) {
            throw Broken.because(new ArcReason.AlreadyBroken(seals.size()));
        }
        for (int i = 0; i < seals.size(); i++) {
            if (!status(seals.get(i)).equals(i == 0 ? "none" : "pass")) {
                throw Broken.because(new ArcReason.WrongStatus(i + 1));
            }
        }
    }

    private static String status(Signature seal) {
        return seal.tags().compact("cv").orElse("").toLowerCase(Locale.ROOT);
    }

    /// RFC 8617 §5.2 steps 4 and 6.
    private ArcResult judge(
            MessageHeader header,
            List<Set> sets,
            List<Signature> seals,
            Signature message,
            CompletableFuture<BodyHashes.BodyHash> body)
            throws InterruptedException {
        int at = sets.size();
        var part = Part.MESSAGE_SIGNATURE;
        try {
            var key = KeyRecord.find(dns, message, settings);
            DkimVerifier.checkMessage(header, message, key, body, settings.trustPartialBodies());
            part = Part.SEAL;
            for (; at > 0; at--) {
                checkSeal(header, sets.subList(0, at), seals.get(at - 1));
            }
        } catch (Refused e) {
            return ArcResult.of(
                    e.outcome() == DkimOutcome.TEMPERROR ? ArcOutcome.TEMPERROR : ArcOutcome.FAIL,
                    new ArcReason.NotVerified(at, part, e.reason()));
        }
        List<ArcResult.Sealed> sealed = new ArrayList<>();
        for (int i = 0; i < sets.size(); i++) {
            var matcher = INSTANCE.matcher(value(header, sets.get(i).field(Part.AUTHENTICATION_RESULTS)));
            sealed.add(new ArcResult.Sealed(
                    i + 1,
                    seals.get(i).domain().ascii(),
                    seals.get(i).selector(),
                    matcher.matches() ? matcher.group(2).strip() : ""));
        }
        return new ArcResult(ArcOutcome.PASS, new ArcReason.Whole(), sealed);
    }

    /// RFC 8617 §5.1.1: a seal is over all sets up to its own, in order, relaxed.
    private void checkSeal(MessageHeader header, List<Set> sets, Signature seal) throws Refused {
        var key = KeyRecord.find(dns, seal, settings);
        var signed = new ByteArrayOutputStream();
        for (var set : sets) {
            for (var part : Part.values()) {
                var field = set.field(part);
                if (part != Part.SEAL || set != sets.getLast()) {
                    Canonicalization.RELAXED.field(header.octets(), field.start(), field.end(), true, signed);
                }
            }
        }
        byte[] own = SignedHeader.unsigned(header, seal);
        Canonicalization.RELAXED.field(own, 0, own.length, false, signed);
        if (!PublicKeys.verify(key.key(), seal.algorithm(), signed.toByteArray(), seal.value())) {
            throw new Refused(DkimOutcome.FAIL, new DkimReason.HeaderChanged());
        }
    }

    private static final class Broken extends Exception {
        private final ArcOutcome outcome;
        private final ArcReason reason;

        private Broken(ArcOutcome outcome, ArcReason reason) {
            super(reason.toString(), null, false, false);
            this.outcome = outcome;
            this.reason = reason;
        }

        static Broken because(ArcReason reason) {
            return new Broken(ArcOutcome.FAIL, reason);
        }
    }
}
