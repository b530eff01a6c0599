package io.plumbline.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("E10")
class PortsTest {

    @RepeatedTest(20)
    void a_free_port_is_none_that_an_outgoing_connection_could_take() {
        assertThat(Ports.choose("a test", 0)).isBetween(20_000, 32_767).matches(Ports::isFree);
    }

    @Test
    void a_port_that_is_set_is_used_or_refused_by_its_name() throws IOException {
        int port;
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
            assertThatThrownBy(() -> Ports.choose("plumbline.postgres.port", port))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("plumbline.postgres.port=" + port + " is in use");
        }
        assertThat(Ports.choose("plumbline.postgres.port", port)).isEqualTo(port);
    }

    @Test
    void what_is_no_port_is_refused() {
        assertThatThrownBy(() -> Ports.choose("plumbline.postgres.port", 65_536))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("is not a port");
    }
}
