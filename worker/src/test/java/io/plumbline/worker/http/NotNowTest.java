package io.plumbline.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grpc.Status;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@Tag("E6")
class NotNowTest {

    private final Logger log = (Logger) LoggerFactory.getLogger(NotNowTest.class);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.setLevel(Level.INFO); // whatever a test before has made of the root's
        said.start();
        log.addAppender(said);
    }

    @AfterEach
    void listenNoMore() {
        log.detachAppender(said);
        log.setLevel(null);
    }

    @Test
    void what_is_away_is_one_line_with_what_it_said() {
        var temporal = Status.UNAVAILABLE.withDescription("no server").asRuntimeException();
        NotNow.later(log, "It starts later", new IllegalStateException("wrapped", temporal));
        var database = new SQLTransientConnectionException("no connection");
        NotNow.later(log, "It is read later", new IllegalStateException("wrapped", database));

        assertThat(said.list)
                .allSatisfy(line -> assertThat(line.getThrowableProxy()).isNull())
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("It starts later: UNAVAILABLE: no server", "It is read later: no connection");
    }

    @Test
    void a_mistake_is_not_taken_for_that() {
        NotNow.later(log, "It starts later", new IllegalStateException("wrapped", new NullPointerException("ours")));

        assertThat(said.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getFormattedMessage()).isEqualTo("It starts later");
            assertThat(line.getThrowableProxy().getCause().getMessage()).isEqualTo("ours");
        });
    }
}
