package org.tassis.mailflow.filter;

import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;

/// Where scripts are kept. Each method is one transaction, durable when it returns; any thread; may block.
/// Throws {@link FilterException}: what it says, or Unavailable. Names are told apart by every character.
public interface FilterRecords {
    /// By name.
    List<StoredScript> list(AccountId account);

    Optional<String> text(AccountId account, ScriptName name);

    /// The active one, as it is at one moment.
    Optional<Active> active(AccountId account);

    /// @param version as {@link #version}
    record Active(ScriptName name, String text, long version) {}

    /// Goes up with every change of any script of the account, and is never used again; 0 before the first.
    long version(AccountId account);

    /// Adds or replaces a script; one that is active stays so: RFC 5804 §2.6.
    ///
    /// @param text       valid Unicode without NUL
    /// @param maxScripts of the account, this one included
    /// @throws FilterException TooMany
    void put(AccountId account, ScriptName name, String text, int maxScripts);

    /// @param name none to filter no more: RFC 5804 §2.8
    /// @throws FilterException NoSuchScript
    void activate(AccountId account, Optional<ScriptName> name);

    /// @throws FilterException NoSuchScript; ScriptActive: RFC 5804 §2.10
    void remove(AccountId account, ScriptName name);

    /// One that is active stays so: RFC 5804 §2.11.
    ///
    /// @throws FilterException NoSuchScript, ScriptExists
    void rename(AccountId account, ScriptName from, ScriptName to);

    /// Forgets all that an account has, for an account that nobody uses any more.
    void purge(AccountId account);
}
