package org.tassis.mailflow.spam.check;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.Cidr;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.directory.Target;
import org.tassis.mailflow.Check;
import org.tassis.mailflow.Client;
import org.tassis.mailflow.Correspondents;
import org.tassis.mailflow.Mark;
import org.tassis.mailflow.Mode;
import org.tassis.mailflow.Policy;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.Recipient;
import org.tassis.mailflow.Refusal;
import org.tassis.mailflow.Verdict;
import org.tassis.mailflow.policy.AccessLists;
import org.tassis.mailflow.policy.AccessRule;
import org.tassis.mailflow.spam.Reputation;
import org.tassis.mailflow.spam.Score;
import org.tassis.mailflow.spam.SpamField;
import org.tassis.mailflow.spam.SpamKnowledge;
import org.tassis.mailflow.spam.SpamVerdict;
import org.tassis.mailflow.spam.SpamVerdict.Filing;
import org.tassis.mailflow.spam.Tokenizer;
import org.tassis.mailflow.spam.Tokens;
import org.tassis.message.MessageContent;
import org.tassis.senderauth.AuthenticationResult;
import org.tassis.senderauth.dkim.ArcOutcome;
import org.tassis.senderauth.dkim.DkimOutcome;
import org.tassis.senderauth.dmarc.DmarcOutcome;
import org.tassis.senderauth.spf.SpfOutcome;
import org.tassis.store.StoreException;

/// Adds what speaks for and against a stranger's message, and does what the sum says: into Junk, or refused
/// while the sender is connected. Each mailbox is judged by what it has learnt itself, so the same message
/// may go to Junk in one and to INBOX in the other; it is refused only when all recipients' sums say so,
/// and then for all. A recipient who always lets the sender in, or has written to it, gets it in INBOX.
/// Stands last, where all marks are known.
///
/// The verdict is kept on top of the message ({@link SpamField}). It is one for all that share the message:
/// where mailboxes differ it holds what they have in common, and none learns what another has learnt.
public final class SpamFilter implements Policy {
    private static final Logger LOG = LoggerFactory.getLogger(SpamFilter.class);

    /// What a mark of a check weighs that also decides by itself.
    private static final double QUARANTINE = 3;

    private static final double TEST_MESSAGE = 1000;

    private final SpamSettings settings;
    private final SpamKnowledge knowledge;
    private final Reputation reputation;
    private final AccessLists lists;
    private final Correspondents correspondents;
    private final List<Cidr> trusted;
    private final Optional<Scanner> rspamd;

    /// @param trusted networks whose clients are not judged
    public SpamFilter(
            SpamSettings settings,
            SpamKnowledge knowledge,
            Reputation reputation,
            AccessLists lists,
            Correspondents correspondents,
            List<Cidr> trusted,
            Optional<Scanner> rspamd) {
        this.settings = settings;
        this.knowledge = knowledge;
        this.reputation = reputation;
        this.lists = lists;
        this.correspondents = correspondents;
        this.trusted = List.copyOf(trusted);
        this.rspamd = rspamd;
    }

    @Override
    public Optional<Check> check() {
        return Optional.of(Check.SPAM);
    }

    @Override
    public Verdict data(Reception reception, MessageContent content) {
        Client client = reception.client();
        if (client.account().isPresent() || trusted.stream().anyMatch(network -> network.contains(client.address()))) {
            return Verdict.ACCEPT;
        }
        Optional<Tokens> tokens = tokens(reception, content);
        List<Score> common = new ArrayList<>();
        reception.marks().stream()
                .filter(mark -> counts(mark.check(), reception))
                .forEach(mark -> common.add(score(mark, reception)));
        if (counts(Check.SENDER_AUTH, reception)) {
            reception.authentication().ifPresent(result -> authentication(result, common));
        }
        reception.junk().ifPresent(_ -> common.add(new Score("dmarc-quarantine", QUARANTINE, author(reception))));
        if (tokens.isPresent() && tokens.get().isTest()) {
            common.add(new Score("test-message", TEST_MESSAGE, ""));
        }
        if (rspamd.isPresent()) {
            switch (Asking.of(reception).result(rspamd.get(), reception, content)) {
                case Finding.Opinion(double weight, String detail) -> common.add(new Score("rspamd", weight, detail));
                case Finding.Infected(String name) -> common.add(new Score("virus", TEST_MESSAGE, name));
                case Finding.Down(String why) -> {
                    if (VirusCheck.whenDown(rspamd.get(), why) instanceof Verdict.Refuse refused) {
                        return refused;
                    }
                }
                case Finding.Clean _ -> {}
            }
        }
        double withoutReputation = SpamVerdict.sum(common);
        List<Score> standing = standing(reception);
        common.addAll(standing);
        Judgement judgement = new Judgement(reception, common, tokens);
        remember(reception, judgement, withoutReputation);
        return judgement.act();
    }

    private Optional<Tokens> tokens(Reception reception, MessageContent content) {
        try {
            List<AccountId> accounts = reception.recipients().stream()
                    .flatMap(recipient -> recipient.readers().stream())
                    .map(Account::id)
                    .toList();
            return Optional.of(
                    knowledge.saysSomething(accounts)
                            ? knowledge.tokenizer().tokens(content)
                            : new Tokens(new long[0], Tokenizer.isTest(content)));
        } catch (IOException | StoreException e) {
            LOG.warn("{}: its words cannot be looked at: {}", reception.id(), e.toString());
            return Optional.empty();
        }
    }

    /// What is only observed weighs nothing.
    private static boolean counts(Check check, Reception reception) {
        return reception.client().entrance().mode(check) == Mode.ENFORCE;
    }

    /// That SPF fails weighs little beside that the author is not certain, which it is part of.
    private static Score score(Mark mark, Reception reception) {
        boolean counted = mark.code().startsWith("spf-")
                && reception.marks().stream().anyMatch(other -> other.code().equals("dmarc-fail"));
        return new Score(mark.code(), counted ? Math.min(1, mark.points()) : mark.points(), mark.detail());
    }

    /// Beyond the marks.
    private static void authentication(AuthenticationResult result, List<Score> to) {
        if (!result.anySignaturePasses()) {
            result.dkim().stream()
                    .filter(one -> one.outcome() == DkimOutcome.FAIL)
                    .findFirst()
                    .ifPresent(one -> to.add(new Score(
                            "dkim-fail",
                            0.5,
                            one.signature()
                                    .map(signed -> signed.domain().ascii())
                                    .orElse("?"))));
        }
        if (result.arc().outcome() == ArcOutcome.PASS) {
            to.add(new Score("arc-pass", -0.5, ""));
        }
    }

    private static String author(Reception reception) {
        return reception
                .authentication()
                .flatMap(result -> result.dmarc().from())
                .map(DomainName::ascii)
                .orElse("");
    }

    // ---- reputation

    /// The domain is the sender's only when that is certain.
    private static Optional<String> domain(Reception reception) {
        if (reception.authentication().isEmpty()) {
            return Optional.empty();
        }
        AuthenticationResult result = reception.authentication().get();
        if (result.dmarc().outcome() == DmarcOutcome.PASS) {
            return result.dmarc().from().map(DomainName::ascii);
        }
        return result.spf().outcome() == SpfOutcome.PASS
                ? reception.sender().map(sender -> sender.domain().ascii())
                : Optional.empty();
    }

    private static String network(InetAddress client) {
        return Cidr.around(client, 24, 64).toString();
    }

    private List<Score> standing(Reception reception) {
        try {
            List<Score> scores = new ArrayList<>(2);
            domain(reception).ifPresent(name -> scores.add(reputation.score(Reputation.Kind.DOMAIN, name)));
            scores.add(reputation.score(
                    Reputation.Kind.NETWORK, network(reception.client().address())));
            return scores;
        } catch (StoreException e) {
            LOG.warn("{}: reputation cannot be asked: {}", reception.id(), e.toString());
            return List.of();
        }
    }

    /// What was judged without its help moves it, by half a message; people's own word counts one.
    private void remember(Reception reception, Judgement judgement, double withoutReputation) {
        if (reception.client().entrance().mode(Check.SPAM) == Mode.OFF) {
            return;
        }
        double sum = withoutReputation + judgement.learnt();
        double spam = sum >= settings.junkAt() ? 0.5 : 0;
        double ham = sum <= settings.junkAt() / 5 ? 0.5 : 0;
        if (spam == 0 && ham == 0) {
            return;
        }
        try {
            domain(reception).ifPresent(name -> reputation.happened(Reputation.Kind.DOMAIN, name, spam, ham));
            reputation.happened(
                    Reputation.Kind.NETWORK, network(reception.client().address()), spam, ham);
        } catch (StoreException e) {
            LOG.debug("{}: reputation cannot be kept", reception.id(), e);
        }
    }

    // ---- one message

    /// What one mailbox, or all who have none here, gets.
    private record Sum(List<Score> own, double score, boolean letIn) {}

    private final class Judgement {
        private final Reception reception;
        private final List<Score> common;
        private final Optional<Tokens> tokens;
        private final Sum elsewhere;
        private final Map<AccountId, Sum> sums = new LinkedHashMap<>();
        private final boolean passedOn;

        Judgement(Reception reception, List<Score> common, Optional<Tokens> tokens) {
            this.reception = reception;
            this.common = common;
            this.tokens = tokens;
            this.elsewhere = sum(learnt(Optional.empty()), false);
            boolean authentic = isAuthentic();
            Set<AccountId> asked = new HashSet<>();
            for (Recipient recipient : reception.recipients()) {
                for (Account account : recipient.readers()) {
                    Optional<Score> letIn = letIn(recipient, account, authentic);
                    if (letIn.isPresent()) {
                        sums.put(account.id(), sum(letIn, true));
                        asked.add(account.id());
                    } else if (asked.add(account.id())) {
                        sums.put(account.id(), sum(learnt(Optional.of(account.id())), false));
                    }
                }
            }
            this.passedOn = reception.recipients().stream()
                    .flatMap(recipient -> recipient.remotes().stream())
                    .anyMatch(remote -> !(remote.reason() instanceof Target.Reason.Forward));
        }

        private Sum sum(Optional<Score> own, boolean letIn) {
            return new Sum(
                    own.stream().toList(),
                    SpamVerdict.sum(common) + own.map(Score::weight).orElse(0.0),
                    letIn);
        }

        /// What the base, or the first mailbox, has learnt of such mail.
        double learnt() {
            return sums.values().stream().findFirst().orElse(elsewhere).own().stream()
                    .mapToDouble(Score::weight)
                    .sum();
        }

        private boolean isAuthentic() {
            return reception
                    .authentication()
                    .map(result -> result.dmarc().outcome() != DmarcOutcome.FAIL
                            && result.spf().outcome() != SpfOutcome.FAIL
                            && result.spf().outcome() != SpfOutcome.SOFTFAIL)
                    .orElse(true);
        }

        private Optional<Score> letIn(Recipient recipient, Account account, boolean authentic) {
            Optional<AccessRule> rule = lists.judge(reception.client().address(), reception.sender(), recipient)
                    .filter(found -> found.effect() == AccessRule.Effect.ALLOW);
            if (rule.isPresent()) {
                return Optional.of(new Score("allowed", 0, rule.get().subject().text()));
            }
            Optional<EmailAddress> sender = reception.sender();
            return authentic && sender.isPresent() && correspondents.knows(account.id(), sender.get())
                    ? Optional.of(new Score("correspondent", 0, sender.get().toString()))
                    : Optional.empty();
        }

        private Optional<Score> learnt(Optional<AccountId> account) {
            if (tokens.isEmpty()) {
                return Optional.empty();
            }
            OptionalDouble probability;
            try {
                probability = knowledge.probability(tokens.get().hashes(), account);
            } catch (StoreException e) {
                LOG.warn("{}: what was learnt cannot be read: {}", reception.id(), e.toString());
                return Optional.empty();
            }
            return probability.isEmpty() ? Optional.empty() : Band.of(probability.getAsDouble());
        }

        Verdict act() {
            boolean allRefuse = (!passedOn || elsewhere.score() >= settings.refuseAt())
                    && sums.values().stream().allMatch(sum -> !sum.letIn() && sum.score() >= settings.refuseAt());
            if (allRefuse) {
                Sum worst = sums.values().stream().findFirst().orElse(elsewhere);
                return new Verdict.Refuse(
                        new Refusal.Spam(), value(new SpamVerdict(Filing.REFUSE, worst.score(), with(worst))));
            }
            boolean enforced = reception.client().entrance().mode(Check.SPAM) == Mode.ENFORCE;
            Map<AccountId, SpamVerdict> verdicts = new LinkedHashMap<>();
            sums.forEach((account, sum) -> {
                boolean junk =
                        reception.junk().isPresent() || enforced && !sum.letIn() && sum.score() >= settings.junkAt();
                verdicts.put(account, new SpamVerdict(junk ? Filing.JUNK : Filing.PASS, sum.score(), with(sum)));
            });
            verdicts.forEach((account, verdict) -> {
                if (verdict.filing() == Filing.JUNK) {
                    reception.putIntoJunk(account, value(verdict));
                }
            });
            Set<SpamVerdict> different = new HashSet<>(verdicts.values());
            SpamVerdict kept =
                    switch (different.size()) {
                        case 0 -> new SpamVerdict(Filing.PASS, elsewhere.score(), with(elsewhere));
                        case 1 -> different.iterator().next();
                        default -> new SpamVerdict(Filing.EACH, SpamVerdict.sum(common), common);
                    };
            kept.scores().stream()
                    .filter(score -> reception.marks().stream()
                            .noneMatch(mark -> mark.code().equals(score.code())))
                    .filter(score -> score.weight() != 0)
                    .forEach(score ->
                            reception.mark(new Mark(Check.SPAM, score.weight(), score.code(), score.detail())));
            reception.prepend(SpamField.render(kept));
            return Verdict.ACCEPT;
        }

        private List<Score> with(Sum sum) {
            List<Score> all = new ArrayList<>(common);
            all.addAll(sum.own());
            return all;
        }
    }

    private static String value(SpamVerdict verdict) {
        return SpamField.value(verdict);
    }

    /// What Bayes' probability weighs: in few steps, so that small differences make no different verdicts.
    enum Band {
        SURE(0.99, 5.5),
        LIKELY(0.95, 4),
        RATHER(0.8, 2),
        OPEN(0.2, 0),
        RATHER_NOT(0.05, -1),
        UNLIKELY(0.01, -2),
        SURELY_NOT(0, -3);

        private final double least;
        private final double weight;

        Band(double least, double weight) {
            this.least = least;
            this.weight = weight;
        }

        static Optional<Score> of(double probability) {
            for (Band band : values()) {
                if (probability >= band.least) {
                    return band.score();
                }
            }
            return Optional.empty();
        }

        private Optional<Score> score() {
            if (weight == 0) {
                return Optional.empty();
            }
            return Optional.of(
                    weight > 0
                            ? new Score("learnt-spam", weight, Math.round(least * 100) + "")
                            : new Score("learnt-wanted", weight, upper() + ""));
        }

        private long upper() {
            return Math.round(values()[ordinal() - 1].least * 100);
        }
    }
}
