package org.tassis.directory.setup;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.tassis.core.DomainName;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.CustomerId;
import org.tassis.directory.NewCustomer;
import org.tassis.directory.desk.Actor;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.SetUp;
import org.tassis.directory.desk.Visit;

/// The first start of a server: while it has no operator, a link that it prints on its console lets one set
/// it up, once. Only digests of links are kept. All that is set up is one transaction, so that after a
/// failure in the middle nothing is done and the link still leads there. Any thread.
public final class FirstRun {
    /// How long a link leads there.
    public static final Duration LIFE = Duration.ofDays(7);

    /// The decision that is the server's name.
    public static final String HOST_NAME = "hostname";

    /// The decision whether certificates are ordered: `true` or `false`.
    public static final String CERTIFICATES = "acme";

    private static final String LINKS = "first-run";
    private static final int MAX_LINKS = 5;
    private static final int MAX_TOKEN = 100;

    private final SetUpRecords records;
    private final Desk desk;
    private final InstantSource clock;
    private final ReentrantLock completing = new ReentrantLock();

    /// What is asked.
    ///
    /// @param customer     whose domain it is; empty: the operator's own
    /// @param certificates whether they may be ordered from the authority that the settings name
    public record Answers(
            DomainName host,
            Login operator,
            Secret password,
            Optional<Login> customer,
            DomainName domain,
            Locale language,
            boolean certificates) {}

    /// The link leads nowhere: it is wrong or over, or somebody has set up the server.
    public static final class Over extends Exception {
        private static final long serialVersionUID = 1;
    }

    public FirstRun(SetUpRecords records, Desk desk, InstantSource clock) {
        this.records = records;
        this.desk = desk;
        this.clock = clock;
    }

    /// Whether the server still has nobody who runs it.
    public boolean isOpen() {
        return desk.directory().operators().list().isEmpty();
    }

    /// @return the secret part of a new link; nothing when the server has an operator. Those from earlier
    ///     starts stay good for their time.
    public Optional<String> newLink() {
        if (!isOpen()) {
            return Optional.empty();
        }
        String token = Tokens.make();
        List<String> kept = new ArrayList<>(links());
        kept.add(Tokens.digest(token) + " " + clock.instant().plus(LIFE).toEpochMilli());
        records.decide(
                LINKS, Optional.of(String.join("\n", kept.subList(Math.max(0, kept.size() - MAX_LINKS), kept.size()))));
        return Optional.of(token);
    }

    private List<String> links() {
        Instant now = clock.instant();
        return records.decided(LINKS)
                .orElse("")
                .lines()
                .filter(line -> Instant.ofEpochMilli(Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                        .isAfter(now))
                .toList();
    }

    /// Whether this secret part leads to the set-up page now.
    public boolean leads(String token) {
        if (token.length() > MAX_TOKEN || !isOpen()) {
            return false;
        }
        byte[] digest = Tokens.digest(token).getBytes(StandardCharsets.US_ASCII);
        boolean found = false;
        for (String line : links()) {
            found |= MessageDigest.isEqual(
                    line.substring(0, line.indexOf(' ')).getBytes(StandardCharsets.US_ASCII), digest);
        }
        return found;
    }

    /// @param from the address of the client, for the audit log
    /// @return the domain, and the password of its administrator, which is shown this once
    /// @throws Over the link leads nowhere
    /// @throws org.tassis.directory.DirectoryException an answer cannot be; nothing was done, and the link
    ///     stays
    public SetUp complete(String token, Answers answers, String from) throws Over {
        completing.lock(); // of two at once, one is the operator
        try {
            if (!leads(token)) {
                throw new Over();
            }
            Visit visit = new Visit(new Actor.Operator(answers.operator().value()), "page", from);
            return desk.directory().together(() -> {
                desk.operators(visit).add(answers.operator(), "", answers.password());
                CustomerId owner = answers.customer()
                        .map(name -> desk.customers(visit)
                                .add(new NewCustomer(name, "", Optional.empty(), answers.language()))
                                .id())
                        .orElse(CustomerId.HOUSE);
                SetUp made = desk.domains(visit).setUp(answers.domain(), owner, Optional.empty());
                records.decide(HOST_NAME, Optional.of(answers.host().ascii()));
                records.decide(CERTIFICATES, Optional.of(Boolean.toString(answers.certificates())));
                records.decide(LINKS, Optional.empty());
                return made;
            });
        } finally {
            completing.unlock();
        }
    }
}
