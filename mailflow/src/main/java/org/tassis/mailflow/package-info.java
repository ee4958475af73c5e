/// The life of a message from the moment a sender names its recipients: routing, policy, local delivery.
/// {@link MailFlow} is what the engines talk to: it opens a {@link Reception} for each message. Every
/// refusal is decided while the sender is still connected, and a message accepted is durable before the
/// sender hears of it. MailFlow and policies are for any thread; a Reception is used by one.
@NullMarked
package org.tassis.mailflow;

import org.jspecify.annotations.NullMarked;
