package org.tassis.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.net.TestNet.eventually;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SessionsTest {
    @Test
    void sessionsAreSeenAndEndedOneByOne() throws IOException {
        try (var net = new TestNet(Listener.TlsMode.NONE);
                var one = net.connect();
                var two = net.connect()) {
            assertThat(one.line()).isEqualTo("HELLO");
            assertThat(two.line()).isEqualTo("HELLO");
            assertThat(net.network.sessions()).hasSize(2).allSatisfy(session -> {
                assertThat(session.listener()).isEqualTo("test");
                assertThat(session.login()).isEmpty();
                assertThat(session.encrypted()).isFalse();
            });
            int port = one.socket().getLocalPort();
            var first = net.network.sessions().stream()
                    .filter(session -> session.remote().getPort() == port)
                    .findFirst()
                    .orElseThrow();
            assertThat(net.network.end(first.id())).isTrue();
            eventually(() -> net.network.sessions().size() == 1);
            assertThat(net.network.end(first.id())).isFalse();
            assertThat(net.network.sessions().getFirst().remote().getPort())
                    .isEqualTo(two.socket().getLocalPort());
        }
    }
}
