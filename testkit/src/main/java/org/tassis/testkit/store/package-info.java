/// The contract of `MailStore`: a store's test class implements {@link org.tassis.testkit.store.MailStoreContract},
/// gives it a store, and adds nothing but what is its own.
@NullMarked
package org.tassis.testkit.store;

import org.jspecify.annotations.NullMarked;
