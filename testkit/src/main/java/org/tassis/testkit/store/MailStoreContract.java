package org.tassis.testkit.store;

/// What every `MailStore` must do, as the port promises it. The test class of a store implements this
/// interface and the few methods of {@link StoreFixture}, and adds only what is its own.
public interface MailStoreContract
        extends MailboxContract,
                WritingContract,
                FlagsContract,
                MovingContract,
                ReplacingContract,
                HistoryContract,
                PurgeContract,
                UndoContract,
                SnapshotContract,
                FeedContract,
                TailContract,
                OrderContract,
                ConcurrencyContract,
                DurabilityContract {}
