package org.tassis.mailflow.spam.check;

import java.util.List;
import java.util.Optional;
import org.tassis.mailflow.Check;
import org.tassis.mailflow.Mode;
import org.tassis.mailflow.Policy;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.Verdict;
import org.tassis.message.MessageContent;

/// Begins to ask other programs as soon as a message is here: stands before what takes time. The answers are waited
/// for by {@link VirusCheck} and {@link SpamFilter}.
public final class Asking implements Policy {
    private final Optional<Scanner> viruses;
    private final Optional<Scanner> spam;

    public Asking(Optional<Scanner> viruses, Optional<Scanner> spam) {
        this.viruses = viruses;
        this.spam = spam;
    }

    @Override
    public Verdict data(Reception reception, MessageContent content) {
        viruses.filter(_ -> isAsked(Check.VIRUSES, reception))
                .ifPresent(scanner -> of(reception).begin(scanner, reception, content));
        if (reception.client().account().isEmpty()) {
            spam.filter(_ -> isAsked(Check.SPAM, reception))
                    .ifPresent(scanner -> of(reception).begin(scanner, reception, content));
        }
        return Verdict.ACCEPT;
    }

    private static boolean isAsked(Check check, Reception reception) {
        return reception.client().entrance().mode(check) != Mode.OFF;
    }

    static Scans of(Reception reception) {
        return reception.once(Scans.class, Scans::new);
    }

    /// In the order in which they stand in the list of policies, around those of `between`.
    public List<Policy> around(List<Policy> between, Policy spamFilter) {
        java.util.ArrayList<Policy> all = new java.util.ArrayList<>();
        if (viruses.isPresent() || spam.isPresent()) {
            all.add(this);
        }
        all.addAll(between);
        viruses.ifPresent(scanner -> all.add(new VirusCheck(scanner)));
        all.add(spamFilter);
        return all;
    }
}
