package org.tassis.imap.command;

/// Every IMAP command this server speaks, sorted by the state it needs: RFC 9051 §6.1 to §6.4.
public sealed interface ImapCommand {
    /// For any state: RFC 9051 §6.1.
    sealed interface AnyState extends ImapCommand permits Capability, Noop, Logout, Id {}

    /// For a client that has not logged in: RFC 9051 §6.2.
    sealed interface BeforeLogin extends ImapCommand permits StartTls, Login, Authenticate {}

    /// For a client that has logged in, with a mailbox selected or not: RFC 9051 §6.3.
    sealed interface AfterLogin extends ImapCommand
            permits Enable,
                    Select,
                    Create,
                    Delete,
                    Rename,
                    Subscribe,
                    Unsubscribe,
                    ListCommand,
                    Lsub,
                    Namespace,
                    Status,
                    Append,
                    Idle,
                    GetQuota,
                    GetQuotaRoot,
                    SetQuota,
                    Compress,
                    Unauthenticate,
                    MultiSearch,
                    Notify,
                    GetMetadata,
                    SetMetadata,
                    AclCommand,
                    Comparator,
                    ResetKey,
                    GenUrlAuth,
                    UrlFetch {}

    /// For a client that has selected a mailbox: RFC 9051 §6.4.
    sealed interface InMailbox extends ImapCommand
            permits Check,
                    Close,
                    Unselect,
                    Expunge,
                    UidExpunge,
                    Search,
                    Sort,
                    ThreadCommand,
                    Fetch,
                    StoreFlags,
                    Copy,
                    Move,
                    Replace,
                    CancelUpdate {}

    /// The command's name in upper case, with `UID ` where it has one: for metrics and logs.
    String word();

    /// Whether sequence numbers stand in it, or are to stand in the answer, which a client has forsworn
    /// that enabled UIDONLY: RFC 9586 §3.3.
    default boolean namesSequenceNumbers() {
        return usesSequenceNumbers();
    }

    /// While a command that uses sequence numbers runs, no EXPUNGE or VANISHED may be sent, not even before
    /// its tagged reply: RFC 9051 §7.5.1.
    default boolean usesSequenceNumbers() {
        return false;
    }

    /// Whether the client shows by this command that it knows modification sequences (a CONDSTORE enabling
    /// command): RFC 7162 §3.1. From then on FETCH responses for changed flags carry MODSEQ.
    default boolean enablesCondstore() {
        return false;
    }
}
