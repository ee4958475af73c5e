package org.tassis.store.journal;

/// By which way a change came. The order is kept in databases: new ones go to the end.
public enum Via {
    /// The server itself, for no reason named here.
    SERVER,
    IMAP,
    POP3,
    WEBMAIL,
    /// Webmail, which puts a newer draft in the place of an older one.
    DRAFT,
    /// The owner's rules, run over mail that was there before.
    RULES,
    /// A message goes to sleep, or its time has come.
    SNOOZE,
    /// Trash and junk are emptied after the days that the owner chose.
    RETENTION
}
