package org.tassis.mailflow.report.tls;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.tassis.mailflow.remote.TlsProblem;
import org.tassis.mailflow.remote.TlsSession;
import org.tassis.mailflow.report.Tally;

/// What a {@link Tally} of TLS says: connections that were the same in everything that a report names.
///
/// @param result empty for connections without a problem, whose places are not told apart
/// @param texts  of the policy
/// @param hosts  that the policy names
public record TlsFacts(
        String policyKind,
        String policyDomain,
        String result,
        String sender,
        String host,
        String receiver,
        String reason,
        List<String> texts,
        List<String> hosts) {
    private static final int FIXED = 8;
    private static final int MOST = 40;

    static TlsFacts of(TlsSession session) {
        TlsSession.Policy policy = session.policy();
        boolean fine = session.problem().isEmpty();
        return new TlsFacts(
                policy.kind().word(),
                policy.domain(),
                session.problem().map(problem -> problem.type().word()).orElse(""),
                fine ? "" : session.sender().map(InetAddress::getHostAddress).orElse(""),
                fine ? "" : session.host(),
                fine ? "" : session.receiver().map(InetAddress::getHostAddress).orElse(""),
                session.problem().map(TlsProblem::reason).orElse(""),
                policy.texts().stream().limit(MOST).toList(),
                policy.hosts().stream().limit(MOST).toList());
    }

    List<String> written() {
        List<String> facts = new ArrayList<>(FIXED + texts.size() + hosts.size());
        facts.addAll(List.of(policyKind, policyDomain, result, sender, host, receiver, reason));
        facts.add(Integer.toString(texts.size()));
        facts.addAll(texts);
        facts.addAll(hosts);
        return facts;
    }

    public static TlsFacts read(Tally tally) {
        List<String> facts = tally.facts();
        int count = tally.fact(FIXED - 1).matches("[0-9]{1,3}") ? Integer.parseInt(tally.fact(FIXED - 1)) : 0;
        int end = Math.min(facts.size(), FIXED + count);
        return new TlsFacts(
                tally.fact(0),
                tally.fact(1),
                tally.fact(2),
                tally.fact(3),
                tally.fact(4),
                tally.fact(5),
                tally.fact(6),
                facts.size() > FIXED ? facts.subList(FIXED, end) : List.of(),
                facts.size() > end ? facts.subList(end, facts.size()) : List.of());
    }

    /// The policy alone.
    List<Object> policy() {
        return List.of(policyKind, policyDomain, texts, hosts);
    }
}
