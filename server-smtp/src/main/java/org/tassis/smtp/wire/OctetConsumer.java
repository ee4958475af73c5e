package org.tassis.smtp.wire;

/// Takes message content as it is found. The octets are the caller's again when the call returns; a
/// consumer that fails keeps its failure to itself, because content must be read to its end in any case.
@FunctionalInterface
public interface OctetConsumer {
    void accept(byte[] octets, int offset, int length);
}
