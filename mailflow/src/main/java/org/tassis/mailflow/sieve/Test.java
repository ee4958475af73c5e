package org.tassis.mailflow.sieve;

import java.util.List;
import java.util.Optional;
import org.tassis.core.SpecialUse;

/// A test that has been understood. Each says what its usage in its RFC says.
sealed interface Test {
    record Constant(boolean value) implements Test {}

    record Not(Test test) implements Test {}

    record AllOf(List<Test> tests) implements Test {}

    record AnyOf(List<Test> tests) implements Test {}

    record Exists(List<Text> names) implements Test {}

    record Size(boolean over, long octets) implements Test {}

    /// RFC 5260 §6.
    ///
    /// @param number from 1
    record Index(int number, boolean last) {}

    record Header(Match match, Optional<Index> index, List<Text> names) implements Test {}

    /// RFC 5228 §2.7.4, RFC 5233 §4.
    enum AddressPart {
        ALL,
        LOCALPART,
        DOMAIN,
        USER,
        DETAIL
    }

    record Address(Match match, AddressPart part, Optional<Index> index, List<Text> names) implements Test {}

    record Envelope(Match match, AddressPart part, List<Text> parts) implements Test {}

    /// RFC 5173 §5.
    sealed interface Transform {}

    record Raw() implements Transform {}

    record Content(List<Text> types) implements Transform {}

    record Plain() implements Transform {}

    record Body(Match match, Transform transform) implements Test {}

    /// RFC 5229 §5.
    record Strings(Match match, List<Text> sources) implements Test {}

    /// RFC 5232 §4.
    ///
    /// @param variables empty for the internal one
    /// @param flags     the keys again, which are lists of flags: `match` has none
    record HasFlag(Match match, List<Text.Variable> variables, List<Text> flags) implements Test {}

    /// RFC 5260 §4.1.
    sealed interface Zone {}

    record LocalZone() implements Zone {}

    record OriginalZone() implements Zone {}

    record GivenZone(Text offset) implements Zone {}

    record Date(Match match, Optional<Index> index, Zone zone, Text header, Text part, Position position)
            implements Test {}

    record CurrentDate(Match match, Zone zone, Text part, Position position) implements Test {}

    /// RFC 5490 §3.1.
    record MailboxExists(List<Text> names) implements Test {}

    /// RFC 8579 §4.
    ///
    /// @param uses those that this server knows
    /// @param known whether that is all of them
    record SpecialUseExists(Optional<Text> mailbox, List<SpecialUse> uses, boolean known) implements Test {}

    /// RFC 7352 §3.
    record Duplicate(Optional<Text> handle, Source source, Optional<Long> seconds, boolean last) implements Test {}

    sealed interface Source {}

    record FromHeader(Text name) implements Source {}

    record Given(Text id) implements Source {}

    /// RFC 5183 §4.
    record Environment(Match match, Text item) implements Test {}

    /// RFC 5235 §3.2.
    record SpamTest(Match match, boolean percent) implements Test {}

    /// What `ihave` put off: RFC 5463 §4.
    record Fail(Position position, String message) implements Test {}
}
