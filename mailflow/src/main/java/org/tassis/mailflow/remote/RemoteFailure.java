package org.tassis.mailflow.remote;

import org.tassis.mailflow.queue.DeliveryStatus;

/// A server cannot be used, or not any more.
final class RemoteFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final transient DeliveryStatus status;
    private final boolean handshake;

    RemoteFailure(DeliveryStatus status) {
        this(status, false);
    }

    private RemoteFailure(DeliveryStatus status, boolean handshake) {
        super(status.toString(), null, false, false);
        this.status = status;
        this.handshake = handshake;
    }

    /// TLS could not be agreed on.
    static RemoteFailure handshake(DeliveryStatus status) {
        return new RemoteFailure(status, true);
    }

    DeliveryStatus status() {
        return status;
    }

    boolean isHandshake() {
        return handshake;
    }
}
