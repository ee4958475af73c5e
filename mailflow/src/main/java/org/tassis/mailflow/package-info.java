/// The life of a message from the moment a sender names its recipients: routing, policy, local delivery.
/// Every refusal is decided while the sender is still connected.
@NullMarked
package org.tassis.mailflow;

import org.jspecify.annotations.NullMarked;
