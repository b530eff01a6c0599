package io.plumbline.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@Tag("E6")
@ExtendWith(OutputCaptureExtension.class)
class NotNowTest {

    private static final Logger log = LoggerFactory.getLogger(NotNowTest.class);

    @Test
    void what_is_away_is_one_line_with_what_it_said(CapturedOutput out) {
        var temporal = Status.UNAVAILABLE.withDescription("no server").asRuntimeException();
        NotNow.later(log, "It starts later", new IllegalStateException("wrapped", temporal));
        var database = new SQLTransientConnectionException("no connection");
        NotNow.later(log, "It is read later", new IllegalStateException("wrapped", database));

        assertThat(out)
                .contains("It starts later: UNAVAILABLE: no server", "It is read later: no connection")
                .doesNotContain("wrapped", "\tat ");
    }

    @Test
    void a_mistake_is_not_taken_for_that(CapturedOutput out) {
        NotNow.later(log, "It starts later", new IllegalStateException("wrapped", new NullPointerException("ours")));

        assertThat(out).contains("WARN", "It starts later", "NullPointerException: ours", "\tat ");
    }
}
