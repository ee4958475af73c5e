package org.tassis.mailflow.rules;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.tassis.core.AccountId;
import org.tassis.directory.Account;
import org.tassis.mailflow.filter.ActiveFilter;
import org.tassis.mailflow.filter.FilterException;
import org.tassis.mailflow.filter.Filtered;
import org.tassis.mailflow.filter.Filters;
import org.tassis.mailflow.filter.ScriptName;
import org.tassis.mailflow.filter.StoredScript;
import org.tassis.mailflow.sieve.SieveAction;
import org.tassis.mailflow.sieve.SieveEnvelope;
import org.tassis.mailflow.sieve.SieveMessage;
import org.tassis.message.MessageContent;

/// The rules of mailboxes, kept as scripts among the others. A script that was made elsewhere is never
/// changed unless somebody asks for just that. Any thread; methods throw {@link FilterException}.
public final class Rules {
    private static final String NAME = "webmail";
    private static final String BLOCKED = "$rule-blocked";

    private final Filters filters;

    public Rules(Filters filters) {
        this.filters = filters;
    }

    /// What filters a mailbox now.
    public sealed interface State {
        /// Rules, or nothing yet.
        record Form(RuleSet rules) implements State {}

        /// A script that was made elsewhere.
        ///
        /// @param waiting rules that are kept and not in use, perhaps none
        record Foreign(ScriptName name, String text, RuleSet waiting) implements State {}
    }

    public State state(AccountId account) {
        Optional<ScriptName> active = active(account);
        if (active.isPresent()) {
            String text = filters.text(account, active.get());
            return RuleScript.read(text)
                    .<State>map(State.Form::new)
                    .orElseGet(() -> new State.Foreign(active.get(), text, waiting(account)));
        }
        return new State.Form(waiting(account));
    }

    private Optional<ScriptName> active(AccountId account) {
        return filters.list(account).stream()
                .filter(StoredScript::active)
                .map(StoredScript::name)
                .findFirst();
    }

    private RuleSet waiting(AccountId account) {
        return own(account)
                .flatMap(name -> RuleScript.read(filters.text(account, name)))
                .orElse(RuleSet.EMPTY);
    }

    /// The script that the form wrote, active or not.
    private Optional<ScriptName> own(AccountId account) {
        return filters.list(account).stream()
                .map(StoredScript::name)
                .filter(name -> name.value().startsWith(NAME))
                .filter(name -> RuleScript.read(filters.text(account, name)).isPresent())
                .findFirst();
    }

    /// Keeps rules, and puts them in use. Where a script made elsewhere was, it stays, no longer in use.
    ///
    /// @throws FilterException TooMany, TooLarge
    public void save(AccountId account, RuleSet set) {
        Optional<ScriptName> inUse = active(account)
                .filter(name -> RuleScript.read(filters.text(account, name)).isPresent());
        ScriptName name = inUse.or(() -> own(account)).orElseGet(() -> free(account));
        filters.put(account, name, RuleScript.write(set));
        filters.activate(account, Optional.of(name));
    }

    private ScriptName free(AccountId account) {
        Set<ScriptName> taken =
                filters.list(account).stream().map(StoredScript::name).collect(Collectors.toSet());
        ScriptName name = new ScriptName(NAME);
        for (int i = 2; taken.contains(name); i++) {
            name = new ScriptName(NAME + "-" + i);
        }
        return name;
    }

    /// Puts a script that was made elsewhere in use again.
    ///
    /// @throws FilterException NoSuchScript, Invalid
    public void use(AccountId account, ScriptName name) {
        filters.activate(account, Optional.of(name));
    }

    /// Changes a script that was made elsewhere, as it was written in an editor.
    ///
    /// @throws FilterException Invalid, with lines; TooLarge; NotText
    public void write(AccountId account, ScriptName name, String text) {
        filters.put(account, name, text);
    }

    /// What would be done with messages.
    ///
    /// @throws FilterException the rules make no script that can run
    public Trial trial(Account account, RuleSet set) {
        return new Trial(
                account, filters.trial(RuleScript.write(set)), filters.trial(RuleScript.probe(set, Rule::on)), set);
    }

    /// Which of some rules hold, whether they are on or not.
    ///
    /// @throws FilterException likewise
    public Trial trial(Account account, RuleSet set, Predicate<Rule> which) {
        RuleSet chosen = new RuleSet(
                List.of(),
                set.rules().stream()
                        .filter(which)
                        .map(rule -> rule.turned(true))
                        .toList());
        return new Trial(
                account,
                filters.trial(RuleScript.write(chosen)),
                filters.trial(RuleScript.probe(chosen, _ -> true)),
                chosen);
    }

    /// Rules that are tried on messages: by the engine that filters mail, with nothing done and nothing
    /// remembered. For one thread.
    public final class Trial {
        private final Account account;
        private final ActiveFilter whole;
        private final ActiveFilter probe;
        private final RuleSet set;

        private Trial(Account account, ActiveFilter whole, ActiveFilter probe, RuleSet set) {
            this.account = account;
            this.whole = whole;
            this.probe = probe;
            this.set = set;
        }

        public RuleSet rules() {
            return set;
        }

        /// @throws IOException the content cannot be read
        public Outcome on(MessageContent content, SieveEnvelope envelope) throws IOException {
            SieveMessage message = SieveMessage.of(content);
            Filtered done = filters.run(whole, account, message, envelope);
            Filtered which = filters.run(probe, account, message, envelope);
            Set<Integer> matched = new TreeSet<>();
            boolean blocked = false;
            for (SieveAction action : which.actions()) {
                if (action instanceof SieveAction.Keep keep) {
                    blocked |= keep.flags().has(BLOCKED);
                    for (int i = 0; i < set.rules().size(); i++) {
                        if (keep.flags().has("$rule-" + i)) {
                            matched.add(i);
                        }
                    }
                }
            }
            return new Outcome(matched, blocked, done.actions(), done.trouble());
        }
    }

    /// @param rules   places of those that hold
    /// @param blocked whether its sender is
    /// @param actions what the engine would do
    /// @param trouble why it cannot say
    public record Outcome(Set<Integer> rules, boolean blocked, List<SieveAction> actions, Optional<String> trouble) {
        public Outcome {
            rules = Set.copyOf(rules);
            actions = List.copyOf(actions);
        }
    }
}
