package org.tassis.mailflow.extension;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;

/// Makes extensions; found by `ServiceLoader` in their own class loader.
public interface ExtensionFactory {
    /// What extensions may know of the server, and how much they may take.
    ///
    /// @param hostname   of this server
    /// @param folder     from which files are read that are named without a whole path
    /// @param spool      an existing directory, for changed messages too large for memory
    /// @param timeLimit  for each call of an extension
    /// @param maxOctets  of messages that are with extensions at one time; larger ones wait, the largest goes alone
    /// @param isLocal    whether a domain is of this server
    /// @param postmaster of this server
    record Environment(
            String hostname,
            Path folder,
            Path spool,
            Duration timeLimit,
            int maxOctets,
            Predicate<DomainName> isLocal,
            Supplier<Optional<EmailAddress>> postmaster) {}

    /// @param loader that has the extensions' classes
    /// @throws IllegalArgumentException a class cannot be found or does not start: which, and why
    Extensions open(List<Plugged> plugged, Environment environment, ClassLoader loader);
}
