package org.tassis.mailflow.remote;

import java.util.Optional;
import org.tassis.mailflow.queue.DeliveryStatus;

/// A server cannot be used, or not any more.
final class RemoteFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final transient DeliveryStatus status;
    private final boolean handshake;
    private final transient Optional<TlsProblem> tls;

    RemoteFailure(DeliveryStatus status) {
        this(status, false, Optional.empty());
    }

    private RemoteFailure(DeliveryStatus status, boolean handshake, Optional<TlsProblem> tls) {
        super(status.toString(), null, false, false);
        this.status = status;
        this.handshake = handshake;
        this.tls = tls;
    }

    /// TLS could not be agreed on.
    static RemoteFailure handshake(DeliveryStatus status, TlsProblem problem) {
        return new RemoteFailure(status, true, Optional.of(problem));
    }

    /// TLS is required and not offered.
    static RemoteFailure withoutTls(DeliveryStatus status) {
        return new RemoteFailure(status, false, Optional.of(TlsProblem.noStartTls()));
    }

    /// What is wrong with TLS there; empty when it was something else that failed.
    Optional<TlsProblem> tls() {
        return tls;
    }

    DeliveryStatus status() {
        return status;
    }

    boolean isHandshake() {
        return handshake;
    }
}
